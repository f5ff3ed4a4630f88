import { show } from "@roomkey/client";
import { useSession } from "@roomkey/client/react";
import { useNavigate } from "@tanstack/react-router";
import { tellDone } from "../../../ui/toasts";
import { setting, together } from "../edit/gesture";
import { docOf, usePerform, useRecord } from "../page/OpenRecord";
import { clientOf, stageAfter } from "./convert";

/** Makes a client of a lead, and links the two. It works without a connection too. */
export function useConvert(): () => Promise<void> {
  const { shared, gestures } = useRecord();
  const { client } = useSession();
  const perform = usePerform();
  const navigate = useNavigate();
  return async () => {
    const lead = docOf(shared);
    const id = await client.createRecord("client", clientOf(lead));
    const at = (label: string, name: string) => ({ label, private: false, place: [name] as [string] });
    perform(
      together("Converted to a client", [
        setting(lead, at("Client", "client"), id),
        setting(lead, at("Stage", "stage"), stageAfter(show(lead.stage))),
      ]),
    );
    void navigate({ to: "/$plural/$id", params: { plural: "clients", id } });
    tellDone("Made a client of the lead", () => void gestures.undo());
  };
}
