/** What a client uses in place of what its browser has. In a page of the server nothing is needed. */
export type ClientOptions = {
  /** Where the server is: "https://crm.example.com". */
  origin?: string;
  /** A personal token, in place of the cookie that signing in sets. */
  token?: string;
  /** Where documents and edits are kept. Without any, as in Node, they are in memory. */
  indexedDB?: IDBFactory;
  /** The sockets that connect, where the platform has none. */
  WebSocket?: typeof WebSocket;
};

/** Where the socket is. A token is in the address: browsers send no headers with a socket. */
export function socketUrl({ origin, token }: ClientOptions): string {
  const url = new URL("/sync", origin || location.origin);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  if (token) url.searchParams.set("access_token", token);
  return url.href;
}
