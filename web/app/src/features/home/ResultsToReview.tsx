import { useObservable, useSession } from "@roomkey/client/react";
import { IconSparkles } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { Icon } from "../../ui/Icon";
import styles from "./Home.module.css";

/** The AI tasks whose proposals wait for somebody to look at them. */
export function ResultsToReview() {
  const { client } = useSession();
  const tasks = useObservable(client.tasks.all);
  const waiting = [...tasks.values()].filter(({ status }) => status === "review");
  if (waiting.length === 0) return null;
  return (
    <section className={styles.results} aria-labelledby="results">
      <h2 id="results">
        <Icon of={IconSparkles} />
        {waiting.length === 1 ? "1 result to review" : `${waiting.length} results to review`}
      </h2>
      <ul className={styles.list}>
        {waiting.slice(0, 3).map(({ id, title }) => (
          <li key={id}>
            <Link to="/tasks/$id" params={{ id }}>
              {title}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
