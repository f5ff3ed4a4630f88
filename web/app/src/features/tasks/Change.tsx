import { Text, VisuallyHidden } from "@mantine/core";

/** Longer texts, in characters, stand below each other. */
const longText = 40;

/** A value before and after, as people read it. */
export function Change({ before, after, isNew }: { before: string; after: string; isNew: boolean }) {
  if (isNew) return <span className="after">{after || "Empty"}</span>;
  const long = before.length > longText || after.length > longText;
  return (
    <div className={long ? "change long" : "change"}>
      <span className={before ? "before" : "before none"}>
        <VisuallyHidden>From </VisuallyHidden>
        {before || "Empty"}
      </span>
      <Text span c="dimmed" aria-hidden>
        {long ? "↓" : "→"}
      </Text>
      <span className="after">
        <VisuallyHidden>to </VisuallyHidden>
        {after || "Empty"}
      </span>
    </div>
  );
}
