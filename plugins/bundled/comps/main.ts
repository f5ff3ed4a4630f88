// Comparable sales of a home and the price range that they suggest.
import { Fault, Json, Task, array, now, object, run, step } from "./roomkey";
import { Comparable, overview, thousands } from "./comparable";
import { date, days } from "./date";
import { Estimate } from "./estimate";
import { Home } from "./home";
import { dollars, inMiles, numeral, plural } from "./words";

/** Distances (miles) and ages (months) to search, in turn, until enough sales are found. */
const rings: f64[][] = [
  [0.5, 6],
  [1, 6],
  [1, 12],
  [2, 12],
  [5, 12],
  [10, 24],
  [50, 120],
];

/** Homes are compared if their size differs from the subject's by at most this part. */
const sizeTolerance: f64 = 0.3;

/** Sales to look for, and the most from which the price is estimated. More of them are listed only if the input asks. */
const enough: i32 = 12;
const most: i32 = 15;

const milesPerDegree: f64 = 69;

function comps(task: Task): Fault | null {
  const input = task.input;
  let subject = new Home();
  if (input.get("listing").isText) {
    const listing = task.get("listing", input.get("listing").text);
    if (listing.fault) return listing.fault;
    subject = Home.fromListing(listing.value);
  }
  subject.correct(input);
  if (isNaN(subject.latitude) || isNaN(subject.longitude))
    return new Fault("invalid", "The listing has no latitude and longitude, so nothing near it can be found.");
  if (subject.area <= 0) return new Fault("invalid", "The listing has no living area to compare by.");

  const today = input.get("asOf").isText ? days(input.get("asOf").text) : <i32>(now() / 86_400_000);
  const limit = input.get("limit").isNumber ? <i32>input.get("limit").number : 6;
  const found = search(task, subject, today, <i32>Math.max(limit, enough));
  if (found.fault) return found.fault;

  task.progress(80, "Comparing " + plural(found.homes.length, "sale"));
  const chosen = choose(found.homes, subject, today, <i32>Math.max(limit, most));
  const result = conclude(chosen, limit);
  summarise(task, subject, result);
  return task.output(result);
}

class Found {
  homes: Home[] = [];
  fault: Fault | null = null;
}

/**
 * Closed listings near the subject, of about its size. It extends the distance and the age until it has found as many as
 * are wanted.
 */
function search(task: Task, subject: Home, today: i32, wanted: i32): Found {
  const maxMiles = task.input.get("miles").isNumber ? task.input.get("miles").number : 10;
  const maxMonths = task.input.get("months").isNumber ? task.input.get("months").number : 36;
  const found = new Found();
  for (let i = 0; i < rings.length; i++) {
    const miles = Math.min(rings[i][0], maxMiles);
    const months = Math.min(rings[i][1], maxMonths);
    task.progress(10 * <f64>(i + 1), "Looking within " + inMiles(miles) + " and " + plural(<i32>months, "month"));
    const page = task.all(query(subject, miles, today, months));
    if (page.fault) {
      found.fault = page.fault;
      return found;
    }
    found.homes = [];
    for (let n = 0; n < page.value.length; n++) {
      const home = Home.fromListing(page.value.at(n));
      if (!subject.isSame(home) && home.price > 0 && home.area > 0 && subject.miles(home) <= miles)
        found.homes.push(home);
    }
    if (found.homes.length >= wanted || (miles == maxMiles && months == maxMonths)) return found;
  }
  return found;
}

function query(subject: Home, miles: f64, today: i32, months: f64): Json {
  const north = miles / milesPerDegree;
  const east = north / Math.max(0.01, Math.cos((subject.latitude * Math.PI) / 180));
  const filter = object()
    .set("StandardStatus", "Closed")
    .set("Latitude", between(subject.latitude - north, subject.latitude + north))
    .set("Longitude", between(subject.longitude - east, subject.longitude + east))
    .set(
      "LivingArea",
      between(Math.round(subject.area * (1 - sizeTolerance)), Math.round(subject.area * (1 + sizeTolerance))),
    )
    .set(
      "CloseDate",
      object()
        .set("gte", date(today - <i32>(months * 30.44)))
        .set("lte", date(today)),
    );
  if (subject.subType != "") filter.set("PropertySubType", subject.subType);
  return object().set("type", "listing").set("filter", filter).set("limit", 500);
}

