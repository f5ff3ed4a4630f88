import { dollars, type Row, show } from "@roomkey/client";
import { IconClock } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { unanswered, waitingSince } from "../../trade/leads";
import { span } from "../../trade/span";
import { titleOfRow } from "../../trade/title";
import { Tag } from "../../ui/Pill";
import styles from "./Home.module.css";

const most = 5;

/** After this time a lead waits too long, in milliseconds, and after this it is late. */
const soon = 5 * 60_000;
const late = 60 * 60_000;

/** The new leads that nobody has answered yet. */
export function LeadsWaiting({ rows, now }: { rows: Row[]; now: number }) {
  const leads = unanswered(rows);
  return (
    <section aria-labelledby="leads" className={styles.half}>
      <div className={styles.head}>
        <h2 id="leads">Leads that need you</h2>
        <span className={styles.count}>{leads.length}</span>
        <Link to="/$plural" params={{ plural: "leads" }} search={{}} className={styles.more}>
          All leads
        </Link>
      </div>
      {leads.length === 0 && <p className={styles.none}>Every new lead has had an answer.</p>}
      <ul className={styles.list}>
        {leads.slice(0, most).map((lead) => {
          const waits = now - waitingSince(lead);
          return (
            <li key={lead.id}>
              <Link to="/$plural/$id" params={{ plural: "leads", id: lead.id }} className={styles.lead}>
                <span>
                  <span className={styles.what}>{titleOfRow({ name: "lead", title: ["name"] }, lead).main}</span>
                  <span className={styles.wish}>{wishOf(lead)}</span>
                </span>
                <Tag tone={waits > late ? "red" : waits > soon ? "amber" : "gray"} icon={IconClock}>
                  {span(waits)}
                </Tag>
              </Link>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** What a lead wants: "Folsom, up to $640,000". */
function wishOf({ fields }: Row): string {
  const areas = Array.isArray(fields.areas) ? fields.areas.map(show).slice(0, 2).join(", ") : "";
  const price = typeof fields.priceMax === "number" ? `up to ${dollars(fields.priceMax)}` : "";
  return [areas, price, areas || price ? "" : show(fields.source)].filter(Boolean).join(", ");
}
