import type { Schema, User } from "@roomkey/client";

/** A place of the app as the sidebar and the palette offer it. */
export type Place = {
  to: string; // its address
  label: string;
  icon: string; // the name that placeIcons knows it by, a record type's among them
  key?: string; // the letter that goes there after G
};

/** The places of one heading. The first part has none. */
export type Part = { title?: string; places: Place[] };

const letters: Record<string, string> = {
  escrow: "e",
  listing: "l",
  client: "c",
  appointment: "a",
  lead: "d",
};

/** The places that a user can go to. A page stands here once it is built, so that nothing is offered that is not. */
export function parts(schema: Schema, user: Pick<User, "role">): Part[] {
  const records = schema.types.map(({ name, plural, labels }) => ({
    to: `/${plural}`,
    label: labels,
    icon: name,
    key: letters[name],
  }));
  const brokerage: Place[] = [
    { to: "/reports", label: "Reports", icon: "reports", key: "r" },
    ...(user.role === "viewer" ? [] : [{ to: "/import", label: "Import", icon: "import" }]),
    ...(user.role === "broker" ? [{ to: "/monitoring", label: "Monitoring", icon: "monitoring", key: "m" }] : []),
  ];
  return [
    {
      places: [
        { to: "/", label: "Home", icon: "home", key: "h" },
        { to: "/inbox", label: "Inbox", icon: "inbox", key: "i" },
        { to: "/tasks", label: "AI tasks", icon: "tasks", key: "t" },
      ],
    },
    { title: "Records", places: records },
    { title: "Brokerage", places: brokerage },
  ].filter(({ places }) => places.length > 0);
}

/** What a phone's bar shows of the places; the others are under More. */
const phone = ["/", "/escrows", "/leads", "/appointments"];

/** The four places of a phone's bar. */
export function phonePlaces(all: readonly Part[]): Place[] {
  const places = all.flatMap((part) => part.places);
  return phone.flatMap((to) => places.find((place) => place.to === to) ?? []);
}
