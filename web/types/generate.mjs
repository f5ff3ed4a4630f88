// Writes src/lib/api.gen.ts: the shapes of the REST API as TypeScript types, made of the server's OpenAPI document. Run
// it by `npm run api` when web/openapi.json has changed; a test holds the file to the document.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";

const head = "// Made of web/openapi.json by `npm run api`. Don't edit.\n\n";

/** The OpenAPI document's address. */
export const documentPath = new URL("../openapi.json", import.meta.url);

/** Where the types are kept. */
export const typesPath = new URL("../client/src/lib/api.gen.ts", import.meta.url);

/** The types of the document. What is sent as bytes is a Blob here. */
export async function generate() {
  const blob = ts.factory.createTypeReferenceNode("Blob");
  const made = await openapiTS(JSON.parse(readFileSync(documentPath, "utf8")), {
    alphabetize: true,
    transform: ({ format }) => (format === "binary" ? blob : undefined),
  });
  return head + astToString(made);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) writeFileSync(typesPath, await generate());
