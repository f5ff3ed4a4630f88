import { Json, array, object } from "./roomkey";
import { Home } from "./home";
import { grouped, inMiles, plural } from "./words";

/**
 * A home larger by a part has a price larger by less, because land and kitchen stay the same: prices grow with this power
 * of the living area.
 */
const sizePower: f64 = 0.7;

/** The parts of the 100 points, and the difference at which each part has none left. */
const distancePoints: f64 = 35;
const distanceEnd: f64 = 5; // miles
const sizePoints: f64 = 30;
const sizeEnd: f64 = 0.4; // of the subject's size
const roomsPoints: f64 = 15;
const roomsEnd: f64 = 3; // bedrooms; a bathroom counts half
const datePoints: f64 = 10;
const dateEnd: f64 = 1095; // days
const agePoints: f64 = 10;
const ageEnd: f64 = 40; // years

/** A sale, compared with the subject. */
export class Comparable {
  readonly miles: f64;
  readonly points: f64; // 0 to 100
  readonly adjusted: f64; // cents, for the subject's size
  readonly reasons: string[] = [];

  constructor(
    readonly home: Home,
    subject: Home,
    today: i32,
  ) {
    this.miles = subject.miles(home);
    const bigger = home.area / subject.area - 1;
    const ago = <f64>(today - home.closed);
    this.adjusted = home.price * Math.pow(subject.area / home.area, sizePower);
    this.points =
      part(distancePoints, this.miles, distanceEnd) +
      part(sizePoints, bigger, sizeEnd) +
      part(
        roomsPoints,
        Math.abs(home.bedrooms - subject.bedrooms) + Math.abs(home.bathrooms - subject.bathrooms) / 2,
        roomsEnd,
      ) +
      part(datePoints, ago, dateEnd) +
      part(agePoints, home.built - subject.built, ageEnd);
    this.explain(subject, bigger, ago);
  }

  private explain(subject: Home, bigger: f64, ago: f64): void {
    const why = this.reasons;
    const tenths = Math.round(this.miles * 10);
    why.push(tenths < 1 ? "next door" : inMiles(tenths / 10) + " away");
    const percent = <i32>Math.round(Math.abs(bigger) * 100);
    why.push(percent == 0 ? "the same size" : percent.toString() + " % " + (bigger > 0 ? "larger" : "smaller"));
    if (!isNaN(this.home.bedrooms) && !isNaN(subject.bedrooms))
      why.push(difference(this.home.bedrooms - subject.bedrooms, "bedroom"));
    if (!isNaN(this.home.bathrooms) && !isNaN(subject.bathrooms))
      why.push(difference(this.home.bathrooms - subject.bathrooms, "bathroom"));
    if (!isNaN(this.home.built) && !isNaN(subject.built)) {
      const years = <i32>(this.home.built - subject.built);
      why.push(
        years == 0
          ? "built in the same year"
          : "built " + plural(abs(years), "year") + (years > 0 ? " later" : " earlier"),
      );
    }
    why.push(
      ago < 45
        ? "sold " + plural(<i32>ago, "day") + " ago"
        : "sold " + plural(<i32>Math.round(ago / 30.44), "month") + " ago",
    );
  }

  json(): Json {
    const reasons = array();
    for (let i = 0; i < this.reasons.length; i++) reasons.push(this.reasons[i]);
    return object()
      .set("listing", this.home.id)
      .set("address", this.home.address)
      .set("similarity", Math.round(this.points))
      .set("closePrice", this.home.price)
      .set("adjustedPrice", thousands(this.adjusted))
      .set("pricePerSquareFoot", Math.round(this.home.price / this.home.area))
      .set("closeDate", this.home.closeDate)
      .set("miles", Math.round(this.miles * 100) / 100)
      .set("livingArea", this.home.area)
      .set("reasons", reasons);
  }
}

/** Points for a difference: all of them at 0, none at its end, and half if one of the values is unknown. */
function part(points: f64, difference: f64, end: f64): f64 {
  return isNaN(difference) ? points / 2 : points * Math.max(0, 1 - Math.abs(difference) / end);
}

function difference(more: f64, noun: string): string {
  if (more == 0) return "as many " + noun + "s";
  return plural(<i32>Math.abs(more), noun) + (more > 0 ? " more" : " fewer");
}

/** Cents, rounded to a thousand dollars. */
export function thousands(cents: f64): f64 {
  return Math.round(cents / 100_000) * 100_000;
}

/** "6 sales within 1 mile …", "$170 to $210 a square foot". */
export function overview(chosen: Comparable[]): Json {
  let far: f64 = 0;
  let old = i32.MAX_VALUE;
  let small = f64.MAX_VALUE;
  let large: f64 = 0;
  let cheap = f64.MAX_VALUE;
  let dear: f64 = 0;
  let oldest = "";
  for (let i = 0; i < chosen.length; i++) {
    const home = chosen[i].home;
    far = Math.max(far, chosen[i].miles);
    small = Math.min(small, home.area);
    large = Math.max(large, home.area);
    cheap = Math.min(cheap, home.price / home.area);
    dear = Math.max(dear, home.price / home.area);
    if (home.closed < old) {
      old = home.closed;
      oldest = home.closeDate;
    }
  }
  const miles = Math.ceil(far * 10) / 10;
  return array()
    .push(plural(chosen.length, "sale") + " within " + inMiles(miles) + " since " + oldest)
    .push(grouped(small) + " to " + grouped(large) + " square feet")
    .push(
      "$" +
        grouped(Math.round(cheap / 100)) +
        " to $" +
        grouped(Math.round(dear / 100)) +
        " a square foot, adjusted to the subject's size",
    );
}
