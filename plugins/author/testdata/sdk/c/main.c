// Calls every operation of the SDK once. The same program and the same cases exist in each language.
#include "roomkey.h"

static bool refuse(const rk_task *task) {
  (void)task;
  return rk_failed("later, perhaps", true);
}

static const char *code(void) {
  switch (rk_error.code) {
    case RK_NOT_FOUND: return "not_found";
    case RK_DENIED: return "denied";
    case RK_RATE_LIMITED: return "rate_limited";
    default: return "";
  }
}

static rk_json *one(rk_json *item) { return rk_push(rk_array(), item); }

static bool file(const rk_task *task) {
  size_t size = 0, none = 0;
  char *content = rk_read_file(rk_text(rk_get(task->input, "file")), &size);
  if (!content) return false;
  int64_t sum = 0;
  for (size_t i = 0; i < size; i++) sum = (sum + (unsigned char)content[i] * (int64_t)(i % 1000)) % 1000000007;
  const char *missing = rk_read_file("99999999-9999-4999-8999-999999999999", &none) ? "" : code();
  rk_json *out = rk_set_number(rk_set_number(rk_object(), "size", (double)size), "sum", (double)sum);
  return rk_output(rk_set_text(rk_set_flag(out, "dryRun", task->dry_run), "missing", missing));
}

static bool tour(const rk_task *task) {
  if (rk_is_null(task->resume)) {
    rk_json *change =
        rk_set_text(rk_set_text(rk_object(), "type", "lead"), "id", "33333333-3333-4333-8333-000000000001");
    if (!rk_propose(one(rk_set(change, "fields", rk_set_number(rk_object(), "score", 7))))) return false;
    if (!rk_checkpoint(rk_set_number(rk_object(), "n", 41))) return false;
  }
  fputs("a line of the author's\n", stderr);
  rk_progress(50, "Half way", rk_push(one(rk_from_number(1)), rk_from_number(2)));

  rk_json *filter = rk_set(rk_object(), "score", rk_set_number(rk_object(), "gte", 10));
  rk_json *query = rk_set(rk_set_text(rk_object(), "type", "lead"), "filter", filter);
  rk_json *leads = rk_query_all(rk_set_number(rk_set_text(query, "sort", "-score"), "limit", 2)), *names = rk_array();
  if (!leads) return false;
  for (size_t i = 0; i < rk_count(leads); i++) rk_push(names, rk_get(rk_get(rk_at(leads, i), "fields"), "name"));
  const char *missing = rk_get_record("lead", "99999999-9999-4999-8999-999999999999") ? "" : code();
  const char *denied = rk_get_shared("escrow", "99999999-9999-4999-8999-999999999999") ? "" : code();
  rk_json *question = one(rk_set_text(rk_set_text(rk_object(), "role", "user"), "content", "?"));
  const char *busy = rk_complete(question, false, NULL) ? "" : code();
  bool retry = rk_error.retryable;
  const char *text = rk_complete(question, true, rk_set_text(rk_object(), "type", "object"));
  if (!text) return false;
  rk_json *request = rk_set_text(rk_set_text(rk_object(), "method", "POST"), "url", "https://api.example.com/v1");
  rk_set(request, "headers", rk_set_text(rk_object(), "authorization", "Bearer {{secret:KEY}}"));
  rk_json *response = rk_fetch(rk_set_text(request, "body", "{}"));
  if (!response) return false;
  rk_json *lead = rk_set_text(rk_set_text(rk_object(), "name", "Nora “N” Ek"), "source", "Website");
  rk_set_text(rk_set_text(lead, "stage", "new"), "email", "nora@example.com");
  rk_json *made = rk_propose(one(rk_set(rk_set_text(rk_object(), "type", "lead"), "fields", lead)));
  if (!made) return false;
  rk_json *again =
      rk_set(rk_set(rk_object(), "type", rk_get(rk_at(made, 0), "type")), "id", rk_get(rk_at(made, 0), "record"));
  rk_set(again, "fields", rk_set_number(rk_object(), "score", 55.5));
  if (!rk_propose(one(rk_set_text(again, "note", "made just now")))) return false;

  rk_json *out = rk_set(rk_set(rk_object(), "echo", rk_get(task->input, "value")), "names", names);
  rk_set_number(rk_set_number(out, "attempt", task->attempt), "resumed", rk_number(rk_get(task->resume, "n")));
  rk_set(out, "role", rk_get(task->caller, "role"));
  rk_set_flag(
      rk_set_text(rk_set_text(rk_set_text(out, "missing", missing), "denied", denied), "busy", busy), "retry", retry);
  rk_set(rk_set_text(out, "text", text), "status", rk_get(response, "status"));
  return rk_output(rk_set(
      rk_set(out, "type", rk_get(rk_get(response, "headers"), "content-type")), "body", rk_get(response, "body")));
}

RK_STEPS({"tour", tour}, {"refuse", refuse}, {"file", file})
