// Tests of the SDK outside a guest: rustc --test --edition 2021 roomkey_test.rs.
#[path = "roomkey.rs"]
mod roomkey;

use roomkey::{host, object, run, Fault, Json, Task};
use std::cell::RefCell;
use std::rc::Rc;

#[test]
fn json_is_read_and_written_as_it_is() {
    for text in [
        r#"{"a":[],"b":{},"c":[1,-0.25,1.5,123456789012345,1.25e21,1e-7],"d":[true,false,null]}"#,
        r#""\"quotes\" \\ / \u0001 é ß 漢字 😀""#,
        "0",
    ] {
        assert_eq!(Json::parse(text).expect(text).to_string(), text);
    }
    let escaped = Json::parse(r#" [ "\ud83d\ude00\u00e9\/\b\f\n\r\t\ud800x" ] "#).unwrap();
    assert_eq!(escaped.items()[0].text(), "😀é/\u{8}\u{c}\n\r\t\u{fffd}x");
    for bad in ["", "{", "[1,]", "[1 2]", r#"{"a"}"#, r#"{"a":1,}"#, "tru", "\"", "\"\\x\"", "\"\\u12é\"", "\"\n\"", "1 2",
        "-", "1e"] {
        assert_eq!(Json::parse(bad), None, "{bad}");
    }
    assert_eq!(Json::parse(&"[".repeat(100_000)), None);
    let o = object([("a", 1.into())]).with("a", "x").with("b", f64::NAN);
    assert_eq!(o.to_string(), r#"{"a":"x","b":null}"#);
    assert!(o.get("c").get("d").is_null() && o.items().is_empty() && o.get("a").number() == 0.0);
}

fn tour(task: &Task) -> Result<(), Fault> {
    assert!(task.dry_run && task.attempt == 2 && task.resume.get("n").number() == 41.0);
    let leads = task.all(object([("type", "lead".into())]))?;
    let file = task.read_file(task.input.get("file").text())?;
    let missing = task.get("lead", "none").unwrap_err();
    assert!(missing.op == "records.get" && missing.code == "not_found");
    let made = task.propose(vec![object([("type", "lead".into())])])?;
    task.checkpoint(made[0].clone())?;
    task.progress(50.0, "Half way", None);
    task.output(&object([("leads", leads.len().into()), ("file", String::from_utf8(file).unwrap().into())]))?;
    Err(Fault::new("later, perhaps", true))
}

#[test]
fn a_step_speaks_with_the_server() {
    let asked = Rc::new(RefCell::new(Vec::new()));
    let log = asked.clone();
    host::answer_with(move |op, input| {
        log.borrow_mut().push(format!("{op} {input}"));
        Ok(match (op, input) {
            ("task.input", _) => {
                r#"{"step":"tour","attempt":2,"dryRun":true,"input":{"file":"f"},"checkpoint":{"n":41}}"#
            }
            ("records.query", r#"{"type":"lead"}"#) => r#"{"items":[{"id":"1"},{"id":"2"}],"next":"2"}"#,
            ("records.query", _) => r#"{"items":[{"id":"3"},{"id":"1"}],"next":null}"#,
            ("files.read", r#"{"file":"f","offset":0}"#) => r#"{"data":"Rmlyc3QsTA==","size":10}"#,
            ("files.read", r#"{"file":"f","offset":7}"#) => r#"{"data":"YXN0","size":10}"#,
            ("records.propose", _) => r#"{"proposals":[{"record":"r","type":"lead"}]}"#,
            ("records.get", _) => return Err(r#"{"code":"not_found","message":"no","retryable":false}"#.into()),
            _ => "{}",
        }
        .to_string())
    });
    run(&[("other", |_| panic!()), ("tour", tour)]);
    let asked = asked.borrow();
    assert_eq!(asked[asked.len() - 2], r#"task.output {"leads":3,"file":"First,Last"}"#);
    assert_eq!(asked[asked.len() - 1], r#"task.fail {"message":"later, perhaps","retryable":true}"#);
    assert!(asked.contains(&r#"records.query {"type":"lead","cursor":"2"}"#.to_string()));
}
