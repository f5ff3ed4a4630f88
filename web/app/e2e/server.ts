import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import { binary, listening } from "./process";

/** The real server with data in a folder of its own: the small brokerage's, or the demo's where many records count. */
export class Server {
  readonly data = mkdtempSync(join(tmpdir(), "roomkey-e2e-"));
  #process?: ChildProcess;
  #address = "127.0.0.1:0";

  /** flags are of serve, and env its variables, besides those that every test has. */
  constructor(
    data: "small" | "demo" = "small",
    readonly flags: readonly string[] = [],
    readonly env: Readonly<Record<string, string>> = {},
  ) {
    cpSync(inject(data), this.data, { recursive: true });
  }

  get url(): string {
    return `http://${this.#address}`;
  }

  /** Starts it, the second time at the same address. */
  async start(): Promise<void> {
    const flags = ["--data", this.data, "--addr", this.#address, "--login-rate", "0", ...this.flags];
    const env = { ...process.env, ...this.env };
    this.#process = spawn(binary, ["serve", ...flags], { env, stdio: ["ignore", "inherit", "pipe"] });
    this.#address = await listening(this.#process);
  }

  /** Pulls the plug. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  }

  /** Disables an account as an operator does, beside the running server. */
  disable(email: string): void {
    execFileSync(binary, ["user", "disable", "--data", this.data, "--email", email]);
  }

  /** Erases a record as an operator does, beside the running server. */
  erase(record: string): void {
    execFileSync(binary, ["erase", "--data", this.data, record]);
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.data, { recursive: true, force: true });
  }

  /** An access token and the user it is for. */
  async signIn(email: string): Promise<{ accessToken: string; user: { id: string } }> {
    const response = await fetch(`${this.url}/api/v1/auth/login`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ email, password: "demo-password" }),
    });
    if (!response.ok) throw new Error(`sign in: ${response.status} ${await response.text()}`);
    return response.json();
  }

  /** Sends a body: JSON, or a form. */
  post<T = void>(path: string, token: string, body: unknown): Promise<T> {
    return this.#send("POST", path, token, body);
  }

  patch(path: string, token: string, body: unknown): Promise<void> {
    return this.#send("PATCH", path, token, body);
  }

  delete(path: string, token: string): Promise<void> {
    return this.#send("DELETE", path, token, undefined);
  }

  async #send<T>(method: string, path: string, token: string, body: unknown): Promise<T> {
    const form = body instanceof FormData;
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, ...(form ? {} : { "Content-Type": "application/json" }) },
      body: form ? body : JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? (undefined as T) : response.json();
  }

  async get<T>(path: string, token: string): Promise<T> {
    const response = await fetch(`${this.url}/api/v1${path}`, { headers: { Authorization: `Bearer ${token}` } });
    if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
    return response.json() as Promise<T>;
  }
}

type Listed = { items: { id: string; documentId: string; fields: Record<string, unknown> }[] };

/** An escrow that agent1 owns and their team shares; another for each offset. */
export async function anEscrow(server: Server, offset: number) {
  const { accessToken, user } = await server.signIn("agent1@demo.test");
  const query = `filter[visibility]=team&filter[owner]=${user.id}&sort=createdAt&limit=50`;
  const { items } = await server.get<Listed>(`/escrows?${query}`, accessToken);
  const escrow = items[offset];
  if (!escrow) throw new Error("there are too few escrows");
  return { escrow, accessToken };
}
