// Calls every operation of the SDK once. The same program and the same cases exist in each language.
import { Fault, Json, Task, array, log, object, run, step } from "./roomkey";

function refuse(task: Task): Fault | null {
  return new Fault("unavailable", "later, perhaps", true);
}

function file(task: Task): Fault | null {
  const content = task.readFile(task.input.get("file").text);
  if (content.fault) return content.fault;
  let sum: i64 = 0;
  for (let i = 0; i < content.bytes.length; i++) {
    sum = (sum + <i64>content.bytes[i] * <i64>(i % 1000)) % 1_000_000_007;
  }
  const missing = task.readFile("99999999-9999-4999-8999-999999999999");
  return task.output(
    object()
      .set("size", content.bytes.length)
      .set("sum", sum)
      .set("dryRun", task.dryRun)
      .set("missing", code(missing.fault)),
  );
}

function tour(task: Task): Fault | null {
  if (task.resume.isNull) {
    const change = object()
      .set("type", "lead")
      .set("id", "33333333-3333-4333-8333-000000000001")
      .set("fields", object().set("score", 7));
    const proposed = task.propose(array().push(change));
    if (proposed.fault) return proposed.fault;
    const kept = task.checkpoint(object().set("n", 41));
    if (kept) return kept;
  }
  log("a line of the author's");
  task.progress(50, "Half way", array().push(1).push(2));

  const query = object()
    .set("type", "lead")
    .set("filter", object().set("score", object().set("gte", 10)))
    .set("sort", "-score")
    .set("limit", 2);
  const leads = task.all(query);
  if (leads.fault) return leads.fault;
  const names = array();
  for (let i = 0; i < leads.value.length; i++) names.push(leads.value.at(i).get("fields").get("name"));
  const missing = task.get("lead", "99999999-9999-4999-8999-999999999999");
  const denied = task.getShared("escrow", "99999999-9999-4999-8999-999999999999");
  const question = array().push(object().set("role", "user").set("content", "?"));
  const busy = task.complete(question);
  const text = task.complete(question, true, object().set("type", "object"));
  if (text.fault) return text.fault;
  const request = object()
    .set("method", "POST")
    .set("url", "https://api.example.com/v1")
    .set("headers", object().set("authorization", "Bearer {{secret:KEY}}"))
    .set("body", "{}");
  const response = task.fetch(request);
  if (response.fault) return response.fault;
  const lead = object()
    .set("name", "Nora “N” Ek")
    .set("source", "Website")
    .set("stage", "new")
    .set("email", "nora@example.com");
  const made = task.propose(array().push(object().set("type", "lead").set("fields", lead)));
  if (made.fault) return made.fault;
  const again = object()
    .set("type", made.value.at(0).get("type"))
    .set("id", made.value.at(0).get("record"))
    .set("fields", object().set("score", 55.5))
    .set("note", "made just now");
  const changed = task.propose(array().push(again));
  if (changed.fault) return changed.fault;
  return task.output(
    object()
      .set("echo", task.input.get("value"))
      .set("names", names)
      .set("attempt", task.attempt)
      .set("resumed", task.resume.get("n").number)
      .set("role", task.caller.get("role"))
      .set("missing", code(missing.fault))
      .set("denied", code(denied.fault))
      .set("busy", code(busy.fault))
      .set("retry", busy.fault ? busy.fault!.retryable : false)
      .set("text", text.value)
      .set("status", response.value.get("status"))
      .set("type", response.value.get("headers").get("content-type"))
      .set("body", response.value.get("body")),
  );
}

function code(fault: Fault | null): string {
  return fault ? fault.code : "";
}

step("tour", tour);
step("refuse", refuse);
step("file", file);
run();
