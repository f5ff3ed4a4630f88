//! Connects a plugin written in Rust with Roomkey. It gives access to the step's input, progress, records, proposals,
//! files, the language model and the web.
//!
//! ```ignore
//! mod roomkey;
//! use roomkey::{object, run, Fault, Task};
//!
//! fn greet(task: &Task) -> Result<(), Fault> {
//!     let listing = task.get("listing", task.input.get("id").text())?;
//!     task.progress(50.0, &format!("Reading {}", listing.get("id").text()), None);
//!     task.output(&object([("owner", listing.get("owner").text().into())]))
//! }
//!
//! fn main() {
//!     run(&[("greet", greet)])
//! }
//! ```
//!
//! Build it with --target wasm32-wasip1. A guest has no files, environment or sockets. It can do only what a task
//! offers, within the capabilities that the plugin's manifest asks for, the brokerage's grant and the caller's rights.
//! Standard output and standard error are the author's log. Cancelling a task ends the guest immediately.
#![allow(dead_code)]

use std::collections::HashSet;
use std::fmt::{self, Write};

/// A JSON value. Reading a missing value, or one of another kind, gives null, "", 0 or false.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    Null,
    Flag(bool),
    Number(f64),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

static NULL: Json = Json::Null;

impl Json {
    /// None if the text is not JSON.
    pub fn parse(text: &str) -> Option<Json> {
        let mut parser = Parser { text, at: 0 };
        let value = parser.value(0)?;
        parser.space();
        (parser.at == text.len()).then_some(value)
    }

    /// The member with a name.
    pub fn get(&self, name: &str) -> &Json {
        match self {
            Json::Object(members) => members.iter().find(|m| m.0 == name).map_or(&NULL, |m| &m.1),
            _ => &NULL,
        }
    }

    /// The items of a list; none of another value.
    pub fn items(&self) -> &[Json] {
        match self {
            Json::List(items) => items,
            _ => &[],
        }
    }

    pub fn text(&self) -> &str {
        match self {
            Json::Text(text) => text,
            _ => "",
        }
    }

    pub fn number(&self) -> f64 {
        match self {
            Json::Number(number) => *number,
            _ => 0.0,
        }
    }

    pub fn flag(&self) -> bool {
        matches!(self, Json::Flag(true))
    }

    pub fn is_null(&self) -> bool {
        matches!(self, Json::Null)
    }

    /// Sets a member of an object, and returns the object.
    pub fn with(mut self, name: &str, value: impl Into<Json>) -> Json {
        if let Json::Object(members) = &mut self {
            members.retain(|m| m.0 != name);
            members.push((name.to_string(), value.into()));
        }
        self
    }
}

/// An object of members.
pub fn object<const N: usize>(members: [(&str, Json); N]) -> Json {
    Json::Object(members.into_iter().map(|(name, value)| (name.to_string(), value)).collect())
}

impl From<&str> for Json {
    fn from(text: &str) -> Json {
        Json::Text(text.to_string())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Json {
        Json::Text(text)
    }
}

impl From<bool> for Json {
    fn from(flag: bool) -> Json {
        Json::Flag(flag)
    }
}

impl From<f64> for Json {
    fn from(number: f64) -> Json {
        Json::Number(number)
    }
}

impl From<i32> for Json {
    fn from(number: i32) -> Json {
        Json::Number(number.into())
    }
}

impl From<usize> for Json {
    fn from(number: usize) -> Json {
        Json::Number(number as f64)
    }
}

impl From<Vec<Json>> for Json {
    fn from(items: Vec<Json>) -> Json {
        Json::List(items)
    }
}

impl fmt::Display for Json {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Json::Null => out.write_str("null"),
            Json::Flag(flag) => write!(out, "{flag}"),
            Json::Number(n) if !n.is_finite() => out.write_str("null"), // JSON has no such number
            Json::Number(n) if *n == 0.0 || (1e-6..1e15).contains(&n.abs()) => write!(out, "{n}"),
            Json::Number(n) => write!(out, "{n:e}"),
            Json::Text(text) => quote(out, text),
            Json::List(items) => {
                for (i, item) in items.iter().enumerate() {
                    write!(out, "{}{item}", if i > 0 { "," } else { "[" })?;
                }
                out.write_str(if items.is_empty() { "[]" } else { "]" })
            }
            Json::Object(members) => {
                for (i, (name, value)) in members.iter().enumerate() {
                    out.write_str(if i > 0 { "," } else { "{" })?;
                    quote(out, name)?;
                    write!(out, ":{value}")?;
                }
                out.write_str(if members.is_empty() { "{}" } else { "}" })
            }
        }
    }
}

