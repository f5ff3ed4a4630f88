import { Client, type ClientOptions, loadAutomerge, mayWrite } from "@roomkey/client";

export async function example(wasm: string | Uint8Array, options: ClientOptions): Promise<string[]> {
  const log: string[] = [];
  await loadAutomerge(wasm); // automerge.wasm of @automerge/automerge: its address, or its bytes
  const client = await Client.connect(options);
  await client.rows.catchUp(); // every record that the user may read

  const rows = [...client.rows.all.get().values()];
  const escrow = rows.find((row) => row.type === "escrow" && mayWrite(client.user, row));
  if (!escrow) throw new Error("there is no escrow to edit");
  log.push(`${client.user.name} edits an escrow`);

  const leave = client.rooms.join(`record:${escrow.id}`, {
    onEvent: ({ name, data }) => log.push(`${name}: ${Object.keys(data.changes ?? {})}`),
    onGap: () => undefined, // something was missed: client.rows has loaded it anew
  });
  const handle = await client.documents.open(escrow.documentId);
  client.documents.change(handle.documentId, (doc) => {
    doc.purchasePrice = Number(doc.purchasePrice ?? 0) + 100_00; // cents
  });
  log.push(`${client.outbox.count} edit waits`);
  await client.sent();
  log.push(`${client.outbox.count} edits wait`);

  leave();
  await client.close();
  return log;
}
