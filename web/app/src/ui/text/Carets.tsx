import { useNames, useObservable, useSession } from "@roomkey/client/react";
import type { Carets as OthersCarets } from "@roomkey/client/text";
import { type ReactNode, type RefObject, useLayoutEffect, useRef } from "react";
import { firstName, personClass } from "../person";

type Props = {
  carets: OthersCarets;
  record: string;
  area: RefObject<HTMLTextAreaElement | null>;
};

/**
 * Where the others are in a text area: the same text once more, unseen and in the same place, with marks in it. Whose
 * they are, presence tells, and a caret of nobody who is there is not shown. Where somebody is there, the carets are
 * drawn again with each change of the text; where nobody is, a key draws nothing here.
 */
export function Carets({ carets, record, area }: Props) {
  const { client } = useSession();
  const names = useNames();
  const others = useObservable(carets.others);
  const members = useObservable(client.rooms.members)[`record:${record}`];
  const mirror = useRef<HTMLDivElement>(null);
  const shown = others
    .flatMap((caret) => {
      const user = members?.get(caret.peer)?.user;
      return user ? [{ ...caret, user }] : [];
    })
    .toSorted((a, b) => a.end - b.end);

  useLayoutEffect(() => {
    const there = area.current;
    if (!there || shown.length === 0) return;
    const follow = () => {
      if (mirror.current) mirror.current.scrollTop = there.scrollTop;
    };
    follow();
    there.addEventListener("scroll", follow);
    return () => there.removeEventListener("scroll", follow);
  });

  if (shown.length === 0) return null;
  const value = area.current?.value ?? "";
  const parts: ReactNode[] = [];
  let from = 0;
  for (const { peer, user, end } of shown) {
    const at = Math.min(end, value.length);
    parts.push(value.slice(from, at));
    parts.push(
      <span key={peer} className={`rk-text-caret ${personClass(user)}`} data-caret={user}>
        <span className="rk-text-name">{firstName(names.get(user) ?? "Somebody")}</span>
      </span>,
    );
    from = at;
  }
  parts.push(value.slice(from));
  return (
    <div ref={mirror} className="rk-text-mirror" dir="auto" aria-hidden="true">
      {parts}
    </div>
  );
}
