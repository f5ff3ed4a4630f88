import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { mailWords } from "./mailWords";

test("an address may go on in the next line at its @, each of several, and other words are as they were", () => {
  const shown = (text: string) => renderToStaticMarkup(mailWords(text)).replace(/<\/?span>/g, "");
  expect(shown("mara.chen@example.com")).toBe("mara.chen<wbr/>@example.com");
  expect(shown("a@b.com, c@d.com")).toBe("a<wbr/>@b.com, c<wbr/>@d.com");
  expect(shown("Ring @ noon")).toBe("Ring @ noon");
});
