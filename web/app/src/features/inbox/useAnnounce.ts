import { useSession } from "@roomkey/client/react";
import { toasts } from "../../ui/toasts";
import { chime } from "./sound";
import { defaultQuiet, isQuiet, preferenceOf, tellsByDefault, type Way, ways } from "./telling";

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
    const { preferences } = client;
    const now = new Date();
    const quiet = {
      on: preferences.get("quiet/on", defaultQuiet.on),
      from: preferences.get("quiet/from", defaultQuiet.from),
      to: preferences.get("quiet/to", defaultQuiet.to),
    };
    if (isQuiet(quiet, now.getHours() * 60 + now.getMinutes())) return false;
    const wants = (way: Way) => preferences.get(preferenceOf(kind, way), tellsByDefault(kind, way));
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
    return ways.some(wants);
  };
}
