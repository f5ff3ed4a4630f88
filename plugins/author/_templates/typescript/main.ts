// Summarises a listing in a sentence and proposes it as the public remarks.
import { RoomkeyError, run } from "./roomkey.ts";

interface Home {
  UnparsedAddress: string;
  City: string;
  ListPrice: number; // cents
  BedroomsTotal?: number;
}

run({
  summarise(task) {
    const { listing: id } = task.input<{ listing: string }>();
    const { fields: home } = task.get<Home>("listing", id); // what it throws becomes the task's failure

    task.progress(30, `Reading ${home.UnparsedAddress}`);
    const facts = `${home.UnparsedAddress}, ${home.City}: ${home.BedroomsTotal ?? 0} bedrooms for $${Math.floor(home.ListPrice / 100)}.`;
    let summary = facts;
    let by = "rules";

    task.progress(60, "Writing the summary");
    try {
      summary = task.complete({ messages: [{ role: "user", content: `Say this in one friendly sentence: ${facts}` }], stream: true });
      by = "model";
    } catch (error) {
      if (!(error instanceof RoomkeyError && error.code === "unavailable")) throw error; // without a model, by rules
    }

    task.propose({ type: "listing", id, fields: { PublicRemarks: summary } });
    task.output({ summary, by });
  },
});
