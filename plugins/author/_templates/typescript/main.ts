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
    const { fields: home } = task.get<Home>("listing", id); // if it throws, the task fails

    task.progress(30, `Reading ${home.UnparsedAddress}`);
    const price = Math.floor(home.ListPrice / 100);
    const facts = `${home.UnparsedAddress}, ${home.City}: ${home.BedroomsTotal ?? 0} bedrooms for $${price}.`;
    let summary = facts;
    let by = "rules";

    task.progress(60, "Writing the summary");
    try {
      summary = task.complete({
        messages: [{ role: "user", content: `Say this in one friendly sentence: ${facts}` }],
        stream: true,
      });
      by = "model";
    } catch (error) {
      if (!(error instanceof RoomkeyError && error.code === "unavailable")) throw error; // without a model, use rules
    }

    task.propose({ type: "listing", id, fields: { PublicRemarks: summary } });
    task.output({ summary, by });
  },
});
