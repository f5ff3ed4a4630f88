import { Problem, post } from "./http";
import { revokedCode, revokedReason } from "./ownsession";

/** What of a WebSocket the socket uses. */
type Events = {
  onopen: (() => void) | null;
  onmessage: ((event: { data: ArrayBuffer }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
};

/**
 * A connection for networks that let no WebSocket through, with the WebSocket's own shape: frames travel in the bodies
 * of requests (R80).
 */
export class PollingSocket implements Events {
  onopen: Events["onopen"] = null;
  onmessage: Events["onmessage"] = null;
  onclose: Events["onclose"] = null;
  binaryType = "arraybuffer";
  readyState: 0 | 1 | 3 = 0;
  #poll = "";
  #queue: Uint8Array[] = [];
  #sending = false;

  constructor() {
    void this.#run();
  }

  send(frame: Uint8Array): void {
    this.#queue.push(frame);
    void this.#flush();
  }

  close(): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    if (this.#poll) void this.#post("/sync/poll/close").catch(() => undefined);
  }

  async #run(): Promise<void> {
    try {
      const opened = await this.#post("/sync/poll");
      if (opened.status !== 200) return await this.#closed(opened);
      this.#poll = String(((await opened.json()) as { id?: unknown }).id);
      if (this.readyState === 3) return void this.#post("/sync/poll/close").catch(() => undefined);
      this.readyState = 1;
      this.onopen?.();
      while (this.readyState === 1) {
        const answer = await this.#post("/sync/poll/receive");
        if (answer.status === 200) this.#take(new Uint8Array(await answer.arrayBuffer()));
        else if (answer.status !== 204) return await this.#closed(answer);
      }
    } catch (cause) {
      this.#fail(cause);
    }
  }

  #take(bytes: Uint8Array): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at + 4 <= bytes.length && this.readyState === 1; ) {
      const end = at + 4 + view.getUint32(at);
      this.onmessage?.({ data: bytes.slice(at + 4, end).buffer });
      at = end;
    }
  }

  /** Sends what is queued, one request at a time, so that frames keep their order. */
  async #flush(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    try {
      while (this.#queue.length > 0 && this.readyState === 1) {
        const frames = this.#queue.splice(0);
        const answer = await this.#post("/sync/poll/send", joined(frames));
        if (answer.status !== 204) await this.#closed(answer);
      }
    } catch (cause) {
      this.#fail(cause);
    } finally {
      this.#sending = false;
    }
  }

  #post(path: string, body?: Uint8Array<ArrayBuffer>): Promise<Response> {
    return post(path, body, this.#poll ? { "Sync-Poll": this.#poll } : {});
  }

  /** The server has closed the poll (410), or knows it no more. */
  async #closed(answer: Response): Promise<void> {
    const said = answer.status === 410 ? ((await answer.json()) as { code?: unknown; reason?: unknown }) : {};
    this.#end(answer.status === 401 ? 3500 : Number(said.code) || 1006, String(said.reason ?? ""));
  }

  #fail(cause: unknown): void {
    const refused = cause instanceof Problem && cause.status === 401; // the sign-in is over
    if (refused && cause.revokedSession) this.#end(revokedCode, revokedReason(cause.revokedSession));
    else this.#end(refused ? 3500 : 1006, "");
  }

  #end(code: number, reason: string): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.onclose?.({ code, reason });
  }
}

/** Frames as a body has them: each after its length in four bytes. */
function joined(frames: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(frames.reduce((sum, frame) => sum + 4 + frame.length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const frame of frames) {
    view.setUint32(at, frame.length);
    bytes.set(frame, at + 4);
    at += 4 + frame.length;
  }
  return bytes;
}
