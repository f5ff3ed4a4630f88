// A transparent score for leads, with its reasons, and what to do next.
#include <time.h>

#include "action.h"
#include "roomkey.h"
#include "score.h"

#define PAGE 100  // leads between two checkpoints
#define SAME 1000 // leads that a checkpoint names

// tally is the result of a run so far. It is also the checkpoint.
typedef struct {
  int scored, changed, read_only;
  size_t limit;
  rk_json *best; // output entries, best first, at most limit
  rk_json *skipped;
} tally;

static bool open_lead(const rk_json *fields) {
  static const char *const shut[] = {"closed", "past_client", "lost", "trash"};
  for (size_t i = 0; i < sizeof shut / sizeof *shut; i++)
    if (!strcmp(rk_text(rk_get(fields, "stage")), shut[i])) return false;
  return true;
}

static void skip(tally *t, const char *lead, const char *reason) {
  rk_push(t->skipped, rk_set_text(rk_set_text(rk_object(), "lead", lead), "reason", reason));
}

// keep inserts an entry at the place of its score.
static void keep(tally *t, rk_json *entry) {
  rk_push(t->best, entry);
  for (size_t i = t->best->length - 1;
       i > 0 && rk_number(rk_get(t->best->items[i - 1], "score")) < rk_number(rk_get(entry, "score")); i--) {
    t->best->items[i] = t->best->items[i - 1];
    t->best->items[i - 1] = entry;
  }
  if (t->best->length > t->limit) t->best->length = t->limit;
}

// propose adds the change of a lead to changes, if there is one.
static void propose(rk_json *changes, const rk_json *lead, const score_card *card, const action *next, long long now) {
  const rk_json *fields = rk_get(lead, "fields");
  rk_json *patch = rk_object();
  const rk_json *before = rk_get(fields, "score");
  if (rk_is_null(before) || rk_number(before) != card->total) rk_set_number(patch, "score", card->total);
  if (when(rk_text(rk_get(fields, "nextTaskAt"))) < now)
    rk_set_text(patch, "nextTaskAt", stamp(next->due)); // a time that people have planned is kept
  if (!rk_count(patch)) return;
  rk_json *change = rk_set_text(rk_set_text(rk_object(), "type", "lead"), "id", rk_text(rk_get(lead, "id")));
  rk_push(changes, rk_set(change, "fields", patch));
}

// submit proposes changes together, or one by one if the caller may not change one of the leads.
static bool submit(tally *t, rk_json *changes) {
  if (!rk_count(changes)) return true;
  if (rk_propose(changes)) {
    t->changed += (int)rk_count(changes);
    return true;
  }
  if (rk_error.code != RK_DENIED) return false;
  for (size_t i = 0; i < rk_count(changes); i++) {
    if (rk_count(changes) > 1 && rk_propose(rk_push(rk_array(), rk_at(changes, i))))
      t->changed++;
    else if (rk_error.code != RK_DENIED)
      return false;
    else
      t->read_only++;
  }
  return true;
}

// consider scores one lead and returns its entry in the output; NULL if the lead is not open.
static rk_json *consider(tally *t, rk_json *changes, const rk_json *lead, long long now) {
  const rk_json *fields = rk_get(lead, "fields");
  if (!open_lead(fields)) return NULL;
  score_card card = score(fields, now);
  action next = action_next(fields, now);
  propose(changes, lead, &card, &next, now);
  rk_json *entry = rk_set_text(
      rk_set_text(rk_object(), "lead", rk_text(rk_get(lead, "id"))), "name", rk_text(rk_get(fields, "name")));
  rk_set(rk_set_number(entry, "score", card.total), "reasons", card.reasons);
  const rk_json *before = rk_get(fields, "score");
  if (rk_is_null(before) || rk_number(before) != card.total)
    rk_set_text(entry, "change", score_change(&card, rk_number(before), !rk_is_null(before)));
  rk_set_text(rk_set_text(entry, "nextAction", next.what), "due", stamp(next.due));
  t->scored++;
  keep(t, entry);
  return entry;
}

