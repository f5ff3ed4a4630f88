import { type Row, show } from "@roomkey/client";
import { useSession } from "@roomkey/client/react";
import { useNavigate } from "@tanstack/react-router";
import { clientsLike } from "../create/duplicates";
import { setting, together } from "../edit/gesture";
import { docOf, usePerform, useRecord } from "../page/OpenRecord";
import { useUndoToast } from "../page/useUndo";
import { clientOf, stageAfter } from "./convert";

type Convert = {
  known: () => Row[]; // the clients that the lead may be already
  convert: (client?: string) => Promise<void>; // absent: a new one
  link: (client: string) => void; // names the client, and leaves the stage
};

/** Makes a client of a lead, or finds that it is one, and links the two. It works without a connection too. */
export function useConvert(): Convert {
  const { shared } = useRecord();
  const { client } = useSession();
  const perform = usePerform();
  const navigate = useNavigate();
  const at = (label: string, name: string) => ({ label, private: false, place: [name] as [string] });
  const told = useUndoToast();
  return {
    known: () => clientsLike(docOf(shared), client.rows.all.get().values()),
    convert: async (known) => {
      const lead = docOf(shared);
      const id = known ?? (await client.createRecord("client", clientOf(lead)));
      perform(
        together("Converted to a client", [
          setting(lead, at("Client", "client"), id),
          setting(lead, at("Stage", "stage"), stageAfter(show(lead.stage))),
        ]),
      );
      void navigate({ to: "/$plural/$id", params: { plural: "clients", id } });
      told(known ? "Linked the lead to the client" : "Made a client of the lead");
    },
    link: (id) => {
      perform(setting(docOf(shared), at("Client", "client"), id));
      told("Linked the lead to the client");
    },
  };
}
