/** The number of colours that people have. */
const colours = 8;

/** The class of a person's colour (tone.css), the same everywhere and on every device: a hash of the id (FNV-1a). */
export function personClass(id: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return `rk-p${((hash >>> 0) % colours) + 1}`;
}

/** One or two letters for a name: "Ana Reyes" is AR, "Madonna" M, nothing "?". Letters of any script count. */
export function initials(name: string): string {
  const words = name.match(/\p{L}[\p{L}\p{M}'’.-]*/gu) ?? [];
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => (word ? [...word][0] : ""));
  return letters.join("").toLocaleUpperCase() || "?";
}

/** The first word of a name, as colleagues call each other: "Priya". */
export function firstName(name: string): string {
  return name.trim().split(/\s+/)[0] || name;
}
