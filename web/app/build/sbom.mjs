// Reads what `npm sbom` lists of the workspace, and writes it without what only development needs. npm's own --omit dev
// leaves out the packages too that both the app and a tool of its tests need, such as Automerge.
import { readFileSync } from "node:fs";

const list = JSON.parse(readFileSync(0, "utf8"));
const isDevelopment = ({ properties = [] }) =>
  properties.some(({ name, value }) => name === "cdx:npm:package:development" && value === "true");
const left = new Set(list.components.filter(isDevelopment).map((component) => component["bom-ref"]));
list.components = list.components.filter((component) => !left.has(component["bom-ref"]));
list.dependencies = list.dependencies
  .filter(({ ref }) => !left.has(ref))
  .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((on) => !left.has(on)) }));
process.stdout.write(`${JSON.stringify(list, null, 2)}\n`);