// reasons_of says why each score is proposed, for the review.
static rk_json *reasons_of(const tally *t) {
  rk_json *why = rk_array();
  for (size_t i = 0; i < t->best->length; i++) {
    const rk_json *entry = t->best->items[i];
    if (rk_is_null(rk_get(entry, "change"))) continue;
    rk_json *one = rk_set_text(rk_object(), "record", rk_text(rk_get(entry, "lead")));
    rk_push(why, rk_set_text(rk_set_text(one, "field", "/score"), "text", rk_text(rk_get(entry, "change"))));
  }
  return why;
}

static rk_json *result(const tally *t) {
  rk_json *out = rk_set_number(rk_set_number(rk_object(), "scored", t->scored), "changed", t->changed);
  rk_set_number(out, "readOnly", t->read_only);
  return rk_set(rk_set(rk_set(out, "leads", t->best), "skipped", t->skipped), "why", reasons_of(t));
}

// write_draft adds a message to send, by the model if there is one and it keeps to what can be done.
static void write_draft(rk_json *entry, const rk_json *fields) {
  rk_json *facts = rk_object();
  static const char *const told[] = {"name", "intent", "timeframe", "areas", "stage", "source"};
  for (size_t i = 0; i < sizeof told / sizeof *told; i++) rk_set(facts, told[i], rk_get(fields, told[i]));
  rk_set(facts, "nextAction", rk_get(entry, "nextAction"));
  bool phone = *rk_text(rk_get(fields, "phone"));
  const char *asked = "You write for a real-estate agent. Write a friendly message of at most three sentences to this "
                      "lead that does the next action. Use the facts given and no others.";
  if (!phone) asked = rk_format("%s The lead has no phone number: propose no call.", asked);
  rk_json *messages =
      rk_push(rk_push(rk_array(), rk_set_text(rk_set_text(rk_object(), "role", "system"), "content", asked)),
          rk_set_text(rk_set_text(rk_object(), "role", "user"), "content", rk_write(facts)));
  const char *text = rk_complete(messages, true, NULL);
  bool model = text && *text && (phone || !action_calls(text));
  rk_set_text(rk_set_text(entry, "draft", model ? text : action_draft(fields)), "draftBy", model ? "model" : "rules");
}

static bool score_one(tally *t, const char *id, long long now) {
  rk_json *lead = rk_get_record("lead", id), *changes = rk_array();
  if (!lead) return false;
  rk_json *entry = consider(t, changes, lead, now);
  if (!entry) return rk_failed("The lead is closed, lost or in the trash: there is nothing to score.", false);
  if (!submit(t, changes)) return false;
  rk_progress(50,
      rk_format("Scored %s: %.0f of 100", rk_text(rk_get(entry, "name")), rk_number(rk_get(entry, "score"))),
      result(t));
  write_draft(entry, rk_get(lead, "fields"));
  return true;
}

// score_some scores the leads that the input lists.
static bool score_some(tally *t, const rk_json *ids, long long now) {
  rk_json *changes = rk_array();
  for (size_t i = 0; i < rk_count(ids); i++) {
    const char *id = rk_text(rk_at(ids, i));
    rk_json *lead = rk_get_record("lead", id);
    if (!lead && rk_error.code != RK_NOT_FOUND) return false;
    if (!lead)
      skip(t, id, "there is no such lead");
    else if (!consider(t, changes, lead, now))
      skip(t, id, "is closed, lost or in the trash");
    rk_progress(100.0 * (double)(i + 1) / (double)rk_count(ids),
        rk_format("Scoring leads (%zu/%zu)", i + 1, rk_count(ids)), NULL);
  }
  return submit(t, changes);
}

// place is how far leads are scored, the oldest first.
typedef struct {
  const char *made; // when the last one was made; "" at the beginning
  rk_json *ids;     // of the last ones, which were made at that moment, at most SAME
} place;

