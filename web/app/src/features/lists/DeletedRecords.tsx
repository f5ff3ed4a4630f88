import { Button, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { api, type RecordType, type Row } from "@roomkey/client";
import { useAnswer, useNaming } from "@roomkey/client/react";
import { IconTrash } from "@tabler/icons-react";
import { titleOfRow } from "../../trade/title";
import { Coming } from "../../ui/Coming";
import { EmptyState } from "../../ui/EmptyState";
import { FailureNote } from "../../ui/FailureNote";
import { Icon } from "../../ui/Icon";
import { tellDone } from "../../ui/toasts";
import { useAction } from "../../ui/useAction";
import styles from "./lists.module.css";

const most = 200; // that are listed, the last deleted first

type Page = { items: Row[]; next: string | null };

/** Opens the deleted records of a type: nobody's device has them, so the server is asked. */
export function DeletedRecords({ type }: { type: RecordType }) {
  const [opened, { open, close }] = useDisclosure();
  const title = `Deleted ${type.labels.toLowerCase()}`;
  return (
    <>
      <Button size="xs" variant="default" leftSection={<Icon of={IconTrash} />} onClick={open}>
        {title}
      </Button>
      <Modal opened={opened} onClose={close} size="lg" title={title} closeButtonProps={{ "aria-label": "Close" }}>
        <Listed type={type} />
      </Modal>
    </>
  );
}

function Listed({ type }: { type: RecordType }) {
  const { value, error, retry } = useAnswer<Page>(`/${type.plural}?deleted=true&sort=-updatedAt&limit=${most}`, [
    "items",
  ]);
  const { busy, failure, run } = useAction();
  const nameOf = useNaming();
  const many = type.labels.toLowerCase();
  const restore = async ({ id }: Row, button: HTMLElement) => {
    if (busy) return;
    const done = await run(() => api("POST", `/${type.plural}/${id}/restore`, {}));
    if (done) {
      tellDone(`The ${type.label.toLowerCase()} is back`);
      focusBeside(button); // it goes
    }
    retry();
  };
  if (!value) return <Coming title={`Deleted ${many} could not be fetched`} why={error} rows={3} onRetry={retry} />;
  if (value.items.length === 0)
    return <EmptyState icon={IconTrash} title={`No deleted ${many} that you may restore`} />;
  return (
    <>
      <FailureNote of={failure} />
      <ul className={styles.deleted}>
        {value.items.map((row) => {
          const { main, more } = titleOfRow(type, row);
          const name = main || `A ${type.label.toLowerCase()} without a name`;
          return (
            <li key={row.id}>
              <span>
                <b>{name}</b> {more}
                <small>
                  Deleted {row.deletedAt && when.format(Date.parse(row.deletedAt))}, of{" "}
                  {nameOf(row.owner) ?? "somebody"}
                </small>
              </span>
              <Button
                size="xs"
                variant="default"
                aria-disabled={busy}
                aria-label={`Restore ${name}`}
                onClick={(event) => void restore(row, event.currentTarget)}
              >
                Restore
              </Button>
            </li>
          );
        })}
      </ul>
      {value.next !== null && <p className={styles.more}>Only the last {most} are listed.</p>}
    </>
  );
}

/** Moves the focus from a button of a list to that of the next item, or else of the one before, or to the dialog. */
function focusBeside(button: HTMLElement): void {
  const item = button.closest("li");
  const beside = (item?.nextElementSibling ?? item?.previousElementSibling)?.querySelector("button");
  const to = beside ?? button.closest<HTMLElement>("[role=dialog]");
  to?.focus();
}

const when = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeStyle: "short" });
