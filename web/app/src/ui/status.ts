import type { Tone } from "./tone";

/**
 * How a status is drawn: a dashed ring is not started, a pie fills with progress (percent), a dot is live, a check
 * done, a cross ended, a pause at rest, a bar withdrawn, a clock late or prolonged.
 */
export type StatusLook = { tone: Tone } & (
  | { shape: "dash" | "dot" | "check" | "cross" | "pause" | "bar" | "clock" }
  | { shape: "pie"; percent: number }
);

const pie = (tone: Tone, percent: number): StatusLook => ({ shape: "pie", tone, percent });
const look = (tone: Tone, shape: Exclude<StatusLook["shape"], "pie">): StatusLook => ({ shape, tone });

const notStarted = look("gray", "dash");
const done = look("green", "check");
const ended = look("gray", "cross");

/** Statuses by the type of a record, or of an item in one of its lists, as the schema names them. */
const looks: Record<string, Record<string, StatusLook>> = {
  escrow: {
    draft: notStarted,
    open: pie("blue", 30),
    contingent: pie("amber", 50),
    clear_to_close: pie("accent", 75),
    closed: done,
    cancelled: ended,
  },
  listing: {
    Incomplete: notStarted,
    "Coming Soon": pie("blue", 15),
    Active: look("green", "dot"),
    "Active Under Contract": pie("amber", 50),
    Pending: pie("orange", 75),
    Closed: done,
    Hold: look("gray", "pause"),
    Withdrawn: look("gray", "bar"),
    Expired: look("red", "clock"),
    Canceled: ended,
    Delete: ended,
  },
  lead: {
    new: look("blue", "dot"),
    attempted: pie("orange", 15),
    contacted: pie("amber", 30),
    appointment_set: pie("amber", 45),
    met: pie("accent", 60),
    active_client: pie("accent", 75),
    under_contract: pie("green", 88),
    closed: done,
    past_client: look("gray", "check"),
    nurture: look("gray", "pause"),
    lost: ended,
    trash: ended,
  },
  appointment: {
    TENTATIVE: look("amber", "dash"),
    CONFIRMED: done,
    CANCELLED: look("red", "cross"),
  },
  client: {
    Active: look("green", "dot"),
    Inactive: notStarted,
    "On Vacation": look("blue", "pause"),
    Deleted: ended,
  },
  contingency: {
    active: pie("amber", 50),
    removed: done,
    waived: look("gray", "bar"),
    extended: look("orange", "clock"),
    failed: look("red", "cross"),
  },
  checklist: {
    todo: notStarted,
    done,
    na: look("gray", "bar"),
  },
  task: {
    queued: notStarted,
    running: look("violet", "dot"),
    review: pie("violet", 75),
    completed: done,
    failed: look("red", "cross"),
    cancelled: ended,
  },
};

/** How a status of a type is drawn. A status that is new here, such as a plugin's, is a gray dot. */
export function statusLook(type: string, status: string): StatusLook {
  return looks[type]?.[status] ?? look("gray", "dot");
}
