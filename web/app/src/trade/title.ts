import { type RecordType, type Row, show } from "@roomkey/client";

/** What names a record in a list: the part that people look for, and what follows it, fainter. */
export type RowTitle = { main: string; more: string };

/** The name of a record; main is empty where nobody has named it. */
export function titleOfRow(type: Pick<RecordType, "name" | "title">, row: Row): RowTitle {
  const { fields } = row;
  switch (type.name) {
    case "escrow": {
      const [main = "", city = ""] = show(fields.propertyAddress).split(/,\s*/);
      return { main, more: city };
    }
    case "listing": {
      const unit = show(fields.UnitNumber);
      const address = show(fields.UnparsedAddress);
      return { main: unit ? `${address}, Unit ${unit.replace(/^unit\s+/i, "")}` : address, more: show(fields.City) };
    }
    case "client":
      return {
        main: [fields.FirstName, fields.LastName].map(show).filter(Boolean).join(" "),
        more: show(fields.Company),
      };
    case "lead":
      return { main: show(fields.name) || show(fields.phone) || show(fields.email), more: "" };
    case "appointment":
      return { main: show(fields.SUMMARY), more: "" };
  }
  const [main = "", ...more] = type.title.map((name) => show(fields[name])).filter(Boolean);
  return { main, more: more.join(" · ") };
}
