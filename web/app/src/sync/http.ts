/** An answer of the API that is not what was asked for (RFC 9457). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly field?: string,
  ) {
    super(detail);
  }
}

let accessToken: string | undefined;
let refreshing: Promise<void> | undefined;

/** Sets the token that requests carry; it is kept in memory alone. */
export function setAccessToken(token: string | undefined): void {
  accessToken = token;
}

/** Calls the API. A stale access token is renewed once, whoever else is asking. Throws Problem, or TypeError offline. */
export async function api<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await send(method, path, body);
  if (response.status === 401 && path !== "/auth/login" && path !== "/auth/refresh") {
    refreshing ??= refresh().finally(() => {
      refreshing = undefined;
    });
    await refreshing;
    return read<T>(await send(method, path, body));
  }
  return read<T>(response);
}

async function refresh(): Promise<void> {
  const answer = await read<{ accessToken: string }>(await send("POST", "/auth/refresh"));
  setAccessToken(answer.accessToken);
}

function send(method: string, path: string, body?: unknown): Promise<Response> {
  const headers = new Headers();
  if (accessToken) headers.set("Authorization", `Bearer ${accessToken}`);
  if (body !== undefined) headers.set("Content-Type", "application/json");
  return fetch(`/api/v1${path}`, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
    credentials: "same-origin",
  });
}

async function read<T>(response: Response): Promise<T> {
  if (response.status === 204) return undefined as T;
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer as T;
  throw new Problem(response.status, answer.code ?? "internal", answer.detail ?? response.statusText, answer.field);
}
