import { crc32 } from "node:zlib";

/** The manifest of a plugin of one step in JavaScript. */
function manifest(id: string, name: string, title: string) {
  return {
    id,
    version: "1.0.0",
    abi: 1,
    entry: "main.js",
    runtime: "js",
    limits: { seconds: 60 },
    steps: [{ name, title, input: { type: "object" }, output: {} }],
    capabilities: {},
  };
}

/** Tells how far it is, and then never ends by itself. */
const slow = `
crm.call("task.progress", { percent: 40, message: "Waiting (2/5)", partial: { text: "Nothing so far" } });
for (;;);
`;

/** The package of a plugin whose step runs until it is cancelled. */
export function slowPlugin(): Blob {
  return packed(manifest("e2e.slow", "wait", "Wait for ever"), slow);
}

/** The package of a plugin whose step is busy for some seconds, and tells every second how far it is. */
export function busyPlugin(seconds: number): Blob {
  const busy = `
for (let second = 0; second < ${seconds}; second++) {
  crm.call("task.progress", { percent: Math.round((100 * second) / ${seconds}), message: "Second " + second });
  for (const end = Date.now() + 1000; Date.now() < end; );
}
crm.call("task.output", { text: "Worked" });
`;
  return packed(manifest("e2e.busy", "work", "Work on"), busy);
}

/** The package of a plugin that wants to read and change something, private things too. */
export function askingPlugin(): Blob {
  const capabilities = { "records.read": ["lead", "client", "client.private"], "records.propose": ["lead.score"] };
  return packed({ ...manifest("e2e.asking", "ask", "Ask for much"), capabilities }, 'crm.call("task.output", {});');
}

function packed(manifest: object, program: string): Blob {
  return new Blob([zip({ "plugin.json": JSON.stringify(manifest), "main.js": program })]);
}

/** A zip archive of texts, stored as they are (APPNOTE.TXT 4.3). */
function zip(files: Record<string, string>): Uint8Array<ArrayBuffer> {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [path, text] of Object.entries(files)) {
    const name = Buffer.from(path);
    const data = Buffer.from(text);
    const about = Buffer.alloc(26); // from "version needed" to the length of the extra field: the same in both headers
    about.writeUInt16LE(20, 0);
    about.writeUInt32LE(crc32(data), 10);
    about.writeUInt32LE(data.length, 14);
    about.writeUInt32LE(data.length, 18);
    about.writeUInt16LE(name.length, 22);
    const entry = Buffer.alloc(46);
    entry.write("PK\x01\x02", "latin1");
    about.copy(entry, 6);
    entry.writeUInt32LE(offset, 42);
    directory.push(entry, name);
    const local = [Buffer.from("PK\x03\x04", "latin1"), about, name, data];
    parts.push(...local);
    offset += local.reduce((sum, part) => sum + part.length, 0);
  }
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(Object.keys(files).length, 8);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(
    directory.reduce((sum, part) => sum + part.length, 0),
    12,
  );
  end.writeUInt32LE(offset, 16);
  return Uint8Array.from(Buffer.concat([...parts, ...directory, end]));
}