static bool passed(const place *at, const rk_json *lead) {
  if (strcmp(at->made, rk_text(rk_get(lead, "createdAt")))) return false;
  for (size_t i = 0; i < rk_count(at->ids); i++)
    if (!strcmp(rk_text(rk_at(at->ids, i)), rk_text(rk_get(lead, "id")))) return true;
  return false;
}

static void pass(place *at, const rk_json *lead) {
  const char *made = rk_text(rk_get(lead, "createdAt"));
  if (strcmp(at->made, made)) *at = (place){made, rk_array()};
  if (rk_count(at->ids) < SAME) rk_push(at->ids, rk_get(lead, "id"));
}

// leads_from asks for the leads that were made at a time or later; "": for all.
static rk_json *leads_from(const char *made) {
  rk_json *query =
      rk_set_number(rk_set_text(rk_set_text(rk_object(), "type", "lead"), "sort", "createdAt"), "limit", PAGE);
  if (!*made) return query;
  return rk_set(query, "filter", rk_set(rk_object(), "createdAt", rk_set_text(rk_object(), "gte", made)));
}

static void restore(tally *t, place *at, const rk_json *resume) {
  t->scored = (int)rk_number(rk_get(resume, "scored"));
  t->changed = (int)rk_number(rk_get(resume, "changed"));
  t->read_only = (int)rk_number(rk_get(resume, "readOnly"));
  t->best = rk_get(resume, "best");
  at->made = rk_text(rk_get(resume, "made"));
  if (*at->made) at->ids = rk_get(resume, "ids");
}

static bool save(const tally *t, const place *at, rk_json *cursor) {
  rk_json *here = rk_set_number(rk_set_number(rk_set(rk_object(), "cursor", cursor), "scored", t->scored), "changed",
      t->changed);
  rk_set(rk_set_number(here, "readOnly", t->read_only), "best", t->best);
  return rk_checkpoint(rk_set(rk_set_text(here, "made", at->made), "ids", at->ids));
}

// score_all scores every open lead, page by page. It saves each page before it reads the next one.
static bool score_all(tally *t, const rk_json *resume, long long now) {
  place at = {"", rk_array()};
  rk_json *query = leads_from("");
  bool resumed = !rk_is_null(resume);
  if (resumed) {
    restore(t, &at, resume);
    rk_set(query, "cursor", rk_get(resume, "cursor"));
  }
  for (;; resumed = false) {
    rk_json *page = rk_query(query), *changes = rk_array();
    if (!page && resumed && rk_error.code == RK_INVALID) { // the cursor ended with an update or a restore of the server
      if (!*at.made) *t = (tally){.limit = t->limit, .best = rk_array(), .skipped = t->skipped};
      query = leads_from(at.made);
      continue;
    }
    if (!page) return false;
    for (size_t i = 0; i < rk_count(rk_get(page, "items")); i++) {
      const rk_json *lead = rk_at(rk_get(page, "items"), i);
      if (passed(&at, lead)) continue;
      consider(t, changes, lead, now);
      pass(&at, lead);
    }
    if (!submit(t, changes)) return false;
    if (rk_is_null(rk_get(page, "next"))) return true;
    rk_set(query, "cursor", rk_get(page, "next"));
    if (!save(t, &at, rk_get(page, "next"))) return false;
    rk_progress(100.0 * t->scored / (t->scored + PAGE), rk_format("Scored %d leads", t->scored),
        NULL); // the number of leads is not known yet
  }
}

static bool score_step(const rk_task *task) {
  const rk_json *input = task->input;
  long long now = when(rk_text(rk_get(input, "asOf")));
  if (now < 0) now = (long long)time(NULL);
  double limit = rk_number(rk_get(input, "limit"));
  tally t = {.limit = limit ? (size_t)limit : 50, .best = rk_array(), .skipped = rk_array()};
  const char *lead = rk_text(rk_get(input, "lead"));
  const rk_json *leads = rk_get(input, "leads");
  bool done = *lead ? score_one(&t, lead, now) : leads ? score_some(&t, leads, now) : score_all(&t, task->resume, now);
  return done && rk_output(result(&t));
}

RK_STEPS({"score", score_step})
