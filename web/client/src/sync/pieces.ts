/** The most characters (UTF-16 units) that one change deletes and inserts. */
export const pieceLength = 5_000;

/** A part of an edit of a text: at index, removed characters are replaced by text. */
export type Piece = { index: number; removed: number; text: string };

/** Cuts an edit of a text into parts of at most pieceLength characters, which follow each other. No pair is cut. */
export function pieces(index: number, removed: number, inserted: string): Piece[] {
  if (removed + inserted.length <= pieceLength) return [{ index, removed, text: inserted }];
  const cut: Piece[] = [];
  for (let left = removed; left > 0; left -= pieceLength)
    cut.push({ index, removed: Math.min(left, pieceLength), text: "" });
  for (let from = 0; from < inserted.length; ) {
    let to = Math.min(from + pieceLength, inserted.length);
    if (to < inserted.length && isHigh(inserted.charCodeAt(to - 1))) to--;
    cut.push({ index: index + from, removed: 0, text: inserted.slice(from, to) });
    from = to;
  }
  return cut;
}

/** What makes one text of another: at index, removed characters are replaced by inserted. No pair is cut. */
export function difference(before: string, after: string): { index: number; removed: number; inserted: string } {
  const most = Math.min(before.length, after.length);
  let index = 0;
  while (index < most && before.charCodeAt(index) === after.charCodeAt(index)) index++;
  if (index > 0 && isHigh(before.charCodeAt(index - 1))) index--;
  let end = 0;
  while (end < most - index && before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end))
    end++;
  if (end > 0 && isLow(before.charCodeAt(before.length - end))) end--;
  return { index, removed: before.length - index - end, inserted: after.slice(index, after.length - end) };
}

/** Whether a UTF-16 unit is the first of a pair. */
function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

/** Whether a UTF-16 unit is the second of a pair. */
function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
