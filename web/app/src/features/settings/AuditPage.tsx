import { Button, Select } from "@mantine/core";
import { type Answer, fieldAt, get } from "@roomkey/client";
import { useNames, useNaming, useObservable, useSession } from "@roomkey/client/react";
import { IconClipboardList } from "@tabler/icons-react";
import { useCallback, useEffect, useState } from "react";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Section } from "../../ui/Section";
import { SkeletonRows } from "../../ui/SkeletonRows";
import { actionInWords, actorInWords, knownActions } from "./actionWords";
import styles from "./SettingsPage.module.css";

type Line = Answer<"get", "/admin/audit">["items"][number];

const when = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeStyle: "medium" });

/** Everything that was done, by whom: it is only ever added to. */
export default function AuditPage() {
  const { client, schema } = useSession();
  const names = useNames();
  const nameOf = useNaming();
  const rows = useObservable(client.rows.all);
  const [user, setUser] = useState<string | null>(null);
  const [action, setAction] = useState<string | null>(null);
  const [lines, setLines] = useState<Line[]>();
  const [next, setNext] = useState<string | null>(null);
  const [failed, setFailed] = useState<Error>();

  const load = useCallback(
    async (cursor: string | null) => {
      const query = new URLSearchParams({ limit: "100" });
      if (user) query.set("user", user);
      if (action) query.set("action", action);
      if (cursor) query.set("cursor", cursor);
      setFailed(undefined);
      try {
        const page = await get<Answer<"get", "/admin/audit">>(`/admin/audit?${query}`, ["items"]);
        setLines((before) => [...(cursor ? (before ?? []) : []), ...page.items]);
        setNext(page.next);
      } catch (cause) {
        setFailed(cause as Error);
      }
    },
    [user, action],
  );
  useEffect(() => void load(null), [load]);

  return (
    <Section title="Audit log">
      <div className={styles.line}>
        <Select
          label="By"
          placeholder="Anybody"
          clearable
          searchable
          data={[...names].map(([value, label]) => ({ value, label }))}
          value={user}
          onChange={setUser}
        />
        <Select
          label="Action"
          placeholder="Any"
          clearable
          searchable
          data={knownActions.map((value) => ({ value, label: actionInWords(value) }))}
          value={action}
          onChange={setAction}
        />
      </div>
      {failed && <ErrorState title="The log could not be fetched" why={failed} onRetry={() => void load(null)} />}
      {!lines && !failed && <SkeletonRows />}
      {lines?.length === 0 && (
        <EmptyState icon={IconClipboardList} title="Nothing matches">
          Choose another person, or another action.
        </EmptyState>
      )}
      {lines && lines.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached without a pointer
        <section className={styles.across} aria-label="Events" tabIndex={0}>
          <table className={`${styles.table} ${styles.stacked}`}>
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Who</th>
                <th scope="col">What</th>
                <th scope="col">Of</th>
                <th scope="col">Why</th>
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => {
                const row = rows.get(line.record);
                const type = row && schema.types.find(({ name }) => name === row.type);
                return (
                  <tr key={line.number}>
                    <td>{when.format(Date.parse(line.at))}</td>
                    <td>{actorInWords(line.user, names)}</td>
                    <td>
                      {actionInWords(line.action)}
                      {line.field && ` ${fieldAt(type, line.field).label}`}
                    </td>
                    <td>{nameOf(line.record)?.split(" · ")[0] ?? ""}</td>
                    <td>{line.reason}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </section>
      )}
      {next && (
        <Button variant="default" size="compact-sm" onClick={() => void load(next)}>
          Older
        </Button>
      )}
    </Section>
  );
}
