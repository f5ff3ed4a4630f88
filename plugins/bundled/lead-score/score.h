// The score: points for the known facts about a lead, each with its reason. Together they are at most 100.
#ifndef SCORE_H
#define SCORE_H

#include "rfc3339.h"

typedef struct {
  int total;
  rk_json *reasons; // [{points, of, why}]
} score_card;

RK_API void score_add(score_card *card, int points, int of, const char *why) {
  card->total += points;
  rk_json *reason = rk_set_number(rk_set_number(rk_object(), "points", points), "of", of);
  rk_push(card->reasons, rk_set_text(reason, "why", why));
}

// A rule gives points to one value of a field.
typedef struct {
  const char *value;
  int points;
  const char *why;
} score_rule;

// score_by finds the rule of a value. The last rule has no value and applies to all other values.
RK_API void score_by(score_card *card, const char *value, int of, const score_rule *rules) {
  while (rules->value && strcmp(rules->value, value)) rules++;
  score_add(card, rules->points, of, rules->why);
}

static const score_rule score_timeframes[] = {
  {"0-3", 25, "wants to move within 3 months"},
  {"3-6", 16, "wants to move in 3 to 6 months"},
  {"6-12", 8, "wants to move in 6 to 12 months"},
  {"12+", 3, "does not want to move within a year"},
  {NULL, 5, "has not said when"},
};

static const score_rule score_stages[] = {
  {"new", 8, "new: nobody has tried yet"},
  {"attempted", 6, "was tried, has not answered"},
  {"contacted", 12, "has answered"},
  {"appointment_set", 18, "has an appointment"},
  {"met", 20, "has met the agent"},
  {"active_client", 20, "is working with the agent"},
  {"under_contract", 20, "is under contract"},
  {NULL, 4, "is being kept warm"},
};

static const score_rule score_intents[] = {
  {"both", 5, "wants to sell and buy"},
  {"buy", 4, "wants to buy"},
  {"sell", 4, "wants to sell"},
  {"invest", 3, "wants to invest"},
  {"rent", 1, "wants to rent"},
  {NULL, 0, "has not said what for"},
};

// Sources, recognised by a word in lower case.
static const score_rule score_sources[] = {
  {"referr", 15, "was referred"},
  {"past client", 15, "is a past client"},
  {"sign", 12, "called from a sign"},
  {"open house", 10, "came to an open house"},
  {"web", 6, "came by the website"},
  {NULL, 5, "came by another way"},
};

RK_API void score_source(score_card *card, const char *source) {
  char *lower = rk_from_text(source)->text;
  for (char *c = lower; *c; c++)
    if (*c >= 'A' && *c <= 'Z') *c |= 32;
  const score_rule *rule = score_sources;
  while (rule->value && !strstr(lower, rule->value)) rule++;
  score_add(card, rule->points, 15, rule->why);
}

// score_touch gives points for a recent contact.
RK_API void score_touch(score_card *card, long long contacted, long long assigned, long long now) {
  if (contacted < 0) {
    bool fresh = assigned >= 0 && now - assigned <= 2 * DAY;
    score_add(card, fresh ? 5 : 0, 10, fresh ? "came in within 2 days, not spoken to yet" : "has not been spoken to");
    return;
  }
  if (contacted > now + DAY) {
    score_add(card, 0, 10, "the day of the last contact is still to come: please check it");
    return;
  }
  long long days = (now - contacted) / DAY;
  int points = days <= 2 ? 10 : days <= 7 ? 7 : days <= 30 ? 3 : 0;
  score_add(card, points, 10,
      days <= 0 ? "spoken to today" : rk_format("last spoken to %lld day%s ago", days, days == 1 ? "" : "s"));
}

// score_prices gives points for a price range in cents, unless nobody can mean it.
RK_API void score_prices(score_card *card, double min, double max) {
  bool impossible = min < 0 || max < 0 || (min > 0 && max > 0 && min > max);
  if (impossible)
    score_add(card, 0, 10, "has a price range that can't be: please check it");
  else if (min > 0 && max > 0)
    score_add(card, 10, 10, "has named a price range");
  else
    score_add(card, min > 0 || max > 0 ? 6 : 0, 10, min > 0 || max > 0 ? "has named a price" : "has named no price");
}

// score_change says why a score differs from the one before.
RK_API char *score_change(const score_card *card, double before, bool scored) {
  char *text = scored ? rk_format("was %.0f, is %d", before, card->total) : rk_format("%d, for the first time", card->total);
  const char *joint = ": ";
  for (size_t i = 0; i < rk_count(card->reasons); i++) {
    const rk_json *reason = rk_at(card->reasons, i);
    text = rk_format("%s%s%s (%.0f of %.0f)", text, joint, rk_text(rk_get(reason, "why")),
        rk_number(rk_get(reason, "points")), rk_number(rk_get(reason, "of")));
    joint = "; ";
  }
  return text;
}

// score scores the fields of a lead.
RK_API score_card score(const rk_json *fields, long long now) {
  score_card card = {0, rk_array()};
  score_by(&card, rk_text(rk_get(fields, "timeframe")), 25, score_timeframes);
  score_by(&card, rk_text(rk_get(fields, "stage")), 20, score_stages);
  score_source(&card, rk_text(rk_get(fields, "source")));
  bool email = *rk_text(rk_get(fields, "email")), phone = *rk_text(rk_get(fields, "phone"));
  score_add(&card, email && phone ? 10 : email || phone ? 5 : 0, 10,
      email && phone ? "has left a phone number and an e-mail address"
          : phone    ? "has left a phone number only"
          : email    ? "has left an e-mail address only"
                     : "can't be reached: has left neither");
  score_prices(&card, rk_number(rk_get(fields, "priceMin")), rk_number(rk_get(fields, "priceMax")));
  bool areas = rk_count(rk_get(fields, "areas")) > 0;
  score_add(&card, areas ? 5 : 0, 5, areas ? "has named areas" : "has named no area");
  score_by(&card, rk_text(rk_get(fields, "intent")), 5, score_intents);
  score_touch(&card, when(rk_text(rk_get(fields, "lastContactAt"))), when(rk_text(rk_get(fields, "assignedAt"))), now);
  return card;
}

#endif