fn quote(out: &mut fmt::Formatter, text: &str) -> fmt::Result {
    out.write_char('"')?;
    for c in text.chars() {
        match c {
            '"' | '\\' => write!(out, "\\{c}")?,
            c if c < ' ' => write!(out, "\\u{:04x}", c as u32)?,
            c => out.write_char(c)?,
        }
    }
    out.write_char('"')
}

const MAX_DEPTH: usize = 200;

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl Parser<'_> {
    fn peek(&self) -> u8 {
        *self.text.as_bytes().get(self.at).unwrap_or(&0)
    }

    fn space(&mut self) {
        while matches!(self.peek(), b' ' | b'\n' | b'\r' | b'\t') {
            self.at += 1;
        }
    }

    fn skip(&mut self, word: &str) -> bool {
        let found = self.text.as_bytes()[self.at..].starts_with(word.as_bytes());
        if found {
            self.at += word.len();
        }
        found
    }

    fn value(&mut self, depth: usize) -> Option<Json> {
        if depth > MAX_DEPTH {
            return None;
        }
        self.space();
        match self.peek() {
            b'{' => self.members(depth, b'}'),
            b'[' => self.members(depth, b']'),
            b'"' => self.string().map(Json::Text),
            b'-' | b'0'..=b'9' => self.numeral(),
            _ if self.skip("true") => Some(Json::Flag(true)),
            _ if self.skip("false") => Some(Json::Flag(false)),
            _ if self.skip("null") => Some(Json::Null),
            _ => None,
        }
    }

    fn members(&mut self, depth: usize, end: u8) -> Option<Json> {
        let (mut items, mut members) = (Vec::new(), Vec::new());
        self.at += 1;
        self.space();
        if self.peek() == end {
            self.at += 1;
        } else {
            loop {
                self.space();
                if end == b'}' {
                    let name = if self.peek() == b'"' { self.string()? } else { return None };
                    self.space();
                    if !self.skip(":") {
                        return None;
                    }
                    members.push((name, self.value(depth + 1)?));
                } else {
                    items.push(self.value(depth + 1)?);
                }
                self.space();
                let next = self.peek();
                self.at += 1;
                if next == end {
                    break;
                }
                if next != b',' {
                    return None;
                }
            }
        }
        Some(if end == b'}' { Json::Object(members) } else { Json::List(items) })
    }

    fn numeral(&mut self) -> Option<Json> {
        let from = self.at;
        while matches!(self.peek(), b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E') {
            self.at += 1;
        }
        self.text[from..self.at].parse().ok().map(Json::Number)
    }

    /// The string whose opening quote is next.
    fn string(&mut self) -> Option<String> {
        let mut text = String::new();
        self.at += 1;
        loop {
            let c = self.text[self.at..].chars().next()?;
            self.at += c.len_utf8();
            match c {
                '"' => return Some(text),
                '\\' => text.push(self.escape()?),
                c if c < ' ' => return None,
                c => text.push(c),
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        let c = self.peek();
        self.at += 1;
        Some(match c {
            b'"' | b'\\' | b'/' => c as char,
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let high = self.hex()?;
                if !(0xd800..0xdc00).contains(&high) {
                    return Some(char::from_u32(high).unwrap_or('\u{fffd}'));
                }
                let before = self.at;
                if self.skip("\\u") {
                    let low = self.hex()?;
                    if (0xdc00..0xe000).contains(&low) {
                        return char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00));
                    }
                }
                self.at = before;
                '\u{fffd}'
            }
            _ => return None,
        })
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }
}

/// The server's refusal of one operation, or a step's own failure.
#[derive(Clone, Debug)]
pub struct Fault {
    /// denied, invalid, not_found, conflict, too_large, rate_limited, unavailable, cancelled, unsupported, suspended or
    /// internal.
    pub code: String,
    /// A message for the user.
    pub message: String,
    /// The same request may succeed later. If a step returns it: the server makes another attempt.
    pub retryable: bool,
    /// The refused operation: records.get.
    pub op: String,
}

