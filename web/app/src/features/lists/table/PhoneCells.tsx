import { dollars, optionLabel, type Row, show } from "@roomkey/client";
import { formatPhone } from "@roomkey/client/values";
import type { ReactNode } from "react";
import { isDay, shortDay } from "../../../trade/days";
import { nextDeadline } from "../../../trade/deadlines";
import { Status } from "../../../ui/StatusGlyph";
import type { ListedType, Now } from "../column";
import { timeInWords } from "../format";
import { DeadlineCell } from "./Cell";
import styles from "./table.module.css";

type Props = { row: Row; type: ListedType; now: Now; link: ReactNode; marks: ReactNode };

/** A record on a phone: two lines of two parts each. */
export function PhoneCells({ row, type, now, link, marks }: Props) {
  const { amount, second, end } = partsOf(row, type, now);
  return (
    <span role="gridcell" className={styles.phone}>
      <span className={styles.ellipsis}>{link}</span>
      <span className={styles.phoneAmount}>{amount}</span>
      <span className={styles.phoneSecond}>{second}</span>
      <span className={styles.phoneEnd}>
        {marks}
        {end}
      </span>
    </span>
  );
}

function partsOf(row: Row, type: ListedType, now: Now): { amount: ReactNode; second: ReactNode; end: ReactNode } {
  const { fields } = row;
  const field = type.fields.find(({ name }) => name === type.status);
  const value = show(fields[type.status]);
  const status = value && <Status type={type.name} value={value} label={optionLabel(field, value)} />;
  switch (type.name) {
    case "escrow": {
      const day = show(fields.closeOfEscrowDate);
      return {
        amount: dollars(fields.purchasePrice),
        second: nextDeadline(row, now.today) ? <DeadlineCell row={row} now={now} /> : status,
        end: isDay(day) && <time dateTime={day}>{shortDay(day, now.today)}</time>,
      };
    }
    case "listing": {
      const rooms = [fields.BedroomsTotal, fields.BathroomsTotalInteger].map(show);
      return {
        amount: dollars(fields.ListPrice),
        second: status,
        end: rooms.every(Boolean) && `${rooms.join(" bd, ")} ba`,
      };
    }
    case "lead":
      return { amount: show(fields.score), second: status, end: dollars(fields.priceMax) };
    case "client": {
      const phones = Array.isArray(fields.TEL) ? fields.TEL : [];
      return { amount: "", second: status, end: formatPhone(show(phones[0]?.number)) };
    }
    case "appointment": {
      const at = Date.parse(show(fields.DTSTART));
      return { amount: "", second: status, end: Number.isNaN(at) ? "" : timeInWords(at, now) };
    }
  }
  return { amount: "", second: status, end: "" };
}
