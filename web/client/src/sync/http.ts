import type { Grant, ProblemAnswer as Refusal } from "../lib/api";

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

/** How long before its end a token is renewed, in milliseconds. */
const margin = 20_000;

let access: { token: string; until: number } | undefined;
let renewing: Promise<string> | undefined;

/** Sets the token that requests carry; it is kept in memory alone. */
export function setAccess(grant: Pick<Grant, "accessToken" | "expiresAt"> | undefined): void {
  access = grant && { token: grant.accessToken, until: Date.parse(grant.expiresAt) };
}

/** Calls the API. A token that is missing or stale is renewed first. Throws Problem, or TypeError offline. */
export async function api<T>(method: string, path: string, body?: unknown): Promise<T> {
  if (path.startsWith("/auth/")) return read<T>(await send(method, path, body));
  const token = access && Date.now() < access.until - margin ? access.token : await renew();
  const response = await send(method, path, body, token);
  if (response.status !== 401) return read<T>(response);
  return read<T>(await send(method, path, body, await renew()));
}

/** A fresh access token. The tabs of a device share one cookie, so only one of them asks the server at a time. */
export function renew(): Promise<string> {
  const locks = globalThis.navigator?.locks;
  renewing ??= Promise.resolve(locks ? locks.request("roomkey/renew", refresh) : refresh()).finally(() => {
    renewing = undefined;
  });
  return renewing;
}

async function refresh(): Promise<string> {
  const grant = await read<Grant>(await send("POST", "/auth/refresh"));
  setAccess(grant);
  return grant.accessToken;
}

function send(method: string, path: string, body?: unknown, token?: string): Promise<Response> {
  const headers = new Headers();
  if (token) headers.set("Authorization", `Bearer ${token}`);
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
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body as T;
  const answer = body as Partial<Refusal>;
  throw new Problem(response.status, answer.code ?? "internal", answer.detail ?? response.statusText, answer.field);
}
