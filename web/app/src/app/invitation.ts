/** Whether this page was opened by the link of an invitation. */
export function isInvitation(): boolean {
  return location.pathname === "/invite";
}

/** The secret of the link: its fragment, which is never sent with a request for a page. */
export function invitationToken(): string {
  return location.hash.slice(1);
}

/** Takes the link out of the address and the tab's history. */
export function leaveInvitation(): void {
  history.replaceState(null, "", "/");
}
