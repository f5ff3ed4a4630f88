import { expect, test } from "vitest";
import { documentIdOf, privateDocumentIdOf } from "./documentid";

// Made by the server, which derives them too.
test("a record's two documents have the ids that the server gives them", async () => {
  expect(documentIdOf("00010203-0405-0607-0809-0a0b0c0d0e0f")).toBe("1Bhh3pU9gLXZiNDL6PEa1Gs9fh");
  expect(await privateDocumentIdOf("00010203-0405-0607-0809-0a0b0c0d0e0f")).toBe("4R3QGpc9nggs6Fkk8SHWXksBHJw7");
});
