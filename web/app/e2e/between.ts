import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** What a proxy makes of a body; undefined leaves the answer as it is. */
export type Change = (path: string, body: string) => string | undefined;

/** Stands before a server and changes some of its answers, as a server of another version would give them. */
export class Between {
  change: Change = () => undefined;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(target: string) {
    const to = new URL(target);
    const send = ({ method, url, headers }: IncomingMessage) =>
      request({
        host: to.hostname,
        port: to.port,
        method,
        path: url,
        headers: { ...headers, "accept-encoding": "identity" }, // what is compressed can't be changed
      });
    this.#server = createServer((asked, answer) => {
      const sent = send(asked);
      sent.on("response", (given) => void this.#pass(asked.url ?? "", given, answer));
      sent.on("error", () => answer.destroy());
      asked.pipe(sent);
    });
    this.#server.on("upgrade", (asked, socket: Socket) => {
      this.#sockets.add(socket);
      const sent = send(asked);
      sent.on("upgrade", (given, there) => {
        const headers = given.rawHeaders.map((part, index) => part + (index % 2 ? "\r\n" : ": ")).join("");
        socket.write(`HTTP/1.1 101 Switching Protocols\r\n${headers}\r\n`);
        there.pipe(socket).pipe(there);
        for (const [one, other] of [
          [there, socket],
          [socket, there],
        ] as const) {
          one.on("error", () => other.destroy());
          one.on("close", () => other.destroy());
        }
      });
      sent.on("error", () => socket.destroy());
      sent.end();
    });
  }

  /** Starts it, and gives its address. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
    for (const socket of this.#sockets) socket.destroy();
  }

  async #pass(path: string, given: IncomingMessage, answer: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of given) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const plain = given.headers["content-encoding"] === undefined;
    const changed = plain ? this.change(path, body.toString()) : undefined;
    const headers = { ...given.headers };
    if (changed !== undefined) {
      headers["content-length"] = String(Buffer.byteLength(changed));
      delete headers.etag;
    }
    answer.writeHead(given.statusCode ?? 502, headers);
    answer.end(changed ?? body);
  }
}
