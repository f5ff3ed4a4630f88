import type { Notification as News } from "@roomkey/client";
import { useNaming, useSession } from "@roomkey/client/react";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { toasts } from "../../ui/toasts";
import { toldAlone, toldIn } from "./inbox";
import { chime } from "./sound";
import { defaultQuiet, isQuiet, preferenceOf, tellsByDefault, type Way } from "./telling";

/** Tells of each new notification in the ways that the user chose, unless it is quiet. It draws nothing. */
export function Teller() {
  const { client, schema } = useSession();
  const navigate = useNavigate();
  const nameOf = useNaming();
  const tell = useRef<(news: News) => void>(undefined);

  tell.current = (news) => {
    const { preferences } = client;
    const now = new Date();
    const quiet = {
      on: preferences.get("quiet/on", defaultQuiet.on),
      from: preferences.get("quiet/from", defaultQuiet.from),
      to: preferences.get("quiet/to", defaultQuiet.to),
    };
    if (isQuiet(quiet, now.getHours() * 60 + now.getMinutes())) return;
    const wants = (way: Way) => preferences.get(preferenceOf(news.kind, way), tellsByDefault(way));
    const name = news.by ? (nameOf(news.by) ?? "Somebody") : "Roomkey";
    const alone = toldAlone(news);
    const words = alone ?? `${name} ${toldIn(news)} ${nameOf(news.record)?.split(" · ")[0] ?? "a record"}`;
    const row = client.rows.all.get().get(news.record);
    const plural = row && schema.types.find((type) => type.name === row.type)?.plural;
    const open = () => {
      void client.notifications.read([news.id]).catch(() => undefined);
      if (plural) void navigate({ to: "/$plural/$id", params: { plural, id: news.record } });
      else if (alone) void navigate({ to: "/settings/$page", params: { page: "webhooks" } });
      else void navigate({ to: "/inbox" });
    };
    if (wants("toast")) {
      toasts.show({
        key: `told/${news.kind}`,
        text: (count) => (count === 1 ? words : `${words}, and ${count - 1} more`),
        person: alone ? undefined : { id: news.by, name },
        action: { label: "Open", run: open },
      });
    }
    if (wants("sound")) chime();
    if (wants("desktop") && "Notification" in window && Notification.permission === "granted" && document.hidden) {
      const shown = new Notification(words, { tag: news.id });
      shown.onclick = () => {
        window.focus();
        open();
      };
    }
  };

  useEffect(() => {
    client.notifications.onNew = (news) => tell.current?.(news);
    return () => {
      client.notifications.onNew = () => {};
    };
  }, [client]);
  return null;
}
