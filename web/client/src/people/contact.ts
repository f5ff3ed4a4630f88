/**
 * An e-mail address for comparison: in lower case, without a tag, and for Google's addresses without dots. "" if the
 * text is not an address.
 */
export function emailKey(text: string): string {
  const email = text
    .trim()
    .toLowerCase()
    .replace(/^mailto:/, "")
    .replace(/^</, "")
    .replace(/>$/, "");
  const [, name = "", domain = ""] = /^([^@]+)@([^@]*\.[^@]*)$/.exec(email) ?? [];
  if (name === "" || /[ ,;<>"]/.test(email)) return "";
  const plus = name.indexOf("+");
  const bare = plus > 0 ? name.slice(0, plus) : name;
  const google = domain === "gmail.com" || domain === "googlemail.com";
  const plain = google ? bare.replaceAll(".", "") : bare;
  return plain === "" ? email : `${plain}@${google ? "gmail.com" : domain}`;
}

/**
 * The digits of a phone number for comparison, without the country's 1, what is dialled before a country's number, and
 * an extension. "" if there are fewer than 7 or more than 15, or if a spreadsheet has rounded them.
 */
export function phoneKey(text: string): string {
  let rest = text.trim().toLowerCase();
  if (/^[+-]?\d(?:[.,]\d+)?e\+?\d{1,3}$/.test(rest)) return "";
  if (/^[+0]/.test(rest)) rest = rest.replace("(0)", ""); // "+44 (0)20 7946 0958"
  const extension = rest.indexOf("x"); // "ext. 12", "x12"
  if (extension > 0) rest = rest.slice(0, extension);
  let digits = rest.replace(/[^0-9]/g, "");
  const before = ["011", "00"].find((code) => digits.startsWith(code) && digits.length - code.length > 9);
  if (before) digits = digits.slice(before.length);
  if (digits.length === 11 && digits.startsWith("1")) digits = digits.slice(1);
  return digits.length < 7 || digits.length > 15 ? "" : digits;
}
