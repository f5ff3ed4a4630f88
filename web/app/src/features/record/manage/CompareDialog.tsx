import { Button, Group, Modal } from "@mantine/core";
import { api, show, titleOf, valuesOf } from "@roomkey/client";
import { useNaming, useObservable, useSession } from "@roomkey/client/react";
import { tellDone } from "../../../ui/toasts";
import { listing, setting } from "../edit/gesture";
import { docOf, useDoc, usePerform, useRecord } from "../page/OpenRecord";
import { RecordLink } from "../page/RecordLink";
import { textOf } from "../page/shownValue";
import { type Pair, pairsOf } from "./compare";
import styles from "./manage.module.css";
import { mayManage } from "./rights";
import { useManage } from "./useManage";

/** Two records side by side: values are taken over one by one, then the other one is archived. */
export function CompareDialog({ other, onClose }: { other: string; onClose: () => void }) {
  const { type, shared, readOnly } = useRecord();
  const { client } = useSession();
  const nameOf = useNaming();
  const perform = usePerform();
  const { attempt } = useManage();
  const there = useObservable(client.rows.all, (rows) => rows.get(other));
  const here = useDoc(shared, (doc) => doc);
  if (!there || !here) return null;
  const pairs = pairsOf(type, here, there.fields);
  const take = ({ field, there }: Pair) => {
    const at = { label: field.label, private: false, place: [field.name] as [string] };
    if (field.kind === "list") for (const value of valuesOf(there)) perform(listing(at, value, true));
    else
      perform(
        setting(docOf(shared), at, typeof there === "number" || typeof there === "boolean" ? there : show(there)),
      );
  };
  const path = `/${type.plural}/${other}`;
  const archive = () =>
    attempt(
      () => api("POST", `${path}/archive`, {}),
      () => {
        onClose();
        tellDone("Archived the other one", () => void attempt(() => api("POST", `${path}/restore`, {})));
      },
    );
  const words = ({ field }: Pair, value: unknown) => (value === undefined ? "" : textOf(field, value, nameOf)) || "–";
  return (
    <Modal opened onClose={onClose} size="lg" title="Side by side" closeButtonProps={{ "aria-label": "Close" }}>
      <table className={styles.compare}>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">This one</th>
            <th scope="col">
              <RecordLink id={other}>{titleOf(type, there.fields)}</RecordLink>
            </th>
            <td />
          </tr>
        </thead>
        <tbody>
          {pairs.map((pair) => (
            <tr key={pair.field.name}>
              <th scope="row">{pair.field.label}</th>
              <td>{words(pair, pair.here)}</td>
              <td>{words(pair, pair.there)}</td>
              <td>
                {!readOnly && pair.field.name !== type.status && show(pair.there) !== "" && (
                  <Button
                    size="compact-xs"
                    variant="default"
                    aria-label={`Take ${pair.field.label}`}
                    onClick={() => take(pair)}
                  >
                    Take
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Group justify="flex-end" gap={8} mt="md">
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
        {mayManage(client.user, there) && <Button onClick={() => void archive()}>Archive the other one</Button>}
      </Group>
    </Modal>
  );
}