impl Fault {
    /// A failure of the step, with a message for the user.
    pub fn new(message: &str, retryable: bool) -> Fault {
        Fault { code: "unavailable".into(), message: message.into(), retryable, op: String::new() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}

/// Calls an operation by name; a Task has methods for the usual ones.
pub fn call(op: &str, input: &Json) -> Result<Json, Fault> {
    let unreadable = || Fault { op: op.into(), ..Fault::new("unreadable answer", false) };
    let read = |bytes: Vec<u8>| String::from_utf8(bytes).ok().and_then(|text| Json::parse(&text));
    match host::exchange(op, &input.to_string()) {
        Ok(answer) if answer.is_empty() => Ok(Json::Null), // there is no value
        Ok(answer) => read(answer).ok_or_else(unreadable),
        Err(answer) => {
            let refused = read(answer).ok_or_else(unreadable)?;
            Err(Fault {
                code: refused.get("code").text().into(),
                message: refused.get("message").text().into(),
                retryable: refused.get("retryable").flag(),
                op: op.into(),
            })
        }
    }
}

/// One attempt at one step.
pub struct Task {
    pub step: String,
    /// 1 for the first attempt.
    pub attempt: u32,
    /// {user, role, broker} of the user on whose behalf the task runs.
    pub caller: Json,
    /// The server has checked that it fits the JSON Schema in plugin.json.
    pub input: Json,
    /// The data of an earlier attempt's last checkpoint, or null.
    pub resume: Json,
    /// A trial: the server drops what the step proposes, so the output must say what would happen.
    pub dry_run: bool,
}

impl Task {
    /// Saves all proposals so far, together with data for the next attempt.
    pub fn checkpoint(&self, data: Json) -> Result<(), Fault> {
        call("task.checkpoint", &object([("data", data)])).map(|_| ())
    }

    /// Reports the progress, 0 to 100, to the people in the task's room, and optionally a partial result. The server
    /// keeps 5 reports per second and always the last one. A refused report does not stop the step.
    pub fn progress(&self, percent: f64, message: &str, partial: Option<Json>) {
        let mut report = object([("percent", percent.into()), ("message", message.into())]);
        if let Some(partial) = partial {
            report = report.with("partial", partial);
        }
        let _ = call("task.progress", &report);
    }

    /// Sets the step's result, an object that fits the step's output schema. The last one counts.
    pub fn output(&self, result: &Json) -> Result<(), Fault> {
        call("task.output", result).map(|_| ())
    }

    /// The record as REST shows it to the caller: {id, type, owner, team, visibility, fields, private?, createdAt,
    /// updatedAt}. Money is in cents. It has private fields only if plugin.json asks for them: "listing.private".
    pub fn get(&self, kind: &str, id: &str) -> Result<Json, Fault> {
        call("records.get", &object([("type", kind.into()), ("id", id.into())]))
    }

    /// The record without its private fields: the task may then say and apply more.
    pub fn get_shared(&self, kind: &str, id: &str) -> Result<Json, Fault> {
        call("records.get", &object([("type", kind.into()), ("id", id.into()), ("shared", true.into())]))
    }

    /// Returns {items: [record], next: cursor or null} for {type, q?, filter?: {field: value or {gte: value}}, sort?,
    /// limit?, cursor?, archived?, deleted?, shared?}. Records that changed after the first page come again at the end;
    /// tell them apart by id.
    pub fn query(&self, query: &Json) -> Result<Json, Fault> {
        call("records.query", query)
    }

    /// Every record that a query finds, each once although a page may have one again.
    pub fn all(&self, mut query: Json) -> Result<Vec<Json>, Fault> {
        let mut records = Vec::new();
        let mut seen = HashSet::new();
        loop {
            let page = self.query(&query)?;
            let items = page.get("items").items().iter();
            records.extend(items.filter(|r| seen.insert(r.get("id").text().to_string())).cloned());
            if page.get("next").is_null() {
                return Ok(records);
            }
            query = query.with("cursor", page.get("next").clone());
        }
    }

    /// Proposes {type, id?, fields?, private?, note?}, all or none, and returns [{record, type}]. Fields are merge
    /// patches (RFC 7396). A note is added to the record's notes and needs the capability "TYPE.notes".
    pub fn propose(&self, changes: Vec<Json>) -> Result<Vec<Json>, Fault> {
        let answer = call("records.propose", &object([("changes", changes.into())]))?;
        Ok(answer.get("proposals").items().to_vec())
    }

    /// The content of a file that the task's caller has sent by POST /files. id must be a value in the step's input.
    /// Code not_found: it is not, or the file has expired.
    pub fn read_file(&self, id: &str) -> Result<Vec<u8>, Fault> {
        let mut content = Vec::new();
        loop {
            let piece = call("files.read", &object([("file", id.into()), ("offset", content.len().into())]))?;
            let before = content.len();
            decode(piece.get("data").text(), &mut content);
            if content.len() == before || content.len() as f64 >= piece.get("size").number() {
                return Ok(content);
            }
        }
    }

    /// The language model's text for [{role, content}]. Code unavailable: no model is configured, so use rules.
    pub fn complete(&self, messages: Vec<Json>, stream: bool, schema: Option<Json>) -> Result<String, Fault> {
        let mut asked = object([("messages", messages.into()), ("stream", stream.into())]);
        if let Some(schema) = schema {
            asked = asked.with("schema", schema);
        }
        call("llm.complete", &asked).map(|answer| answer.get("text").text().to_string())
    }

    /// {status, headers, body} for {url, method?, headers?, body?}; the server replaces {{secret:NAME}}.
    pub fn fetch(&self, request: &Json) -> Result<Json, Fault> {
        call("http.fetch", request)
    }
}

/// Decodes base64 and appends the bytes.
fn decode(text: &str, to: &mut Vec<u8>) {
    let (mut bits, mut count) = (0u32, 0);
    for c in text.bytes() {
        let digit = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return,
        };
        bits = bits << 6 | u32::from(digit);
        count += 6;
        if count >= 8 {
            count -= 8;
            to.push((bits >> count) as u8);
        }
    }
}

pub type Step = fn(&Task) -> Result<(), Fault>;

/// Runs the step that the server asks for. A step that returns a Fault fails, and the user sees its message.
pub fn run(steps: &[(&str, Step)]) {
    let Ok(asked) = call("task.input", &object([])) else { return };
    let task = Task {
        step: asked.get("step").text().into(),
        attempt: asked.get("attempt").number() as u32,
        caller: asked.get("caller").clone(),
        input: asked.get("input").clone(),
        resume: asked.get("checkpoint").clone(),
        dry_run: asked.get("dryRun").flag(),
    };
    let result = match steps.iter().find(|step| step.0 == task.step) {
        Some((_, step)) => step(&task),
        None => Err(Fault::new(&format!("the plugin has no step named {:?}", task.step), false)),
    };
    if let Err(fault) = result {
        let failure = object([("message", fault.message.into()), ("retryable", fault.retryable.into())]);
        let _ = call("task.fail", &failure);
    }
}

#[cfg(target_arch = "wasm32")]
mod host {
    #[link(wasm_import_module = "crm_v1")]
    unsafe extern "C" {
        #[link_name = "call"]
        fn host_call(op: *const u8, op_len: usize, input: *const u8, input_len: usize) -> i32;
        #[link_name = "read"]
        fn host_read(to: *mut u8, capacity: usize) -> i32;
    }