/** Rounded to a hundred-thousandth; of a degree, that is three feet. */
function between(low: f64, high: f64): Json {
  return object()
    .set("gte", Math.floor(low * 100_000) / 100_000)
    .set("lte", Math.ceil(high * 100_000) / 100_000);
}

/** The most similar sales, best first. */
function choose(homes: Home[], subject: Home, today: i32, limit: i32): Comparable[] {
  const all: Comparable[] = [];
  for (let i = 0; i < homes.length; i++) all.push(new Comparable(homes[i], subject, today));
  all.sort((a, b) => (a.points != b.points ? (a.points > b.points ? -1 : 1) : a.home.id < b.home.id ? -1 : 1));
  return all.slice(0, limit);
}

function conclude(chosen: Comparable[], limit: i32): Json {
  const comparables = array();
  for (let i = 0; i < chosen.length && i < limit; i++) comparables.push(chosen[i].json());
  const result = object().set("comparables", comparables);
  if (chosen.length == 0) {
    return result
      .set("range", Json.NULL)
      .set("confidence", "none")
      .set("reasons", array().push("No closed listing of about this size is near enough and recent enough."));
  }
  const estimate = new Estimate(chosen);
  let points: f64 = 0;
  for (let i = 0; i < chosen.length; i++) points += chosen[i].points / <f64>chosen.length;
  const reasons = overview(chosen)
    .push("on average " + numeral(Math.round(points)) + " of 100 points alike")
    .push(
      "of homes priced so, 80 % sold within the range, which is " +
        numeral(Math.round((estimate.factor - 1) * 100)) +
        " % above and " +
        numeral(Math.round((1 - 1 / estimate.factor) * 100)) +
        " % below the estimate",
    );
  const range = object()
    .set("low", thousands(estimate.price / estimate.factor))
    .set("estimate", thousands(estimate.price))
    .set("high", thousands(estimate.price * estimate.factor))
    .set("probability", 0.8)
    .set("sales", chosen.length);
  return result.set("range", range).set("confidence", estimate.confidence).set("reasons", reasons);
}

/** Adds a summary of a sentence or two, by the model if there is one. */
function summarise(task: Task, subject: Home, result: Json): void {
  const range = result.get("range");
  const reasons = result.get("reasons");
  if (range.isNull) {
    result.set("summary", reasons.at(0).text).set("summaryBy", "rules");
    return;
  }
  const where = subject.address != "" ? subject.address : "This home";
  const plain =
    where +
    " compares with " +
    reasons.at(0).text +
    " and is likely worth " +
    dollars(range.get("low").number) +
    " to " +
    dollars(range.get("high").number) +
    ", about " +
    dollars(range.get("estimate").number) +
    " (" +
    result.get("confidence").text +
    " confidence).";
  result.set("summary", plain).set("summaryBy", "rules");
  task.progress(90, "Writing the summary", result);
  const facts = object()
    .set("subject", where)
    .set("livingArea", subject.area)
    .set("range", range)
    .set("confidence", result.get("confidence"))
    .set("reasons", reasons)
    .set("comparables", result.get("comparables"));
  const messages = array()
    .push(
      object()
        .set("role", "system")
        .set(
          "content",
          "You write for home sellers. In at most three plain sentences, explain the price range by the sales given. " +
            "Money is in cents; write dollars. Add no facts. Say nothing about people or neighbourhoods.",
        ),
    )
    .push(object().set("role", "user").set("content", facts.toString()));
  const text = task.complete(messages, true);
  if (!text.fault && text.value.text.trim() != "")
    result.set("summary", text.value.text.trim()).set("summaryBy", "model");
}

step("comps", comps);
run();
