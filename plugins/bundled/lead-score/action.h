// What to do next with a lead, and when.
#ifndef ACTION_H
#define ACTION_H

#include "rfc3339.h"

typedef struct {
  const char *what;
  long long due; // seconds since 1970
} action;

static const struct {
  const char *stage, *what;
  long long after;
} action_stages[] = {
  {"attempted", "Try again, at another time of the day", DAY},
  {"contacted", "Offer two times for a meeting", 2 * DAY},
  {"appointment_set", "Confirm the appointment", DAY},
  {"met", "Put the next step in writing", DAY},
  {"active_client", "Report what came up this week", 3 * DAY},
  {"under_contract", "Go through the escrow's dates together", 3 * DAY},
  {"nurture", "Send a market update", 30 * DAY},
};

// A longer silence takes precedence over the action of the stage.
#define ACTION_SILENCE (14 * DAY)

// action_next returns the next action for an open lead, given its fields.
RK_API action action_next(const rk_json *fields, long long now) {
  const char *stage = rk_text(rk_get(fields, "stage"));
  long long contacted = when(rk_text(rk_get(fields, "lastContactAt"))),
            assigned = when(rk_text(rk_get(fields, "assignedAt")));
  if (!strcmp(stage, "new")) {
    long long hours = assigned < 0 || assigned > now ? 0 : (now - assigned) / HOUR;
    const char *how = *rk_text(rk_get(fields, "phone")) ? "Call now"
        : *rk_text(rk_get(fields, "email"))             ? "Write an e-mail now"
                                                        : "Find out how to reach them";
    return (action){
        hours < 1 ? how : rk_format("%s: has waited for %lld hour%s", how, hours, hours == 1 ? "" : "s"), now};
  }
  bool quiet = strcmp(stage, "nurture") && contacted >= 0 && now - contacted > ACTION_SILENCE;
  if (quiet) return (action){rk_format("Get back in touch: %lld days of silence", (now - contacted) / DAY), now};
  for (size_t i = 0; i < sizeof action_stages / sizeof *action_stages; i++)
    if (!strcmp(action_stages[i].stage, stage)) return (action){action_stages[i].what, now + action_stages[i].after};
  return (action){"Get in touch", now + DAY};
}

// action_draft writes a message to the lead by rules; the model may write a better one.
RK_API char *action_draft(const rk_json *fields) {
  const char *name = rk_text(rk_get(fields, "name")), *stage = rk_text(rk_get(fields, "stage")),
             *intent = rk_text(rk_get(fields, "intent"));
  const char *area = rk_text(rk_at(rk_get(fields, "areas"), 0));
  const char *aim = !strcmp(intent, "sell") ? "selling your home"
      : !strcmp(intent, "both")             ? "selling and buying"
      : !strcmp(intent, "rent")             ? "finding a place to rent"
                                            : "finding a home";
  const char *ask = !strcmp(stage, "new") || !strcmp(stage, "attempted")
      ? *rk_text(rk_get(fields, "phone")) ? "When is a good time for a short call?"
                                          : "What are you looking for, and when would you like to move?"
      : "Shall we find a time this week to go through what is next?";
  int first = (int)strcspn(name, " ");
  return rk_format(
      "Hi %.*s, thank you for getting in touch about %s%s%s. %s", first, name, aim, *area ? " in " : "", area, ask);
}

// action_calls reports whether a message speaks of a call, in a word of its own: "called", but not "locally".
RK_API bool action_calls(const char *text) {
  static const char *const starts[] = {"call", "phon", "telephon", "dial", "ring"};
  bool inside = false; // a word, of which the beginning has been looked at
  for (; *text; text++) {
    char lower = *text >= 'A' && *text <= 'Z' ? *text | 32 : *text;
    bool letter = lower >= 'a' && lower <= 'z';
    for (size_t i = 0; letter && !inside && i < sizeof starts / sizeof *starts; i++) {
      size_t at = 1;
      while (starts[i][at] && (text[at] | 32) == starts[i][at]) at++;
      if (lower == *starts[i] && !starts[i][at]) return true;
    }
    inside = letter;
  }
  return false;
}

#endif
