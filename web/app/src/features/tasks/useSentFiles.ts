import { useSession } from "@roomkey/client/react";
import { useRef, useState } from "react";
import { failureOf } from "../../ui/useAction";
import type { Values } from "./form";

/** A file that was chosen: on its way, or with the id that the server gave it, or with what went wrong. */
export type SentFile = { sending: Promise<string>; id?: string; failure?: string };

type Files = Readonly<Record<string, SentFile>>;

/** The files of a form, by field. Each is sent as it is chosen; what needs them waits until all are there. */
export function useSentFiles() {
  const { client } = useSession();
  const [files, setFiles] = useState<Files>({});
  const chosen = useRef<Files>({});

  const show = (next: Files) => {
    chosen.current = next;
    setFiles(next);
  };
  const choose = (name: string, file: File | null) => {
    const { [name]: _, ...others } = chosen.current;
    if (!file) return show(others);
    const sending = client.tasks.send(file);
    const became = (more: Partial<SentFile>) => {
      const now = chosen.current[name];
      if (now?.sending === sending) show({ ...chosen.current, [name]: { ...now, ...more } });
    };
    show({ ...others, [name]: { sending } });
    sending.then(
      (id) => became({ id }),
      (cause) => became({ failure: failureOf(cause).text }),
    );
  };
  /** Waits for those on their way: the ids, or what is wrong, by field. */
  const arrived = async (): Promise<{ ids: Values; failures: Record<string, string> }> => {
    await Promise.allSettled(Object.values(chosen.current).map(({ sending }) => sending));
    const all = Object.entries(chosen.current);
    return {
      ids: Object.fromEntries(all.flatMap(([name, { id }]) => (id ? [[name, id]] : []))),
      failures: Object.fromEntries(all.flatMap(([name, { failure }]) => (failure ? [[name, failure]] : []))),
    };
  };
  return { files, choose, arrived, clear: () => show({}) };
}
