import { Button } from "@mantine/core";
import { type Answer, api } from "@roomkey/client";
import { useAnswer } from "@roomkey/client/react";
import { type ReactNode, useState } from "react";
import { ErrorState } from "../../ui/ErrorState";
import { FailureNote } from "../../ui/FailureNote";
import { Tag } from "../../ui/Pill";
import { Section } from "../../ui/Section";
import { ShownOnce } from "../../ui/ShownOnce";
import { tellDone } from "../../ui/toasts";
import { useAction } from "../../ui/useAction";
import { InviteMember } from "./InviteMember";
import { roleNames } from "./roles";
import styles from "./SettingsPage.module.css";

type Invitation = Answer<"get", "/invitations">["items"][number];
type Named = { id: string; name: string };
type Props = { teams: readonly Named[]; users: readonly Named[]; actions: ReactNode };

const when = new Intl.DateTimeFormat("en-US", { dateStyle: "medium" });

/** Invites people to the brokerage, and shows who has not accepted yet. */
export function Invitations({ teams, users, actions }: Props) {
  const { value, error, retry } = useAnswer<Answer<"get", "/invitations">>("/invitations", ["items"]);
  const [made, setMade] = useState<Invitation>(); // whose link was made just now
  const show = (invitation: Invitation) => {
    setMade(invitation);
    retry();
  };
  const gone = (id: string) => {
    if (made?.id === id) setMade(undefined);
    retry();
  };
  const link = made?.path && location.origin + made.path;
  return (
    <>
      <Section title="Invite a member" actions={actions}>
        <InviteMember teams={teams} onMade={show} />
        {made && link && (
          <ShownOnce
            title={`Copy the link now, and send it to ${made.email} yourself: it is shown once, and ${until(made)}.`}
            secret={link}
          />
        )}
      </Section>
      {!value && error && <ErrorState title="The invitations could not be fetched" why={error} onRetry={retry} />}
      {value && value.items.length > 0 && (
        <Section title="Invitations" count={value.items.length}>
          <ul className={styles.rows}>
            {value.items.map((invitation) => (
              <Row
                key={invitation.id}
                invitation={invitation}
                teams={teams}
                by={users.find(({ id }) => id === invitation.by)?.name ?? "Somebody"}
                onRenewed={show}
                onGone={() => gone(invitation.id)}
              />
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

type RowProps = {
  invitation: Invitation;
  teams: readonly Named[];
  by: string;
  onRenewed: (invitation: Invitation) => void;
  onGone: () => void;
};

function Row({ invitation, teams, by, onRenewed, onGone }: RowProps) {
  const { busy, failure, run } = useAction();
  const { id, email, role } = invitation;
  const renew = () =>
    run(async () =>
      onRenewed(await api<Answer<"post", "/invitations/{id}/renew">>("POST", `/invitations/${id}/renew`)),
    );
  const withdraw = async () => {
    if (await run(() => api("DELETE", `/invitations/${id}`))) tellDone(`The invitation of ${email} is withdrawn.`);
    onGone();
  };
  const names = teams.filter(({ id }) => invitation.teams.includes(id)).map(({ name }) => name);
  return (
    <li>
      <span className={styles.grow}>
        <b>{email}</b> <Tag>{roleNames[role]}</Tag>{" "}
        {invitation.status !== "open" && <Tag tone="red">{ended(invitation)}</Tag>}
        <small>
          {names.length > 0 && `${names.join(", ")}. `}Invited by {by}, {until(invitation)}
        </small>
        <FailureNote of={failure} />
      </span>
      <Button
        variant="default"
        size="compact-sm"
        disabled={busy}
        aria-label={`New link for ${email}`}
        onClick={() => void renew()}
      >
        New link
      </Button>
      <Button
        variant="default"
        size="compact-sm"
        disabled={busy}
        aria-label={`Withdraw the invitation of ${email}`}
        onClick={() => void withdraw()}
      >
        Withdraw
      </Button>
    </li>
  );
}

const ended = ({ status }: Invitation) => (status === "expired" ? "Expired" : "Needs a new link");

/** Until when a link is good, or why it is not. */
function until({ status, expiresAt }: Invitation): string {
  const day = when.format(Date.parse(expiresAt));
  if (status === "void") return "who is no active broker any more";
  return status === "expired" ? `expired ${day}` : `good until ${day}`;
}
