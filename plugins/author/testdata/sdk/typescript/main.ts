// Calls every operation of the SDK once. The same program and the same cases exist in each language.
import { type Json, RoomkeyError, run } from "./roomkey.ts";

run({
  refuse() {
    throw new RoomkeyError("unavailable", "later, perhaps", true);
  },

  file(task) {
    const content = task.readFile(task.input<{ file: string }>().file);
    const sum = content.reduce((sum, byte, i) => (sum + byte * (i % 1000)) % 1_000_000_007, 0);
    const missing = refusal(() => task.readFile("99999999-9999-4999-8999-999999999999"));
    task.output({ size: content.length, sum, dryRun: task.dryRun, missing: missing?.code });
  },

  tour(task) {
    const resumed = task.resume<{ n: number }>();
    if (resumed === undefined) {
      task.propose({ type: "lead", id: "33333333-3333-4333-8333-000000000001", fields: { score: 7 } });
      task.checkpoint({ n: 41 });
    }
    console.log("a line of the author's");
    task.progress(50, "Half way", [1, 2]);

    const names = [
      ...task.all<{ name: string }>({ type: "lead", filter: { score: { gte: 10 } }, sort: "-score", limit: 2 }),
    ].map((lead) => lead.fields.name);
    const missing = refusal(() => task.get("lead", "99999999-9999-4999-8999-999999999999"));
    const denied = refusal(() => task.getShared("escrow", "99999999-9999-4999-8999-999999999999"));
    const messages = [{ role: "user" as const, content: "?" }];
    const busy = refusal(() => task.complete({ messages }));
    const text = task.complete({ messages, stream: true, schema: { type: "object" } });
    const response = task.fetch({
      method: "POST",
      url: "https://api.example.com/v1",
      headers: { authorization: "Bearer {{secret:KEY}}" },
      body: "{}",
    });
    const [made] = task.propose({
      type: "lead",
      fields: { name: "Nora “N” Ek", source: "Website", stage: "new", email: "nora@example.com" },
    });
    if (made === undefined) throw new Error("nothing was proposed");
    task.propose({ type: made.type, id: made.record, fields: { score: 55.5 }, note: "made just now" });
    task.output({
      echo: task.input<{ value: Json }>().value,
      names,
      attempt: task.attempt,
      resumed: resumed?.n ?? 0,
      role: task.caller.role,
      missing: missing?.code,
      denied: denied?.code,
      busy: busy?.code,
      retry: busy?.retryable,
      text,
      status: response.status,
      type: response.headers["content-type"],
      body: response.body,
    });
  },
});

function refusal(call: () => unknown): RoomkeyError | undefined {
  try {
    call();
  } catch (error) {
    if (error instanceof RoomkeyError) return error;
    throw error;
  }
  return undefined;
}
