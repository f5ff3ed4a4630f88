import type { Grant, ProblemAnswer as Refusal } from "../lib/api";
import { serverNow, setClock } from "../lib/clock";
import { Observable } from "../lib/observable";
import { isListOf, isMap } from "../lib/valid";
import { keepSession } from "./ownsession";

/** An answer of the API that is not what was asked for (RFC 9457). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly field?: string,
    readonly revokedSession?: string, // the sign-in that was ended from elsewhere, where that is why
  ) {
    super(detail);
  }
}

/** Why there is no answer of the API. */
export type Trouble =
  | "offline" // no network, or nobody answers in time
  | "portal" // something else answers, such as the sign-in page of a hotel's network
  | "server"; // the server is there and fails

/** No answer of the API came. It is a TypeError, as fetch throws them. */
export class Unreachable extends TypeError {
  constructor(
    readonly why: Exclude<Trouble, "server">,
    options?: ErrorOptions,
    readonly mayBeDone = false, // what was asked for may be done: only the answer may be lost
  ) {
    super(
      why === "portal" ? "Something else than Roomkey answers on this network" : "Roomkey can't be reached",
      options,
    );
  }
}

/** What kept a request from being answered; undefined where the server answered it, if only with a refusal. */
export function troubleOf(cause: unknown): Trouble | undefined {
  if (cause instanceof Unreachable) return cause.why;
  if (cause instanceof Problem) return cause.status >= 500 ? "server" : undefined;
  return cause instanceof TypeError ? "offline" : undefined;
}

/** What became of the last request to the API: undefined where it was answered. */
export const trouble = new Observable<Trouble | undefined>(undefined);

/** How long before its end a token is renewed, in milliseconds. */
const margin = 20_000;

/** A token that seems to have ended when it comes is used for this time none the less, in milliseconds. */
const leastLife = 60_000;

/** A request is given up after this time, in milliseconds. */
const deadline = 30_000;

/** And one that carries a file or many documents after this time. */
const uploadDeadline = 300_000;

/** Where the API is. In a browser that is where the page comes from. */
export type Server = { origin: string; fetch: typeof fetch; token?: string };

let server: Server = { origin: "", fetch: (...request) => globalThis.fetch(...request) };
let access: { token: string; until: number } | undefined; // until is a time of the clock that nobody sets
let renewing: Promise<string> | undefined;
const ahead = new Map<string, Promise<Response>>(); // what was asked for before it was needed, by path
let posted: { path: string; early: Early } | undefined; // the one such request that gives a body

/** A request that was made before it was needed, and when, in milliseconds of the server's clock. */
export type Early = { at: number; answer: Promise<Response> };

/** Calls another server from now on; with a token that lives long, as scripts use, if there is one. */
export function connectTo(to: Partial<Server>): void {
  server = { ...server, ...to };
  access = undefined;
  ahead.clear();
  posted = undefined;
}

/** Sets the token that requests carry; it is kept in memory alone. */
export function setAccess(grant: Pick<Grant, "accessToken" | "expiresAt"> | undefined): void {
  const life = grant ? Math.max(Date.parse(grant.expiresAt) - serverNow() - margin, leastLife) : 0;
  const until = performance.now() + (Number.isNaN(life) ? leastLife : life);
  access = grant && { token: grant.accessToken, until };
}

/**
 * Calls the API; body is sent as JSON, and a FormData as the form that it is. A token that is missing or stale is
 * renewed first. Throws Problem where the server refuses or fails, and Unreachable where no answer comes in time.
 */
export async function api<T>(method: string, path: string, body?: unknown): Promise<T> {
  const early = method === "GET" ? ahead.get(path) : undefined;
  if (!early) return read<T>(await call(method, path, body));
  ahead.delete(path);
  return read<T>(await early.catch(() => call(method, path, body)));
}

/**
 * Gets what has these members, as all answers to this request have. Throws as api does, and Unreachable where something
 * else answers, which is not to be taken for an empty list.
 */
export async function get<T>(path: string, members: readonly (keyof T & string)[]): Promise<T> {
  const answer = await api<T>("GET", path);
  if (members.some((name) => answer[name] === undefined)) throw new Unreachable("portal");
  return answer;
}

/**
 * Begins to get what is about to be needed: the next call of api for this path takes the answer, if it comes soon.
 * Resolves once all of the answer is here; rejects where none comes.
 */
export function askAhead(path: string): Promise<void> {
  // A body that nobody reads yet would be held back on its way.
  const answer = call("GET", path).then(async (response) => new Response(await response.arrayBuffer(), response));
  ahead.set(path, answer);
  setTimeout(() => ahead.get(path) === answer && ahead.delete(path), deadline);
  return answer.then(() => undefined);
}

/** The same for a request that sends something, and whose answer is read as it comes: takePosted gives it, once. */
export function postAhead(path: string, body: BodyInit, type: string): void {
  const early: Early = { at: serverNow(), answer: apiResponse("POST", path, body, type) };
  early.answer.catch(() => undefined); // whoever needs it asks again
  posted = { path, early };
  setTimeout(() => {
    if (posted?.early !== early) return;
    posted = undefined;
    void early.answer.then((response) => response.body?.cancel()).catch(() => undefined);
  }, deadline);
}

