/** What the audit log tells of most, in words; what is not among them is told by its own name. */
const told: Readonly<Record<string, string>> = {
  "session:started": "Signed in",
  "session:ended": "Signed out",
  "session:refused": "Sign-in refused",
  "user:created": "Member added",
  "user:changed": "Member changed",
  "user:disabled": "Member disabled",
  "user:enabled": "Member enabled",
  "user:password": "Password changed",
  "brokerage:changed": "Escrow days changed",
  "invitation:created": "Member invited",
  "invitation:renewed": "Invitation given a new link",
  "invitation:withdrawn": "Invitation withdrawn",
  "invitation:accepted": "Invitation accepted",
  "token:created": "Token made",
  "record:updated": "Changed",
  "record:created": "Made",
  "record:read": "Looked at private fields",
  "record:deleted": "Deleted",
  "record:archived": "Archived",
  "record:restored": "Restored",
  "record:transferred": "Transferred",
  "record:renewed": "History shortened",
  "privacy:exported": "Exported a person’s data",
  "privacy:held": "Held from erasure",
  "privacy:released": "Released for erasure",
  "privacy:erased": "Erased",
  "webhook:rotated": "Webhook secret changed",
  "webhook:disabled": "Webhook turned off",
  "calendar:renewed": "Calendar feed turned on",
  "calendar:ended": "Calendar feed turned off",
};

/** An action of the audit log in words: "Signed in"; of one without words its own name: "Plugin granted". */
export function actionInWords(action: string): string {
  const [noun = "", verb = ""] = action.split(":");
  const own = `${noun.slice(0, 1).toUpperCase()}${noun.slice(1)} ${verb.replaceAll("-", " ")}`.trim();
  return told[action] ?? own;
}

/** The user that the log names where the server itself acted. */
const nobody = "";

/** The name of whoever did something: "Roomkey" for the server itself, "Somebody" for an account not known here. */
export function actorInWords(user: string, names: ReadonlyMap<string, string>): string {
  return names.get(user) ?? (user === nobody ? "Roomkey" : "Somebody");
}

/** The actions that the log can be searched for. */
export const knownActions = [
  ...Object.keys(told),
  "team:created",
  "team:changed",
  "team:deleted",
  "token:revoked",
  "plugin:installed",
  "plugin:granted",
  "plugin:suspended",
  "plugin:removed",
  "webhook:created",
  "webhook:changed",
  "webhook:deleted",
  "note:deleted",
];
