import { Button } from "@mantine/core";
import { valueAt } from "@roomkey/client";
import { useNotices, useObservable, useSession } from "@roomkey/client/react";
import { IconLock } from "@tabler/icons-react";
import { type MouseEventHandler, useMemo, useState } from "react";
import { FieldGrid } from "../../../ui/FieldRow";
import { Tag } from "../../../ui/Pill";
import { reveal } from "../../../ui/reveal";
import { Section } from "../../../ui/Section";
import type { Group as Fields } from "../layout/layout";
import { layoutOf } from "../layout/layouts";
import { groupsOf, isEmpty, type Placed, placed, pointerOf } from "../layout/place";
import { readers } from "../layout/words";
import { Field } from "./Field";
import { type OpenRecord, useDoc, useRecord } from "./OpenRecord";

/** The fields of the record in their groups, two columns each. Empty ones that are rarely used are folded away. */
export function Groups() {
  const record = useRecord();
  const told = useTold(record);
  return groupsOf(record.type).map((group) => <Group key={group.title} group={group} told={told} />);
}

function Group({ group, told }: { group: Fields; told: ReadonlySet<string> }) {
  const record = useRecord();
  const { client } = useSession();
  const owner = useObservable(client.rows.all, (rows) => rows.get(record.id)?.owner);
  const [unfolded, setUnfolded] = useState(false);
  const left = usePlaced(record, group.left);
  const right = usePlaced(record, group.right);
  const rare = new Set(group.rare ?? []);
  const empty = useEmpty(record, [...left, ...right]);
  const folded = (at: Placed) => !unfolded && rare.has(at.path) && empty.has(at.path) && !told.has(pointerOf(at));
  const unfold: MouseEventHandler<HTMLElement> = ({ currentTarget }) => reveal(currentTarget, () => setUnfolded(true));
  const count = [...left, ...right].filter(folded).length;
  if (left.length + right.length === 0) return null;
  const shown = (column: Placed[]) => column.filter((at) => !folded(at));
  const secret = group.private === true;
  if (shown(left).length + shown(right).length === 0) {
    return <Unfold title={group.title} count={count} onClick={unfold} />;
  }
  return (
    <Section title={group.title} mark={secret && <Tag icon={IconLock}>{readers(client.user, owner)}</Tag>}>
      <FieldGrid>
        <div>
          {shown(left).map((at) => (
            <Field key={at.path} at={at} lock={at.private && !secret} />
          ))}
        </div>
        <div>
          {shown(right).map((at) => (
            <Field key={at.path} at={at} lock={at.private && !secret} />
          ))}
        </div>
      </FieldGrid>
      {count > 0 && (
        <Button variant="subtle" size="compact-sm" mt={4} className="rk-flush" onClick={unfold}>
          Show {count} empty {count === 1 ? "field" : "fields"}
        </Button>
      )}
    </Section>
  );
}

/** A group of which nothing is filled in. */
function Unfold({ title, count, onClick }: { title: string; count: number; onClick: MouseEventHandler<HTMLElement> }) {
  return (
    <Section title={title}>
      <Button variant="subtle" size="compact-sm" className="rk-flush" onClick={onClick}>
        Show {count} empty {count === 1 ? "field" : "fields"}
      </Button>
    </Section>
  );
}

/** The fields of paths, without those that this user may not read. */
function usePlaced({ type, secret }: OpenRecord, paths: string[]): Placed[] {
  const { labels } = layoutOf(type.name);
  const readsSecret = secret !== undefined;
  return useMemo(
    () =>
      paths.flatMap((path) => {
        const at = placed(type, path, labels);
        return at && (readsSecret || !at.private) ? [at] : [];
      }),
    [type, paths, labels, readsSecret],
  );
}

/**
 * The pointers at which something was typed that isn't in the record, a draft or an edit that was refused, or at which
 * this user is editing. One stays until the record is left: its field would vanish with the focus in it.
 */
function useTold({ id, shared, secret, editing }: OpenRecord): ReadonlySet<string> {
  const { client } = useSession();
  const typed = useObservable(client.drafts.all, (drafts) =>
    [...drafts.values()].flatMap(({ record, pointer }) => (record === id ? [pointer] : [])).join("\n"),
  );
  const edited = useObservable(editing) ?? "";
  const refused = [...useNotices(shared.documentId), ...useNotices(secret?.documentId ?? "")];
  const now = [...typed.split("\n"), edited, ...refused.map(({ pointer }) => pointer)];
  const [told, setTold] = useState<ReadonlySet<string>>(new Set(now));
  if (now.every((pointer) => told.has(pointer))) return told;
  const more = new Set([...told, ...now]);
  setTold(more);
  return more;
}

/** The paths of those fields that are empty. */
function useEmpty({ shared, secret }: OpenRecord, fields: Placed[]): ReadonlySet<string> {
  const emptyIn = (doc: unknown, hidden: boolean) =>
    fields.filter((at) => at.private === hidden && isEmpty(valueAt(doc, at.place))).map(({ path }) => path);
  const open = useDoc(shared, (doc) => emptyIn(doc, false).join());
  const closed = useDoc(secret, (doc) => emptyIn(doc, true).join());
  return new Set([...open.split(","), ...closed.split(",")]);
}
