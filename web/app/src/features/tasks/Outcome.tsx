import { Box, Title } from "@mantine/core";
import { inWords, outputText } from "@roomkey/client";
import { useNaming } from "@roomkey/client/react";

/** Items of a list that are drawn. */
const drawn = 50;

/** Members that say what the others are about. */
const first = /^(summary|text|name|address)$/;

/** What a task put out, as its plugin gave it. */
export function Outcome({ output }: { output: unknown }) {
  const nameOf = useNaming();
  return (
    <Box component="section" aria-label="Result" mt="lg">
      <Title order={2} size="h4" mb="xs">
        Result
      </Title>
      <Value value={output} nameOf={nameOf} />
    </Box>
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
  return <>{outputText(name, value, nameOf) || "None"}</>;
}
