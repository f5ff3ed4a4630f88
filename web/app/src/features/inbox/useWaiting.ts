import { serverNow, type TaskStatus } from "@roomkey/client";
import { useObservable, useRecordEvents, useSession } from "@roomkey/client/react";
import { todayAt } from "@roomkey/client/values";
import { useEffect, useRef } from "react";
import { useNow } from "../../ui/useNow";
import { deadlinesInWords, newlyToReview, waitingFor } from "./waiting";

/** The preference that says on which day deadlines were told, on whichever device. */
const toldOn = "told/deadlines";

const minute = 60_000;

/** Calls tell once a day with the deadlines that are today or late, until it says that they were told. */
export function useDueToday(tell: (words: string) => boolean): void {
  const { client } = useSession();
  const now = useNow(minute);
  const loaded = useObservable(client.rows.loaded);
  const current = useRef(tell);
  current.current = tell;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each minute, and not whenever a row changes
  useEffect(() => {
    const today = todayAt(new Date(serverNow()));
    if (!loaded || client.preferences.get(toldOn, "") === today) return;
    const words = deadlinesInWords(waitingFor(client.rows.all.get().values(), client.user.id, today));
    if (words && current.current(words)) client.preferences.set(toldOn, today);
  }, [client, loaded, now]);
}

/** Calls tell with each new lead of the user's that somebody else made, once this device has its row. */
export function useNewLeads(tell: (lead: string) => void): void {
  const { client } = useSession();
  const made = useRef(new Set<string>());
  const current = useRef(tell);
  current.current = tell;
  useRecordEvents(({ name, data }) => {
    if (name === "lead:created" && data.by !== client.user.id) made.current.add(String(data.id));
  });
  useEffect(
    () =>
      client.rows.all.watch(() => {
        for (const id of made.current) {
          const row = client.rows.all.get().get(id);
          if (!row) continue;
          made.current.delete(id);
          if (waitingFor([row], client.user.id, "").leads.length > 0) current.current(id);
        }
      }),
    [client],
  );
}

/** Calls tell with each task of the user's whose result is ready to be looked at from now on. */
export function useNewResults(tell: (task: { id: string; title: string }) => void): void {
  const { client } = useSession();
  const current = useRef(tell);
  current.current = tell;
  useEffect(() => {
    const { all } = client.tasks;
    const statuses = () => new Map([...all.get().values()].map(({ id, status }): [string, TaskStatus] => [id, status]));
    let known = statuses();
    return all.watch(() => {
      const fresh = newlyToReview(known, all.get(), client.user.id);
      known = statuses();
      for (const task of fresh) current.current(task);
    });
  }, [client]);
}
