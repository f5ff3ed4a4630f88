import { Button } from "@mantine/core";
import { inWords, outputText } from "@roomkey/client";
import { useNaming } from "@roomkey/client/react";
import { useState } from "react";
import { reveal } from "../../ui/reveal";
import { Section } from "../../ui/Section";
import { isId, isNamed, RecordName } from "./RecordName";

/** Items of a list that are drawn at once, and on request. */
const first = 5;
const most = 50;

/** Members that say what the others are about. */
const begins = /^(summary|text|name|address)$/;

/** Members that are told beside the changes, which they are about. */
const toldElsewhere = /^(why|assumed)$/;

/** What a task put out, as its plugin gave it. */
export function Outcome({ output }: { output: unknown }) {
  const nameOf = useNaming();
  const shown =
    typeof output === "object" && output !== null && !Array.isArray(output)
      ? Object.fromEntries(Object.entries(output).filter(([name]) => !toldElsewhere.test(name)))
      : output;
  return (
    <Section small title="Result">
      <Value value={shown} nameOf={nameOf} />
    </Section>
  );
}

type Props = { name?: string; value: unknown; nameOf: (id: string) => string | undefined };

function Value({ name = "", value, nameOf }: Props) {
  if (Array.isArray(value)) return value.length === 0 ? "None" : <Items name={name} items={value} nameOf={nameOf} />;
  if (typeof value === "object" && value !== null) {
    if (isNamed(value)) return <RecordName id={value.id} otherwise={value.name} />;
    return (
      <dl className="outcome">
        {Object.entries(value)
          .sort(([a], [b]) => Number(begins.test(b)) - Number(begins.test(a)))
          .map(([name, member]) => (
            <div key={name}>
              <dt>{inWords(name)}</dt>
              <dd>
                <Value name={name} value={member} nameOf={nameOf} />
              </dd>
            </div>
          ))}
      </dl>
    );
  }
  const text = outputText(name, value, nameOf);
  return isId(value) ? <RecordName id={value} otherwise={text} /> : text || "None";
}

/** The items of a list: the first ones, and more of them on request. */
function Items({ name, items, nameOf }: Omit<Props, "value"> & { items: unknown[] }) {
  const [all, setAll] = useState(items.length <= first + 1); // one more takes no more room than a button
  const shown = items.slice(0, all ? most : first);
  return (
    <>
      <ol className="outcome">
        {shown.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an output does not change
          <li key={index}>
            <Value name={name} value={item} nameOf={nameOf} />
          </li>
        ))}
        {all && items.length > most && <li>and {items.length - most} more</li>}
      </ol>
      {!all && (
        <Button
          variant="subtle"
          size="compact-sm"
          className="rk-flush"
          onClick={({ currentTarget }) => reveal(currentTarget, () => setAll(true))}
        >
          Show {Math.min(most, items.length) - first} more
        </Button>
      )}
    </>
  );
}
