/** Who is signed in on this device. */
export type User = {
  id: string;
  email: string;
  name: string;
  role: "broker" | "lead" | "agent" | "viewer";
  broker: string;
  teams: string[];
  actorPrefix: string;
};