    /// Makes a host call: the answer, or the error.
    pub fn exchange(op: &str, input: &str) -> Result<Vec<u8>, Vec<u8>> {
        let n = unsafe { host_call(op.as_ptr(), op.len(), input.as_ptr(), input.len()) };
        let mut answer = vec![0; n.unsigned_abs() as usize];
        unsafe { host_read(answer.as_mut_ptr(), answer.len()) };
        if n < 0 { Err(answer) } else { Ok(answer) }
    }
}

/// Stands in for the server outside guests, so that a plugin's own rules can be unit tested: see `answer_with`.
#[cfg(not(target_arch = "wasm32"))]
pub mod host {
    use std::cell::RefCell;

    type Answer = Box<dyn FnMut(&str, &str) -> Result<String, String>>;

    thread_local! { static SERVER: RefCell<Option<Answer>> = const { RefCell::new(None) } }

    /// Makes a function the server of this thread: it gets the operation and its input, and returns the answer or the
    /// error, as JSON.
    pub fn answer_with(answer: impl FnMut(&str, &str) -> Result<String, String> + 'static) {
        SERVER.with(|server| *server.borrow_mut() = Some(Box::new(answer)));
    }

    pub(super) fn exchange(op: &str, input: &str) -> Result<Vec<u8>, Vec<u8>> {
        SERVER.with(|server| match &mut *server.borrow_mut() {
            Some(answer) => answer(op, input).map(String::into_bytes).map_err(String::into_bytes),
            None => Err(br#"{"code":"unavailable","message":"there is no server here"}"#.to_vec()),
        })
    }
}
