import type { Answer } from "@roomkey/client";
import { useAnswer, useNames } from "@roomkey/client/react";
import { Avatar } from "../../ui/Avatar";
import { ErrorState } from "../../ui/ErrorState";
import { Tag } from "../../ui/Pill";
import { useEvery } from "../../ui/useEvery";
import { deviceName } from "../settings/device";
import styles from "./Brokerage.module.css";

const refreshEvery = 10_000; // milliseconds
const when = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeStyle: "short" });

/** Who is connected, on which device and since when; the server counts what it has received and sent. */
export function Connections() {
  const { value, error, retry } = useAnswer<Answer<"get", "/admin/connections">>("/admin/connections");
  const names = useNames();
  useEvery(refreshEvery, retry);
  if (!value) return error ? <ErrorState title="The connections could not be fetched" onRetry={retry} /> : null;
  const more = value.total - value.items.length;
  return (
    <section className={styles.connections} aria-label="Connections of the brokerage">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Person</th>
            <th scope="col">Device</th>
            <th scope="col">Since</th>
            <th scope="col" data-number>
              Received
            </th>
            <th scope="col" data-number>
              Sent
            </th>
          </tr>
        </thead>
        <tbody>
          {value.items.map(({ user, device, since, received, sent, current }) => (
            <tr key={`${user} ${since} ${device}`}>
              <td>
                <span className={styles.person}>
                  <Avatar person={{ id: user, name: names.get(user) ?? "" }} label="" />
                  {names.get(user) ?? "Somebody"} {current && <Tag tone="accent">This device</Tag>}
                </span>
              </td>
              <td>{device ? deviceName(device) : "Personal token"}</td>
              <td>{when.format(Date.parse(since))}</td>
              <td data-number>{received.toLocaleString("en-US")}</td>
              <td data-number>{sent.toLocaleString("en-US")}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 && <p>and {more.toLocaleString("en-US")} more</p>}
    </section>
  );
}
