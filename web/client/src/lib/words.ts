/** A plugin's own name in words, where the plugin says none: "closePrice" is "Close price". */
export function inWords(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").replace(/[_-]/g, " ");
  return words.charAt(0).toUpperCase() + (/[A-Z]{2}/.test(words) ? words.slice(1) : words.slice(1).toLowerCase());
}
