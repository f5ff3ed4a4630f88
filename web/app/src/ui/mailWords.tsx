import type { ReactNode } from "react";

/** Words in which an e-mail address that is too long for its line goes on below from its @, and not amid a word. */
export function mailWords(text: string): ReactNode {
  const [first, ...rest] = text.split(/(?<=\S)(?=@\S)/);
  if (rest.length === 0) return text;
  return (
    <>
      {first}
      {rest.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text have no other name
        <span key={index}>
          <wbr />
          {part}
        </span>
      ))}
    </>
  );
}
