/** A sign-in as the lists of devices show it. */
type SignIn = { usedAt: string; expiresAt: string };

const when = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeStyle: "short" });

/** Whether a sign-in has expired: its device can fetch and send nothing, and may still hold copies. */
export function hasExpired({ expiresAt }: SignIn, now: number): boolean {
  return Date.parse(expiresAt) <= now;
}

/** What is known of a device: "Last used Nov 30, 2026, 9:41 AM; signed out since, and may still hold copies". */
export function usedWords(signIn: SignIn, now: number): string {
  const used = `Last used ${when.format(Date.parse(signIn.usedAt))}`;
  return hasExpired(signIn, now) ? `${used}; signed out since, and may still hold copies` : used;
}

/** Where sign-ins are listed, with those that have expired. */
export const withExpired = "expired=true";

/** What ending a sign-in from elsewhere does, before the lists of them. */
export const whatEndingDoes =
  "A device that is signed out here deletes what Roomkey keeps on it, as soon as it is online; what it has not sent " +
  "is lost. If it is lost or stolen, do this first and change the password afterwards. A device that never comes " +
  "online keeps its copies.";

/** The question before a device is signed out from elsewhere: its user may have edits there. */
export function endQuestion(device: string): string {
  const what = "What Roomkey keeps on it is deleted when it is next online, and what it has not sent is lost.";
  return `Sign out ${device}? ${what}`;
}
