// Changes as tests hand them over: a JSON array of base64.

export async function readChanges() {
  let text = ""
  for await (const part of process.stdin) text += part
  return JSON.parse(text || "[]").map((change) => Buffer.from(change, "base64"))
}

export function writeChanges(changes) {
  process.stdout.write(JSON.stringify(changes.map((change) => Buffer.from(change).toString("base64"))))
}
