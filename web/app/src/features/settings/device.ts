const browsers: [RegExp, string][] = [
  [/Edg\//, "Edge"],
  [/OPR\//, "Opera"],
  [/Firefox\//, "Firefox"],
  [/Chrom(e|ium)\//, "Chrome"],
  [/Safari\//, "Safari"],
];

const systems: [RegExp, string][] = [
  [/iPhone|iPad/, "iOS"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/Linux/, "Linux"],
];

/** What a browser calls itself, as people say it: "Firefox on Windows". What is no browser keeps its own name. */
export function deviceName(agent: string): string {
  const browser = browsers.find(([mark]) => mark.test(agent))?.[1];
  const system = systems.find(([mark]) => mark.test(agent))?.[1];
  if (browser) return system ? `${browser} on ${system}` : browser;
  return agent.slice(0, 60) || "A device without a name";
}

/** Whether a browser says that it is on a phone. */
export function isPhone(agent: string): boolean {
  return /iPhone|Android.*Mobile/.test(agent);
}

const megabyte = 1_000_000;

/** Limits that are offered, in bytes. */
const offered = [20 * megabyte, 100 * megabyte, 500 * megabyte, 2_000 * megabyte];

/** The limits to choose from: those that are offered, and the present one. */
export function limits(present: number): { value: string; label: string }[] {
  const all = [...new Set([...offered, present])].sort((a, b) => a - b);
  return all.map((bytes) => ({ value: String(bytes), label: size(bytes) }));
}

/** A number of bytes in words: "640 KB", "20 MB", "2.1 GB". */
export function size(bytes: number): string {
  if (bytes >= 1_000 * megabyte) return `${Number((bytes / megabyte / 1_000).toFixed(1))} GB`;
  if (bytes >= megabyte) return `${Math.round(bytes / megabyte)} MB`;
  return `${Math.ceil(bytes / 1_000)} KB`;
}

/** What is kept of documents, and what had to go: "1,493 documents, 2 MB; 12 were removed". */
export function keptWords({ count, bytes, evicted }: { count: number; bytes: number; evicted: number }): string {
  const kept = `${count.toLocaleString("en-US")} ${count === 1 ? "document" : "documents"}, ${size(bytes)}`;
  if (evicted === 0) return kept;
  return `${kept}; ${evicted.toLocaleString("en-US")} ${evicted === 1 ? "was" : "were"} removed`;
}

/** How the app is installed on this device; undefined where it is. */
export function howToInstall(userAgent: string, touches: number, installed: boolean): string | undefined {
  if (installed) return undefined;
  const begin = "Installed, Roomkey has a window and an icon of its own: ";
  const apple = /iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && touches > 1); // an iPad says so
  if (apple) return `${begin}tap Share, then Add to Home Screen.`;
  if (/Macintosh/.test(userAgent) && !/Chrom(e|ium)|Firefox/.test(userAgent)) {
    return `${begin}choose File, then Add to Dock.`;
  }
  if (/Android/.test(userAgent)) return `${begin}open the browser's menu, then Install or Add to Home screen.`;
  return /Firefox/.test(userAgent)
    ? "Firefox installs no apps on this device; Roomkey works without a connection in it all the same."
    : `${begin}use the button at the end of the browser's address bar.`;
}
