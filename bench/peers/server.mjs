// The stock automerge-repo sync server, for comparison: NodeFS storage, shares nothing that was not asked for. Prints
// "listening PORT" once it is.
//
//   node server.mjs FOLDER
import { Repo } from "@automerge/automerge-repo";
import { WebSocketServerAdapter } from "@automerge/automerge-repo-network-websocket";
import { NodeFSStorageAdapter } from "@automerge/automerge-repo-storage-nodefs";
import { WebSocketServer } from "ws";

const sockets = new WebSocketServer({ port: 0, host: "127.0.0.1" });
new Repo({
  network: [new WebSocketServerAdapter(sockets)],
  storage: new NodeFSStorageAdapter(process.argv[2]),
  sharePolicy: async () => false,
});
sockets.on("listening", () => console.log(`listening ${sockets.address().port}`));
