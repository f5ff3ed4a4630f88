import { type Row, show } from "@roomkey/client";
import {
  IconCalendar,
  IconHome,
  IconHomeSearch,
  IconPhone,
  IconPresentation,
  IconScale,
  IconSignature,
  IconUsers,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { Day } from "../../trade/days";
import { Icon, type IconType } from "../../ui/Icon";
import { Section } from "../../ui/Section";
import { appointmentsOn } from "./agenda";
import styles from "./Home.module.css";

const icons: Record<string, IconType> = {
  showing: IconHome,
  open_house: IconHome,
  listing_presentation: IconPresentation,
  buyer_consult: IconUsers,
  inspection: IconHomeSearch,
  appraisal: IconScale,
  signing: IconSignature,
  call: IconPhone,
};

/** The day's appointments, in the user's own time. */
export function TodaysAppointments({ rows, today, zone }: { rows: Row[]; today: Day; zone: string }) {
  const list = appointmentsOn(rows, today, zone);
  const time = new Intl.DateTimeFormat("en-US", { timeStyle: "short", timeZone: zone });
  return (
    <Section title="Today" small>
      {list.length === 0 && <p className={styles.none}>No appointments today.</p>}
      <ul className={styles.list}>
        {list.map(({ row: { id, fields }, at }) => (
          <li key={`${id} ${at}`}>
            <Link to="/$plural/$id" params={{ plural: "appointments", id }} className={styles.event}>
              <time dateTime={new Date(at).toISOString()}>{time.format(at)}</time>
              <Icon of={icons[show(fields.kind)] ?? IconCalendar} />
              <span>
                <span className={styles.what}>{show(fields.SUMMARY)}</span>
                <span className={styles.wish}>{show(fields.LOCATION)}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}
