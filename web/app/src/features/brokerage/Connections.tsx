import { Button } from "@mantine/core";
import { type Answer, api } from "@roomkey/client";
import { useAnswer, useNames } from "@roomkey/client/react";
import { IconCircleCheckFilled, IconCircleDashed } from "@tabler/icons-react";
import { Avatar } from "../../ui/Avatar";
import { ErrorState } from "../../ui/ErrorState";
import { FailureNote } from "../../ui/FailureNote";
import { Icon } from "../../ui/Icon";
import { tellDone } from "../../ui/toasts";
import { toneClass } from "../../ui/tone";
import { useAction } from "../../ui/useAction";
import { useEvery } from "../../ui/useEvery";
import { deviceName } from "../settings/device";
import { endQuestion } from "../settings/signIns";
import styles from "./Brokerage.module.css";
import { revokedWords } from "./revoked";

type Connection = Answer<"get", "/admin/connections">["items"][number];

const refreshEvery = 10_000; // milliseconds
const when = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeStyle: "short" });

/** Who is connected, how, on which device and since when; a broker ends the sign-in or the token of any of them. */
export function Connections() {
  const { value, error, retry } = useAnswer<Answer<"get", "/admin/connections">>("/admin/connections", ["items"]);
  const names = useNames();
  const { busy, failure, run } = useAction();
  useEvery(refreshEvery, retry);
  if (!value)
    return error ? <ErrorState title="The connections could not be fetched" why={error} onRetry={retry} /> : null;
  const more = value.total - value.items.length;
  const revoke = async (one: Connection, whose: string) => {
    const { session, token } = one;
    if (session && !confirm(endQuestion(`${whose}'s ${deviceName(one.device)}`))) return;
    const path = session ? `/admin/sessions/${session}` : `/admin/tokens/${token}`;
    if (await run(() => api("DELETE", path))) tellDone(revokedWords(one, whose));
    retry();
  };
  return (
    // It may be wider than its place, and scrolls by keys too.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached without a pointer
    <section className={styles.connections} aria-label="Connections of the brokerage" tabIndex={0}>
      <FailureNote of={failure} />
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Person</th>
            <th scope="col">Device</th>
            <th scope="col">Connection</th>
            <th scope="col">Since</th>
            <th scope="col" data-number>
              Received
            </th>
            <th scope="col" data-number>
              Sent
            </th>
            <td />
          </tr>
        </thead>
        <tbody>
          {value.items.map((one) => {
            const { user, since, received, sent, current, session, token } = one;
            const name = names.get(user) ?? "Somebody";
            const device = session ? deviceName(one.device) : "Personal token";
            return (
              <tr key={`${user} ${since} ${one.device}`}>
                <td>
                  <span className={styles.person}>
                    <Avatar person={{ id: user, name: names.get(user) ?? "" }} label="" /> {name}
                  </span>
                </td>
                <td>{device}</td>
                <td>
                  <Transport by={one.transport} />
                </td>
                <td>{when.format(Date.parse(since))}</td>
                <td data-number>{received.toLocaleString("en-US")}</td>
                <td data-number>{sent.toLocaleString("en-US")}</td>
                <td className={styles.end}>
                  {current && <span className={styles.faint}>This one</span>}
                  {!current && (session || token) && (
                    <Button
                      variant="subtle"
                      color="red"
                      size="compact-sm"
                      disabled={busy}
                      aria-label={`Revoke ${name}, ${device}`}
                      onClick={() => void revoke(one, name)}
                    >
                      Revoke
                    </Button>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {more > 0 && <p>and {more.toLocaleString("en-US")} more</p>}
    </section>
  );
}

/** By which a connection goes: without a WebSocket the app goes on by requests, a little later than others. */
function Transport({ by }: { by: Connection["transport"] }) {
  const socket = by === "websocket";
  return (
    <span className={`${styles.transport} ${toneClass(socket ? "green" : "amber")}`}>
      <Icon of={socket ? IconCircleCheckFilled : IconCircleDashed} size="inline" />
      {socket ? "WebSocket" : "HTTP only"}
    </span>
  );
}
