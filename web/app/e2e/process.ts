import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";

/** The server that `make build` has made. */
export const binary = new URL("../../../bin/roomkey", import.meta.url).pathname;

/** Where Go's tests keep the code that plugins are compiled to; only their owner may write there. */
export const compiled = new URL("../../../bin/test/compiled", import.meta.url).pathname;

/** Waits until a server listens, and gives its address. Rejects with its log if it ends before that. */
export function listening(server: ChildProcess): Promise<string> {
  const log: string[] = [];
  return new Promise((resolve, reject) => {
    createInterface({ input: server.stderr as NodeJS.ReadableStream }).on("line", (line) => {
      log.push(line);
      const entry = line.startsWith("{") ? JSON.parse(line) : {};
      if (entry.msg === "listening") resolve(entry.addr);
    });
    server.once("exit", (code) => reject(new Error(`the server ended with ${code}:\n${log.join("\n")}`)));
  });
}
