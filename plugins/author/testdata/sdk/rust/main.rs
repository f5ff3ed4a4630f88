//! Calls every operation of the SDK once. The same program and the same cases exist in each language.
mod roomkey;
use roomkey::{object, run, Fault, Json, Task};

fn refuse(_: &Task) -> Result<(), Fault> {
    Err(Fault::new("later, perhaps", true))
}

fn code<T>(result: Result<T, Fault>) -> String {
    result.err().map_or(String::new(), |fault| fault.code)
}

const NOBODY: &str = "99999999-9999-4999-8999-999999999999";

fn file(task: &Task) -> Result<(), Fault> {
    let content = task.read_file(task.input.get("file").text())?;
    let sum = content.iter().enumerate().fold(0, |sum, (i, byte)| (sum + *byte as usize * (i % 1000)) % 1_000_000_007);
    task.output(&object([
        ("size", content.len().into()),
        ("sum", sum.into()),
        ("dryRun", task.dry_run.into()),
        ("missing", code(task.read_file(NOBODY)).into()),
    ]))
}

fn tour(task: &Task) -> Result<(), Fault> {
    if task.resume.is_null() {
        task.propose(vec![object([
            ("type", "lead".into()),
            ("id", "33333333-3333-4333-8333-000000000001".into()),
            ("fields", object([("score", 7.into())])),
        ])])?;
        task.checkpoint(object([("n", 41.into())]))?;
    }
    eprintln!("a line of the author's");
    task.progress(50.0, "Half way", Some(vec![1.into(), 2.into()].into()));

    let leads = task.all(object([
        ("type", "lead".into()),
        ("filter", object([("score", object([("gte", 10.into())]))])),
        ("sort", "-score".into()),
        ("limit", 2.into()),
    ]))?;
    let names: Vec<Json> = leads.iter().map(|lead| lead.get("fields").get("name").clone()).collect();
    let missing = code(task.get("lead", NOBODY));
    let denied = code(task.get_shared("escrow", NOBODY));
    let question = || vec![object([("role", "user".into()), ("content", "?".into())])];
    let busy = task.complete(question(), false, None);
    let retry = matches!(&busy, Err(fault) if fault.retryable);
    let text = task.complete(question(), true, Some(object([("type", "object".into())])))?;
    let response = task.fetch(&object([
        ("method", "POST".into()),
        ("url", "https://api.example.com/v1".into()),
        ("headers", object([("authorization", "Bearer {{secret:KEY}}".into())])),
        ("body", "{}".into()),
    ]))?;
    let made = task.propose(vec![object([
        ("type", "lead".into()),
        (
            "fields",
            object([
                ("name", "Nora “N” Ek".into()),
                ("source", "Website".into()),
                ("stage", "new".into()),
                ("email", "nora@example.com".into()),
            ]),
        ),
    ])])?;
    task.propose(vec![object([
        ("type", made[0].get("type").clone()),
        ("id", made[0].get("record").clone()),
        ("fields", object([("score", 55.5.into())])),
        ("note", "made just now".into()),
    ])])?;
    task.output(&object([
        ("echo", task.input.get("value").clone()),
        ("names", names.into()),
        ("attempt", (task.attempt as usize).into()),
        ("resumed", task.resume.get("n").number().into()),
        ("role", task.caller.get("role").clone()),
        ("missing", missing.into()),
        ("denied", denied.into()),
        ("busy", code(busy).into()),
        ("retry", retry.into()),
        ("text", text.into()),
        ("status", response.get("status").clone()),
        ("type", response.get("headers").get("content-type").clone()),
        ("body", response.get("body").clone()),
    ]))
}

fn main() {
    run(&[("tour", tour), ("refuse", refuse), ("file", file)])
}
