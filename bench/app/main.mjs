// Measures the built app in Chromium against running servers, and prints what it measured as one line of JSON: lists
// of milliseconds, counts and bytes by name. bench/app.go starts it, and says what each has to reach.
//
//	node main.mjs '{"demo":"http://…","rows":"http://…","thousand":"http://…","seed":1,"sizes":{…},"only":"lists"}'
import { launch, seeded } from "./browser.mjs";
import { accept, burst } from "./bursts.mjs";
import { edit, teammate, typing } from "./edits.mjs";
import { lists, palette } from "./lists.mjs";
import { size } from "./size.mjs";
import { bulk, empty, slow, warm } from "./starts.mjs";

const asked = JSON.parse(process.argv[2]);
const parts = { edit, typing, teammate, lists, palette, bulk, empty, warm, slow, burst, accept };
const only = asked.only ? asked.only.split(",") : Object.keys(parts);

const patience = 60_000; // milliseconds

process.once("SIGTERM", () => process.exit(143)); // the browser ends with its pipe

const measured = { ...size(), failed: [] };
for (const name of only) {
  const began = performance.now();
  const again = (cause) => {
    console.error(`  app: ${name} is tried again: ${cause}`);
    return measure(name);
  };
  await measure(name)
    .catch(again)
    .catch((cause) => measured.failed.push(`${name}: ${cause}`));
  console.error(`  app: ${name} took ${((performance.now() - began) / 1000).toFixed(1)} s`);
}
console.log(JSON.stringify(measured));

/** Measures a part in a browser of its own. Scripts in pages have no time limit, so the part has one. */
async function measure(name) {
  const browser = await launch();
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it takes over ${patience / 1000} s`)), patience);
  });
  try {
    const part = parts[name]({ browser, random: seeded(asked.seed), ...asked });
    part.catch(() => undefined); // it may fail once the browser is gone
    Object.assign(measured, await Promise.race([part, late]));
  } finally {
    clearTimeout(timer);
    await browser.close();
  }
}
