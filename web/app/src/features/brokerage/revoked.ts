/** What a broker is told once the sign-in or the personal token of a connection has ended; whose is a name. */
export function revokedWords({ session }: { session: string | null }, whose: string): string {
  return session ? `${whose} is signed out.` : `${whose}'s personal token is revoked.`;
}