/** The request that postAhead made to this path, if there is one and nobody has taken it. */
export function takePosted(path: string): Early | undefined {
  const early = posted?.path === path ? posted.early : undefined;
  if (early) posted = undefined;
  return early;
}

/** Calls the API like api, and gives the response of a request that succeeded, whatever it holds. */
export async function apiResponse(method: string, path: string, body?: BodyInit, type?: string): Promise<Response> {
  const response = await call(method, path, body, type);
  if (!response.ok) await read(response);
  return response;
}

/** Posts bytes to an address outside the API, and gives whatever response comes. Throws Unreachable, or Problem. */
export async function post(path: string, body?: BodyInit, more: Record<string, string> = {}): Promise<Response> {
  const headers = new Headers(more);
  headers.set("Authorization", `Bearer ${await freshToken()}`);
  return request(path, { method: "POST", headers, body }, deadline);
}

/** Whether the server answers requests, whatever happens to sockets. */
export async function isThere(): Promise<boolean> {
  const answer = await request("/healthz", { method: "GET" }, deadline).catch(() => undefined);
  return answer?.ok === true;
}

/** A fresh access token. The tabs of a device share one cookie, so only one of them asks the server at a time. */
export function renew(): Promise<string> {
  if (server.token) return Promise.resolve(server.token);
  const locks = globalThis.navigator?.locks;
  renewing ??= Promise.resolve(locks ? locks.request("roomkey/renew", refresh) : refresh()).finally(() => {
    renewing = undefined;
  });
  return renewing;
}

async function refresh(): Promise<string> {
  const grant = await read<Grant>(await send("POST", "/auth/refresh"));
  if (typeof grant?.accessToken !== "string") throw new Unreachable("portal");
  setAccess(grant);
  keepSession(grant.session);
  return grant.accessToken;
}

async function freshToken(): Promise<string> {
  return server.token ?? (access && performance.now() < access.until ? access.token : await renew());
}

async function call(method: string, path: string, body?: unknown, type?: string): Promise<Response> {
  if (path.startsWith("/auth/") || path === "/about") return send(method, path, body, undefined, type);
  const response = await send(method, path, body, await freshToken(), type);
  if (response.status !== 401 || server.token) return response;
  return send(method, path, body, await renew(), type);
}

/** Sends a request to the API. */
async function send(method: string, path: string, body?: unknown, token?: string, type?: string): Promise<Response> {
  const headers = new Headers();
  if (token) headers.set("Authorization", `Bearer ${token}`);
  const form = body instanceof FormData; // the browser names the type of a form, with its boundary
  if (body !== undefined && !form) headers.set("Content-Type", type ?? "application/json");
  const sent = body === undefined || type || form ? (body as BodyInit | undefined) : JSON.stringify(body);
  return request(`/api/v1${path}`, { method, headers, body: sent }, form || type ? uploadDeadline : deadline);
}

/** Makes a request, and notes what became of it. */
async function request(path: string, init: RequestInit, time: number): Promise<Response> {
  const sent = Date.now();
  let response: Response;
  try {
    const signal = AbortSignal.timeout(time);
    response = await server.fetch(server.origin + path, { ...init, credentials: "same-origin", signal });
  } catch (cause) {
    trouble.set("offline");
    throw new Unreachable("offline", { cause }, changes(path, init));
  }
  if (isForeign(response)) {
    trouble.set("portal");
    throw new Unreachable("portal");
  }
  setClock(response.headers.get("Date"), sent, Date.now());
  trouble.set(response.status >= 500 ? "server" : undefined);
  return response;
}

/** Whether a request that gets no answer may have changed something. */
function changes(path: string, { method }: RequestInit): boolean {
  const isRenewal = path === "/api/v1/auth/refresh"; // what it is for has not been asked yet
  return method !== "GET" && !isRenewal && globalThis.navigator?.onLine !== false;
}

/** Whether an answer is not the API's: a page. A proxy that has no server behind it may show one too. */
function isForeign(response: Response): boolean {
  if (response.status === 511 || response.redirected) return true;
  return /html/.test(response.headers.get("Content-Type") ?? "") && response.status < 500;
}

/** Whether a body may be an answer of the API: each is a map, and the items of a list are. */
function isAnswer(body: unknown): boolean {
  return isMap(body) && (body.items === undefined || isListOf(body.items, isMap));
}

async function read<T>(response: Response): Promise<T> {
  if (response.status === 204) return undefined as T;
  let body: unknown;
  try {
    body = await response.json();
  } catch (cause) {
    // The rest of the answer did not come, or it is none of the API's.
    const why = cause instanceof SyntaxError ? "portal" : "offline";
    if (response.ok) trouble.set(why);
    if (response.ok) throw new Unreachable(why, { cause });
  }
  if (response.ok && !isAnswer(body)) {
    trouble.set("portal");
    throw new Unreachable("portal");
  }
  if (response.ok) return body as T;
  const answer = (body ?? {}) as Partial<Refusal>;
  const detail = answer.detail ?? (response.statusText || "The server has failed");
  throw new Problem(response.status, answer.code ?? "internal", detail, answer.field, answer.revokedSession);
}
