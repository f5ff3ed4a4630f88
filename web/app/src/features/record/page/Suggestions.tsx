import { Button } from "@mantine/core";
import { useObservable, useSession } from "@roomkey/client/react";
import { IconSparkles } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { Icon } from "../../../ui/Icon";
import { useRecord } from "./OpenRecord";
import styles from "./record.module.css";

/** What an AI task proposes for this record and nobody has decided on. */
export function Suggestions() {
  const { id } = useRecord();
  const { client } = useSession();
  const key = useObservable(client.tasks.all, (tasks) =>
    [...tasks.values()]
      .filter((task) => task.status === "review")
      .flatMap((task) => {
        const mine = task.proposals.filter((one) => one.record === id && one.status === "pending");
        const count = mine.reduce((sum, { changes }) => sum + Object.keys(changes).length, 0);
        return count > 0 || task.room === `record:${id}` ? [[task.id, task.title, count].join("\n")] : [];
      })
      .join("\t"),
  );
  if (key === "") return null;
  return (
    <section aria-label="AI suggestions" className={styles.suggestions}>
      {key.split("\t").map((line) => {
        const [task = "", title, count = "0"] = line.split("\n");
        const changes = count === "0" ? "its result" : count === "1" ? "1 change" : `${count} changes`;
        return (
          <div key={task} className={styles.suggestion}>
            <h2>
              <Icon of={IconSparkles} /> {title}
            </h2>
            <Button
              size="xs"
              variant="default"
              renderRoot={(props) => <Link to="/tasks/$id" params={{ id: task }} {...props} />}
            >
              Review {changes}
            </Button>
          </div>
        );
      })}
    </section>
  );
}
