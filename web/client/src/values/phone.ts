import { type Parsed, plainText, problem, quoted, understood } from "./parsed";

/** A phone number as it is written, and in the international form (E.164), where that is certain: "+18055550134". */
export type Phone = { written: string; e164?: string };

const extension = "(?:[,;]? *(?:[xX]|[eE][xX][tT][.]?|[eE]xtension|#)[ .:]*[0-9]{1,8})";
const between = "[ ()./\u2010-\u2015-]";

/** What counts as a phone number: the server's pattern (crm.FormatPhone), which the schema's fields carry. */
export const phonePattern =
  `^(?: *[(]?[+]?(?:${between}*[0-9]){7,15}${between}*${extension}? *` +
  `| *[+]?(?:1${between}*)?[(]?8(?:00|33|44|55|66|77|88)(?:${between}*[A-Z0-9]){7,12} *)?$`;

const phone = new RegExp(phonePattern, "u");

/**
 * Reads a phone number: ten digits, or eleven with the 1, become "(805) 555-0134"; any other of 7 to 15 digits stays as
 * it is written. An extension ("x12", "ext. 12") is kept.
 */
export function parsePhone(typed: string): Parsed<string> & { e164?: string } {
  const text = plainText(typed)?.replace(/^tel: ?/i, "");
  if (text === "") return problem("Enter a phone number, such as (805) 555-0134.");
  if (text === undefined || !phone.test(text)) return notPhone(typed, text);
  const { written, e164 } = readPhone(text);
  return { ...understood(written, written), ...(e164 ? { e164 } : {}) };
}

/** A stored phone number as people read it: "+1-805-555-0134" as "(805) 555-0134"; what is no such number, as it is. */
export function formatPhone(stored: string): string {
  return phone.test(stored) ? readPhone(stored).written : stored;
}

function readPhone(text: string): Phone {
  const [, number = text, extension] = /^(.*?)[,; ]*(?:x|ext(?:ension|\.)?|#)[ .:]*(\d{1,8})$/i.exec(text) ?? [];
  const digits = number.replace(/\D/g, "");
  const abroad = number.trim().startsWith("+") && !digits.startsWith("1");
  const national = digits.length === 11 && digits.startsWith("1") ? digits.slice(1) : digits;
  const tail = extension ? ` ext. ${extension}` : "";
  if (abroad || national.length !== 10 || /[A-Z]/.test(number)) {
    return { written: number.trim() + tail, ...(abroad ? { e164: `+${digits}` } : {}) };
  }
  const written = `(${national.slice(0, 3)}) ${national.slice(3, 6)}-${national.slice(6)}`;
  return { written: written + tail, e164: `+1${national}` };
}

function notPhone(typed: string, text: string | undefined): { ok: false; problem: string } {
  const digits = text?.replace(/\D/g, "").length ?? 0;
  if (text && !/\p{L}/u.test(text) && digits > 0) {
    if (digits < 7) return problem(`${quoted(typed)} has too few digits for a phone number.`);
    if (digits > 15) return problem(`${quoted(typed)} has too many digits for a phone number.`);
  }
  return problem(`${quoted(typed)} is not a phone number such as (805) 555-0134.`);
}
