import { type Client, get, Observable } from "@roomkey/client";
import { useObservable, useSession } from "@roomkey/client/react";
import { useEffect } from "react";
import { failureOf } from "../../ui/useAction";
import { offered, type Workflow } from "./workflow";

export type Offer = { is: "loading" } | { is: "failed"; why: string } | { is: "ready"; workflows: Workflow[] };

/** What was told last, by client: what is shown again is there at once, and is asked for again behind it. */
const told = new WeakMap<Client, Observable<Offer>>();

/** The workflows that the user may run, as the server tells them while the component is shown. */
export function useWorkflows(): Offer {
  const { client } = useSession();
  const connected = useObservable(client.socket.connection).state === "connected";
  const offer = offerOf(client);
  useEffect(() => {
    if (!connected) return;
    get<{ items: Workflow[] }>("/workflows", ["items"]).then(
      ({ items }) => offer.set({ is: "ready", workflows: offered(items) }),
      (cause) => offer.get().is !== "ready" && offer.set({ is: "failed", why: failureOf(cause).text }),
    );
  }, [offer, connected]);
  return useObservable(offer);
}

function offerOf(client: Client): Observable<Offer> {
  const known = told.get(client) ?? new Observable<Offer>({ is: "loading" });
  told.set(client, known);
  return known;
}
