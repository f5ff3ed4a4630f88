// How long the built search worker takes over 10,000 records in Chromium: to take them all, and for a search from the
// page's question until its answer. Build the app first. Run it: node bench/search.mjs [records]
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { chromium } from "playwright-core";

const records = Number(process.argv[2] ?? 10_000);
const root = new URL("../../", import.meta.url);
const assets = new URL("dist/assets/", root);
const worker = readdirSync(assets).find((name) => /^worker-.*\.js$/.test(name));
if (!worker) throw new Error("the app is not built");
const types = JSON.parse(readFileSync(new URL("../crm/testdata/vectors/schema.json", root), "utf8"));

const first = "Ana Bert Carla Dev Esme Farid Gina Hugo Ines Jonah Kofi Łucja Mara Nina Odo Søren Zoë 太郎".split(" ");
const last = "Lopez Quill Okafor Nguyen O’Brien Patel Ekström Kowalewska Ito Chen Weißmüller 山田 김".split(" ");
const streets = "Oak Elm Curtis Folsom Pinecrest Quenby Ivy Lindenstraße".split(" ");
const words = "garden roof kitchen inspection seller pool quiet school park garage greenhouse windmill".split(" ");
const queries =
  "ana|lopez ana|(916) 555-01|5550142|oak st|st|a|1600 oak|quill@ex|qui|mls1000|450k|greenhouse|山田太郎|zzz".split(
    "|",
  );

/** Rows of leads, clients and listings, with notes. The same number gives the same row. */
function row(n) {
  const pick = (list, by) => list[Math.floor(n / by) % list.length];
  const name = [pick(first, 1), pick(last, 7)];
  const phone = `(916) 555-${String(n % 10_000).padStart(4, "0")}`;
  const prose = Array.from({ length: 20 }, (_, at) => pick(words, at + 3)).join(" ");
  const notes = [{ id: "n", body: `${prose} ${phone}` }];
  const email = `${name[0]}.${n}@example.com`;
  const fields = [
    { name: name.join(" "), phone, email, source: "Web", areas: ["Oak Park"], priceMax: n * 1_000_00, notes },
    { FirstName: name[0], LastName: name[1], Email: [email], TEL: [{ id: "t", number: phone }], tags: ["VIP"], notes },
    {
      ListingId: `MLS${100000 + n}`,
      UnparsedAddress: `${n} ${pick(streets, 5)} St`,
      City: "Sacramento",
      ListPrice: n * 10_000,
      PublicRemarks: prose,
      notes,
    },
  ][n % 3];
  const updatedAt = new Date(n * 1000).toISOString();
  return { id: `id-${n}`, type: ["lead", "client", "listing"][n % 3], fields, updatedAt, archivedAt: null };
}

const server = createServer((request, response) => {
  const script = request.url === `/${worker}`;
  response.setHeader("Content-Type", script ? "text/javascript" : "text/html");
  response.end(script ? readFileSync(new URL(worker, assets)) : "<title>bench</title>");
}).listen(0, "127.0.0.1");
await new Promise((resolve) => server.once("listening", resolve));

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu"],
});
const page = await browser.newPage();
await page.goto(`http://127.0.0.1:${server.address().port}/`);
const rows = Array.from({ length: records }, (_, n) => row(n));
const took = await page.evaluate(
  async ({ worker, types, rows, queries }) => {
    const search = new Worker(`/${worker}`, { type: "module" });
    let number = 0;
    const ask = (text) =>
      new Promise((resolve) => {
        const began = performance.now();
        search.onmessage = ({ data }) => resolve({ text, ms: performance.now() - began, total: data.found.total });
        search.postMessage({ search: text, options: { limit: 100 }, number: number++ });
      });
    search.postMessage({ types });
    await ask("x");
    const began = performance.now();
    for (let at = 0; at < rows.length; at += 250) search.postMessage({ rows: rows.slice(at, at + 250), gone: [] });
    await ask("x");
    const taken = performance.now() - began;
    const answers = [];
    for (let turn = 0; turn < 30; turn++) {
      for (const text of queries) {
        search.postMessage({ rows: [rows[turn]], gone: [] });
        answers.push(await ask(text));
      }
    }
    return { taken, answers };
  },
  { worker, types, rows, queries },
);
await browser.close();
server.close();

const percentile = (list, part) => list.toSorted((a, b) => a - b)[Math.floor((list.length - 1) * part)].toFixed(1);
const all = took.answers.map(({ ms }) => ms);
console.log(`${records} records taken in ${took.taken.toFixed(0)} ms`);
console.log(`a search, after an edit: p50 ${percentile(all, 0.5)} ms, p99 ${percentile(all, 0.99)} ms`);
for (const text of queries) {
  const own = took.answers.filter((answer) => answer.text === text);
  console.log(
    `  ${text}: p50 ${percentile(
      own.map(({ ms }) => ms),
      0.5,
    )} ms, ${own[0].total} found`,
  );
}
