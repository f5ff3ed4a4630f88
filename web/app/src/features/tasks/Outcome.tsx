import { inWords, outputText } from "@roomkey/client";
import { useNaming } from "@roomkey/client/react";
import { Section } from "../../ui/Section";
import { isId, isNamed, RecordName } from "./RecordName";

/** Items of a list that are drawn. */
const drawn = 50;

/** Members that say what the others are about. */
const first = /^(summary|text|name|address)$/;

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
  if (Array.isArray(value)) {
    if (value.length === 0) return <>None</>;
    return (
      <ol className="outcome">
        {value.slice(0, drawn).map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an output does not change
          <li key={index}>
            <Value name={name} value={item} nameOf={nameOf} />
          </li>
        ))}
        {value.length > drawn && <li>and {value.length - drawn} more</li>}
      </ol>
    );
  }
  if (typeof value === "object" && value !== null) {
    if (isNamed(value)) return <RecordName id={value.id} otherwise={value.name} />;
    return (
      <dl className="outcome">
        {Object.entries(value)
          .sort(([a], [b]) => Number(first.test(b)) - Number(first.test(a)))
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
  return isId(value) ? <RecordName id={value} otherwise={text} /> : <>{text || "None"}</>;
}
