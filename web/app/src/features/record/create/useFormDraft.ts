import { useObservable, useSession } from "@roomkey/client/react";

/** What is typed into the form of a new record, kept from the first key until the record is made. */
export function useFormDraft(type: string, begins: (name: string) => string) {
  const { client } = useSession();
  const form = `new/${type}`;
  const drafts = useObservable(client.drafts.all);
  const at = (name: string) => drafts.get(`${form}/${name}`);
  return {
    typed: (name: string) => at(name)?.typed ?? begins(name),
    /** Whether somebody has typed into a field, be it that they emptied it again. */
    isTyped: (name: string) => at(name) !== undefined,
    set: (name: string, typed: string) => client.drafts.keep(form, `/${name}`, { record: form, typed, base: "" }),
    end: (names: string[]) => {
      for (const name of names) client.drafts.end(form, `/${name}`);
    },
  };
}
