import { Observable } from "@roomkey/client";

const key = "roomkey/letters";

/** Whether single letters are shortcuts on this device. Speech input and tremor make some people turn them off. */
export const letters = new Observable<boolean>(kept());

/** Turns the shortcuts of single letters on or off, at once and for later starts of the app. */
export function setLetters(on: boolean): void {
  letters.set(on);
  try {
    localStorage.setItem(key, on ? "on" : "off");
  } catch {
    // storage is denied: it holds until the page is closed
  }
}

function kept(): boolean {
  try {
    return localStorage.getItem(key) !== "off";
  } catch {
    return true;
  }
}
