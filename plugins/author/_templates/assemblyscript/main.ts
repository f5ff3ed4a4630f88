// Summarises a listing in a sentence and proposes it as the public remarks.
import { Fault, Task, array, object, run, step } from "./roomkey";

function summarise(task: Task): Fault | null {
  const id = task.input.get("listing").text;
  const listing = task.get("listing", id);
  if (listing.fault) return listing.fault; // the task fails with the server's message
  const home = listing.value.get("fields");
  const address = home.get("UnparsedAddress").text;

  task.progress(30, "Reading " + address);
  const bedrooms = (<i64>home.get("BedroomsTotal").number).toString();
  const dollars = (<i64>home.get("ListPrice").number / 100).toString(); // money is in cents
  const facts = address + ", " + home.get("City").text + ": " + bedrooms + " bedrooms for $" + dollars + ".";
  let summary = facts;
  let by = "rules";

  task.progress(60, "Writing the summary");
  const text = task.complete(
    array().push(
      object()
        .set("role", "user")
        .set("content", "Say this in one friendly sentence: " + facts),
    ),
    true,
  );
  if (!text.fault) {
    summary = text.value.text;
    by = "model";
  } else if (text.fault!.code != "unavailable") {
    return text.fault; // without a model, use rules
  }

  const change = object().set("type", "listing").set("id", id).set("fields", object().set("PublicRemarks", summary));
  const proposed = task.propose(array().push(change));
  if (proposed.fault) return proposed.fault;
  return task.output(object().set("summary", summary).set("by", by));
}

step("summarise", summarise);
run();
