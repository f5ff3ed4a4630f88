import type { Notification as News } from "@roomkey/client";
import { useNaming, useSession } from "@roomkey/client/react";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { toldAlone, toldIn } from "./inbox";
import { useAnnounce } from "./useAnnounce";
import { useFollowed } from "./useFollowed";
import { useDueToday, useNewLeads, useNewResults } from "./useWaiting";

/** Tells of each new notification, and of what others do to records that the user follows. It draws nothing. */
export function Teller() {
  const { client, schema } = useSession();
  const navigate = useNavigate();
  const nameOf = useNaming();
  const announce = useAnnounce();
  const tell = useRef<(news: News) => void>(undefined);

  const person = (id: string) => ({ id, name: nameOf(id) ?? "Somebody" });
  const titled = (record: string) => nameOf(record)?.split(" · ")[0] ?? "a record";
  const goTo = (record: string): boolean => {
    const row = client.rows.all.get().get(record);
    const plural = row && schema.types.find((type) => type.name === row.type)?.plural;
    if (plural) void navigate({ to: "/$plural/$id", params: { plural, id: record } });
    return plural !== undefined;
  };

  tell.current = (news) => {
    const by = news.by ? person(news.by) : { id: "", name: "Roomkey" };
    const alone = toldAlone(news);
    announce({
      key: `told/${news.kind}`,
      kind: news.kind,
      words: alone ?? `${by.name} ${toldIn(news)} ${titled(news.record)}`,
      by: alone ? undefined : by,
      tag: news.id,
      open: () => {
        void client.notifications.read([news.id]).catch(() => undefined);
        if (goTo(news.record)) return;
        if (alone) void navigate({ to: "/settings/$page", params: { page: "webhooks" } });
        else void navigate({ to: "/inbox" });
      },
    });
  };
  useEffect(() => {
    client.notifications.onNew = (news) => tell.current?.(news);
    return () => {
      client.notifications.onNew = () => {};
    };
  }, [client]);

  useFollowed(({ record, by, told }) => {
    if (location.pathname.endsWith(`/${record}`) && !document.hidden) return; // it is seen there
    announce({
      key: `follow/${record}`,
      kind: "follow",
      words: `${person(by).name} ${told} ${titled(record)}`,
      by: person(by),
      tag: `follow/${record}`,
      open: () => void goTo(record),
    });
  });
  useNewLeads((lead) =>
    announce({
      key: "told/lead",
      kind: "lead",
      words: `${titled(lead)} waits for a first reply`,
      tag: `lead/${lead}`,
      open: () => void goTo(lead),
    }),
  );
  useDueToday((words) =>
    announce({
      key: "told/deadline",
      kind: "deadline",
      words,
      tag: "deadline",
      open: () => void navigate({ to: "/" }),
    }),
  );
  useNewResults(({ id, title }) => {
    if (location.pathname.endsWith(`/tasks/${id}`) && !document.hidden) return; // it is seen there
    announce({
      key: "told/review",
      kind: "review",
      words: `${title}: ready to review`,
      tag: `review/${id}`,
      open: () => void navigate({ to: "/tasks/$id", params: { id } }),
    });
  });
  return null;
}
