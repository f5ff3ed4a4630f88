/** A colleague who can be mentioned. */
export type Colleague = { id: string; name: string };

/** What is being typed before the caret that names somebody: "@an" at index 4. Undefined where nothing does. */
export function mentionAt(text: string, caret: number): { start: number; typed: string } | undefined {
  const found = /(^|[\s([{])@([\p{L}\p{M}'’.-]{0,30}(?: [\p{L}\p{M}'’.-]{0,30})?)$/u.exec(text.slice(0, caret));
  if (!found) return undefined;
  const typed = found[2] ?? "";
  return { start: caret - typed.length - 1, typed };
}

/** The colleagues whose name, or a word of it, begins with what was typed; at most six. */
export function colleaguesFor(typed: string, people: readonly Colleague[]): Colleague[] {
  const wanted = typed.toLocaleLowerCase();
  return people
    .filter(({ name }) => {
      const lower = name.toLocaleLowerCase();
      return lower.startsWith(wanted) || lower.split(/\s+/).some((word) => word.startsWith(wanted));
    })
    .slice(0, 6);
}

/** Puts a colleague's name in the place of what was typed of it. */
export function putMention(text: string, start: number, caret: number, name: string): { text: string; caret: number } {
  const put = `@${name} `;
  return { text: text.slice(0, start) + put + text.slice(caret).replace(/^ /, ""), caret: start + put.length };
}

/** The colleagues whom a note mentions by their whole names. */
export function mentioned(body: string, people: readonly Colleague[]): string[] {
  return splitMentions(body, people)
    .flatMap((part) => (part.id ? [part.id] : []))
    .filter((id, at, all) => all.indexOf(id) === at);
}

/** A note's text in parts, of which those that mention somebody have an id. The longest name counts. */
export function splitMentions(body: string, people: readonly Colleague[]): { text: string; id?: string }[] {
  const byLength = [...people].filter(({ name }) => name !== "").sort((a, b) => b.name.length - a.name.length);
  const parts: { text: string; id?: string }[] = [];
  let from = 0;
  for (let at = body.indexOf("@"); at >= 0; at = body.indexOf("@", at + 1)) {
    if (at > 0 && /[\p{L}\p{N}]/u.test(body[at - 1] as string)) continue; // an e-mail address
    const who = byLength.find(({ name }) => {
      const after = body[at + 1 + name.length];
      return body.startsWith(name, at + 1) && !(after && /[\p{L}\p{N}]/u.test(after));
    });
    if (!who) continue;
    if (at > from) parts.push({ text: body.slice(from, at) });
    from = at + 1 + who.name.length;
    parts.push({ text: body.slice(at, from), id: who.id });
  }
  if (from < body.length) parts.push({ text: body.slice(from) });
  return parts;
}
