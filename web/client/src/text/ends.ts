// A text area has "\n" at the end of each line, whatever the text has there, which stock clients and scripts write too.
// So "\r\n" is a unit shorter in it, and offsets differ.

/** A text as a text area has it. */
export function inArea(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}

/** The offset in a text area of what is at an offset of the text. */
export function areaOffset(text: string, offset: number): number {
  if (!text.includes("\r")) return offset;
  return offset - (text.slice(0, offset).match(/\r\n/g)?.length ?? 0);
}

/** The offset in the text of what is at an offset of a text area that holds it. */
export function textOffset(text: string, offset: number): number {
  if (!text.includes("\r")) return offset;
  let longer = 0;
  for (const { index } of text.matchAll(/\r\n/g)) {
    if (index - longer >= offset) break;
    longer++;
  }
  return offset + longer;
}
