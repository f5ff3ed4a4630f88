import type { Answer } from "@roomkey/client";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { Icon } from "../../ui/Icon";
import { Section } from "../../ui/Section";
import styles from "./Brokerage.module.css";
import { checkInWords, regionInWords } from "./regions";

type Stats = Answer<"get", "/admin/stats">;

/** What the server's last check of itself found; nothing before the first. */
export function SelfCheck({ check }: { check: Stats["selfCheck"] }) {
  if (!check) return null;
  const { well, title, detail } = checkInWords(check);
  return (
    <Section title="Self-check" small>
      <ul className={styles.states}>
        <State well={well} title={title} detail={detail} />
      </ul>
    </Section>
  );
}

/** The regions, as the one sees them that answers; nothing where the server is alone. */
export function Regions({ status }: { status: Stats["regions"] }) {
  if (!status) return null;
  return (
    <Section title="Regions" small>
      <ul className={styles.states}>
        {status.regions.map((region) => (
          <State key={region.name} {...regionInWords(region, status.leader)} />
        ))}
      </ul>
      {!status.majority && <p className={styles.calm}>Accounts and rights can't be changed here now.</p>}
    </Section>
  );
}

function State({ well, title, detail }: { well: boolean; title: string; detail: string }) {
  return (
    <li data-well={well}>
      <Icon of={well ? IconCircleCheck : IconAlertTriangle} />
      <span>
        {title}
        <small>{detail}</small>
      </span>
    </li>
  );
}
