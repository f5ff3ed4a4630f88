// Writes the document ids of automerge-repo for 16 bytes in hex each:
//
//   node docids.mjs HEX...
import { stringifyAutomergeUrl } from "@automerge/automerge-repo"

for (const hex of process.argv.slice(2)) {
  console.log(stringifyAutomergeUrl(Uint8Array.from(Buffer.from(hex, "hex"))).slice("automerge:".length))
}
