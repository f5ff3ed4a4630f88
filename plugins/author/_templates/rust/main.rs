//! Summarises a listing in a sentence and proposes it as the public remarks.
mod roomkey;
use roomkey::{object, run, Fault, Task};

fn summarise(task: &Task) -> Result<(), Fault> {
    let listing = task.get("listing", task.input.get("listing").text())?; // or the task fails with the server's message
    let home = listing.get("fields");
    let address = home.get("UnparsedAddress").text();

    task.progress(30.0, &format!("Reading {address}"), None);
    let facts = format!(
        "{address}, {}: {} bedrooms for ${}.",
        home.get("City").text(),
        home.get("BedroomsTotal"),
        home.get("ListPrice").number() / 100.0 // money is in cents
    );

    task.progress(60.0, "Writing the summary", None);
    let ask = format!("Say this in one friendly sentence: {facts}");
    let question = object([("role", "user".into()), ("content", ask.into())]);
    let (summary, by) = match task.complete(vec![question], true, None) {
        Ok(text) => (text, "model"),
        Err(fault) if fault.code == "unavailable" => (facts, "rules"), // without a model, use rules
        Err(fault) => return Err(fault),
    };

    task.propose(vec![object([
        ("type", "listing".into()),
        ("id", listing.get("id").clone()),
        ("fields", object([("PublicRemarks", summary.as_str().into())])),
    ])])?;
    task.output(&object([("summary", summary.into()), ("by", by.into())]))
}

fn main() {
    run(&[("summarise", summarise)])
}
