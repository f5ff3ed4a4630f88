import { execFile } from "node:child_process";
import { type AddressInfo, connect, createServer, type Server as Listener, type Socket } from "node:net";
import { promisify } from "node:util";
import { binary } from "./process";
import { Server } from "./server";

const env = { ROOMKEY_SECRET: "the secret of the regions under test" };

/** One way between two regions, in milliseconds. */
const delays: Readonly<Record<string, number>> = { ab: 40, ac: 90, bc: 125 };

/** Three regions of one Roomkey, each with a copy of the small brokerage's data. Of two the later dials the other. */
export class Regions {
  readonly #servers: ReadonlyMap<string, Server>;
  readonly #ways: readonly Way[];

  private constructor(servers: ReadonlyMap<string, Server>, ways: readonly Way[]) {
    this.#servers = servers;
    this.#ways = ways;
  }

  /** Starts them, and waits until each hears the others and rows are ordered. */
  static async start(): Promise<Regions> {
    const names = ["a", "b", "c"];
    const routes = new Map<string, number>();
    for (const name of names) routes.set(name, await freePort());
    const ways: Way[] = [];
    const servers = new Map<string, Server>();
    for (const name of names) {
      const list: string[] = [];
      for (const other of names) {
        let port = routes.get(other) as number;
        if (other < name) {
          const way = await Way.open(port, delays[other + name] as number);
          ways.push(way);
          port = way.port;
        }
        list.push(`${other}=127.0.0.1:${port}`);
      }
      const flags = ["--region", name, "--cluster", list.join(","), "--self-check", "1s"];
      servers.set(name, new Server("small", flags, env));
    }
    await Promise.all([...servers.values()].map((server) => server.start()));
    const status = (server: Server) => ["region", "status", "--wait", "1m", "--data", server.data];
    await Promise.all([...servers.values()].map((server) => promisify(execFile)(binary, status(server))));
    return new Regions(servers, ways);
  }

  /** The server of a region: a, b or c. */
  at(name: string): Server {
    const server = this.#servers.get(name);
    if (!server) throw new Error(`there is no region ${name}`);
    return server;
  }

  async stop(): Promise<void> {
    for (const way of this.#ways) way.end();
    await Promise.all([...this.#servers.values()].map((server) => server.stop()));
  }
}

/** A way to a port of this machine that delays what goes through it. */
class Way {
  readonly #listener: Listener;
  readonly #sockets = new Set<Socket>();

  private constructor(listener: Listener) {
    this.#listener = listener;
  }

  static async open(to: number, delay: number): Promise<Way> {
    const listener = createServer();
    const way = new Way(listener);
    listener.on("connection", (near) => {
      const far = connect(to, "127.0.0.1");
      way.#join(near, far, delay);
      way.#join(far, near, delay);
    });
    await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
    return way;
  }

  get port(): number {
    return (this.#listener.address() as AddressInfo).port;
  }

  end(): void {
    this.#listener.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(from: Socket, to: Socket, delay: number): void {
    this.#sockets.add(from);
    from.on("data", (data) => void setTimeout(() => to.write(data), delay)); // timers of one delay keep their order
    from.on("error", () => undefined); // it is closed next
    from.on("close", () => {
      this.#sockets.delete(from);
      to.destroy();
    });
  }
}

async function freePort(): Promise<number> {
  const listener = createServer();
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const { port } = listener.address() as AddressInfo;
  await new Promise((resolve) => listener.close(resolve));
  return port;
}
