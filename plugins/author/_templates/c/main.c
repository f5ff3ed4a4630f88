// Summarises a listing in a sentence and proposes it as the public remarks.
#include "roomkey.h"

static bool summarise(const rk_task *task) {
  const char *id = rk_text(rk_get(task->input, "listing"));
  rk_json *listing = rk_get_record("listing", id);
  if (!listing) return false; // the task fails with the server's message
  rk_json *home = rk_get(listing, "fields");
  const char *address = rk_text(rk_get(home, "UnparsedAddress"));

  rk_progress(30, rk_format("Reading %s", address), NULL);
  char *facts = rk_format("%s, %s: %.0f bedrooms for $%.0f.", address, rk_text(rk_get(home, "City")),
      rk_number(rk_get(home, "BedroomsTotal")), rk_number(rk_get(home, "ListPrice")) / 100);  // money is in cents

  rk_progress(60, "Writing the summary", NULL);
  rk_json *ask = rk_set_text(rk_object(), "role", "user");
  rk_set_text(ask, "content", rk_format("Say this in one friendly sentence: %s", facts));
  const char *text = rk_complete(rk_push(rk_array(), ask), true, NULL);
  if (!text && rk_error.code != RK_UNAVAILABLE) return false;
  const char *summary = text ? text : facts; // without a model, use rules

  rk_json *fields = rk_set_text(rk_object(), "PublicRemarks", summary);
  rk_json *change = rk_set_text(rk_set_text(rk_object(), "type", "listing"), "id", id);
  if (!rk_propose(rk_push(rk_array(), rk_set(change, "fields", fields)))) return false;
  return rk_output(rk_set_text(rk_set_text(rk_object(), "summary", summary), "by", text ? "model" : "rules"));
}

RK_STEPS({"summarise", summarise})
