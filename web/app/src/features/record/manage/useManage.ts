import { api } from "@roomkey/client";
import { useNavigate } from "@tanstack/react-router";
import { tellDone, toasts } from "../../../ui/toasts";
import { failureInWords } from "../../../ui/useAction";
import { useRecord } from "../page/OpenRecord";

/** What is done with a record as a whole. It needs the server, which tells everybody; each has an Undo. */
export function useManage() {
  const { type, id } = useRecord();
  const navigate = useNavigate();
  const at = `/${type.plural}/${id}`;
  const one = type.label.toLowerCase();

  const attempt = async (work: () => Promise<unknown>, done?: () => void) => {
    try {
      await work();
      done?.();
    } catch (cause) {
      toasts.show({ text: failureInWords(cause) });
    }
  };
  const restore = (said: string) =>
    attempt(
      () => api("POST", `${at}/restore`, {}),
      () => tellDone(said),
    );

  return {
    attempt,
    archive: () =>
      attempt(
        () => api("POST", `${at}/archive`, {}),
        () => tellDone(`Archived the ${one}`, () => void restore(`The ${one} is back`)),
      ),
    restore: () => restore(`The ${one} is back`),
    remove: () =>
      attempt(
        () => api("DELETE", at),
        () => {
          void navigate({ to: "/$plural", params: { plural: type.plural }, search: {} });
          tellDone(`Deleted the ${one}`, () => void restore(`The ${one} is back`));
        },
      ),
    transfer: (to: { owner?: string; visibility?: string }) =>
      attempt(
        () => api("POST", `${at}/transfer`, to),
        () => tellDone(to.owner ? `Gave the ${one} away` : "Changed who sees it"),
      ),
  };
}
