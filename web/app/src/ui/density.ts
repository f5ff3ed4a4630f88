import { Observable } from "@roomkey/client";

/** How large text and rows are: 13 px and 32, 14 and 40, 16 and 48. A phone has its own sizes whatever is set. */
export type Density = "compact" | "comfortable" | "large";

export const densities: readonly Density[] = ["compact", "comfortable", "large"];

const key = "roomkey/density";

/** The density of this device. What is not one of the three, or can't be read, is comfortable. */
export const density = new Observable<Density>(kept());

/** Changes the density, at once and for later starts of the app. */
export function setDensity(value: Density): void {
  density.set(value);
  applyDensity();
  try {
    localStorage.setItem(key, value);
  } catch {
    // storage is denied: it holds until the page is closed
  }
}

/** Puts the density on the page, where tokens.css finds it. */
export function applyDensity(): void {
  document.documentElement.dataset.density = density.get();
}

function kept(): Density {
  try {
    const value = localStorage.getItem(key);
    return densities.find((one) => one === value) ?? "comfortable";
  } catch {
    return "comfortable";
  }
}
