import { serverNow } from "@roomkey/client";
import { useSession } from "@roomkey/client/react";
import { toasts } from "../../ui/toasts";
import { chime } from "./sound";
import { type Way, waysNow } from "./telling";

/** Something to tell the user of now. key joins what is told of one matter. */
export type Announcement = {
  key: string;
  kind: string; // for the user's choice of ways
  words: string;
  by?: { id: string; name: string };
  tag: string; // of the desktop's notification
  open: () => void;
};

/** Tells of something in the ways that the user chose, unless it is quiet. Gives whether it was told in any. */
export function useAnnounce(): (announcement: Announcement) => boolean {
  const { client } = useSession();
  return ({ key, kind, words, by, tag, open }) => {
    const now = new Date(serverNow());
    const wanted = waysNow(kind, client.preferences, now.getHours() * 60 + now.getMinutes());
    const wants = (way: Way) => wanted.includes(way);
    if (wants("toast")) {
      toasts.show({
        key,
        text: (count) => (count === 1 ? words : `${words}, and ${count - 1} more`),
        person: by,
        action: { label: "Open", run: open },
      });
    }
    if (wants("sound")) chime();
    if (wants("desktop") && "Notification" in window && Notification.permission === "granted" && document.hidden) {
      const shown = new Notification(words, { tag });
      shown.onclick = () => {
        window.focus();
        open();
      };
    }
    return wanted.length > 0;
  };
}
