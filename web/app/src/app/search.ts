/**
 * An address's parameters as plain texts: `?q=95621` is the text "95621", and filters stay readable. The router's own
 * way reads and writes JSON.
 */
export function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

export function stringifySearch(search: Record<string, unknown>): string {
  const parts = Object.entries(search).flatMap(([name, value]) =>
    value === undefined || value === null ? [] : [`${encodeURIComponent(name)}=${readable(String(value))}`],
  );
  return parts.length > 0 ? `?${parts.join("&")}` : "";
}

/** Escapes what has a meaning in an address, and not the colons and commas of filters, which have none there. */
function readable(value: string): string {
  return encodeURIComponent(value).replace(/%(2C|3A|3B|20)/g, (code) => signs[code] ?? code);
}

const signs: Record<string, string> = { "%2C": ",", "%3A": ":", "%3B": ";", "%20": "+" };
