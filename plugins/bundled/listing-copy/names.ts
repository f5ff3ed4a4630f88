// Words after which a name is that of a street, a place, a building or a stone.
const places =
  /^[\s-]+(?:[A-Z][\w'’.-]*[\s-]+){0,2}(?:st(?:reet)?|ave?(?:nue)?|blvd|boulevard|r(?:oa)?d|dr(?:ive)?|l(?:a)?ne?|c(?:our)?t|circle|cir|pl(?:ace)?|way|ter(?:race)?|parkway|pkwy|highway|hwy|square|sq|trail|loop|plaza|park|playground|garden|creek|river|lake|ridge|hills?|heights|valley|canyon|springs?|beach|bay|point|island|village|center|centre|mall|market|tower|building|bridge|school|elementary|academy|high|college|university|hospital|clinic|library|museum|theat(?:er|re)|hall|district|county|city|kush|stone|granite|marble|slate|quartzite|limestone|travertine|onyx|sandstone|brothers|science)\b/i;

// Nouns for people: "Christian Community" in a title is no name.
const people =
  /^[\s-]+(?:communit|famil|home|house|household|neighbo|area|buyer|tenant|people|person|couple|resident|owner|only|preferred|values|women|men|roommate|landlord|building|living|church|school|temple)/i;

/** Reports whether the words of a text from one place to another are a part of a proper name. */
export function inProperName(text: string, from: number, to: number): boolean {
  const words = text.slice(from, to);
  const after = text.slice(to, to + 60);
  if (!/^\p{Lu}/u.test(lastWord(words)) && !/^\p{Lu}/u.test(words)) return false;
  if (places.test(after)) return true;
  if (people.test(after)) return false;
  // One word that a name goes on after: "Christian Louboutin". All capitals are no sign of a name.
  return !/\s/.test(words) && /^ \p{Lu}\p{Ll}/u.test(after) && words !== words.toUpperCase();
}

const lastWord = (text: string) => /[\p{L}\p{N}'’-]+$/u.exec(text)?.[0] ?? text;
