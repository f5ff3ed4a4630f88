import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { browser, serving, visitor } from "./browser";
import { anEscrow, Server } from "./server";

const server = serving(new Server());

/** How long the storm lasts, in milliseconds. */
const storm = process.env.TEST_SOAK ? 60_000 : 5_000;

function briefing(page: Page) {
  return page.getByRole("textbox", { name: "Shared notes", exact: true });
}

async function opened(email: string, id: string) {
  const { context, page } = await visitor(browser, server.url, email);
  await page.goto(`${server.url}/escrows/${id}`);
  await briefing(page).waitFor();
  return { context, page };
}

async function emptied(page: Page) {
  await briefing(page).fill("");
}

test("three people type in one text at full speed while connections are cut: nobody's words are broken", async () => {
  const { escrow } = await anEscrow(server, 3);
  const people = await Promise.all(["agent1", "agent2", "lead"].map((name) => opened(`${name}@demo.test`, escrow.id)));
  await emptied(people[0]?.page as Page);
  for (const { page } of people) await expect.poll(() => briefing(page).inputValue()).toBe("");

  const letters = ["abcdefghijklm ", "NOPQRSTUVWXYZ.", "0123456789-+*/"];
  const typed = await Promise.all(
    people.map(async ({ context, page }, index) => {
      const until = Date.now() + storm;
      let text = "";
      await briefing(page).focus();
      for (let round = 0; Date.now() < until; round++) {
        if (round % 8 === 2 + index) await context.setOffline(true);
        if (round % 8 === 5 + index) await context.setOffline(false);
        const word = letters[index] as string;
        await page.keyboard.type(word, { delay: 5 });
        text += word;
      }
      await context.setOffline(false);
      return text;
    }),
  );
  const shown = () => Promise.all(people.map(({ page }) => briefing(page).inputValue()));
  await expect
    .poll(
      async () => new Set(await shown()).size + (await shown()).filter((text) => text.length < total(typed)).length,
      {
        timeout: 30_000,
      },
    )
    .toBe(1);
  const [text] = await shown();
  for (const [index, own] of typed.entries()) {
    const alphabet = new Set(letters[index]);
    expect([...(text as string)].filter((letter) => alphabet.has(letter)).join("")).toBe(own);
  }
  for (const { context } of people) await context.close();
});

test("everybody's caret has a name, stays at its words, and undo takes back one's own alone", async () => {
  const { escrow } = await anEscrow(server, 4);
  const ana = await opened("agent1@demo.test", escrow.id);
  const tom = await opened("agent2@demo.test", escrow.id);
  await emptied(ana.page);
  await briefing(ana.page).focus();
  await ana.page.keyboard.insertText("The roof was redone."); // keys with a pause between them are undone apart
  await expect.poll(() => briefing(tom.page).inputValue()).toBe("The roof was redone.");
  const name = tom.page.locator("[data-caret] .rk-text-name");
  await name.waitFor();
  expect(await name.textContent()).toBe("Ana");

  await briefing(tom.page).focus();
  await tom.page.keyboard.press("ControlOrMeta+Home");
  await tom.page.keyboard.type("Note: ");
  await expect.poll(() => briefing(ana.page).inputValue()).toBe("Note: The roof was redone.");
  const caret = () => briefing(ana.page).evaluate((area: HTMLTextAreaElement) => area.selectionEnd);
  expect(await caret()).toBe("Note: The roof was redone.".length);

  await ana.page.keyboard.press("ControlOrMeta+z");
  await expect.poll(() => briefing(tom.page).inputValue()).toBe("Note: ");
  await ana.page.keyboard.press("ControlOrMeta+Shift+z");
  await expect.poll(() => briefing(tom.page).inputValue()).toBe("Note: The roof was redone.");

  await briefing(ana.page).blur();
  await expect.poll(() => tom.page.locator("[data-caret]").count()).toBe(0);
  for (const { context } of [ana, tom]) await context.close();
});

test("100,000 characters are pasted and saved, and more are refused at the field with nothing lost", async () => {
  const { escrow } = await anEscrow(server, 5);
  const { context, page } = await opened("agent1@demo.test", escrow.id);
  await emptied(page);
  const paste = "The lot slopes to the creek. ".repeat(4_000).slice(0, 100_000);
  await briefing(page).focus();
  await page.keyboard.insertText(paste);
  expect((await briefing(page).inputValue()).length).toBe(100_000);
  await page.keyboard.insertText("and more");
  await page.getByText("This text holds at most 100,000 characters").waitFor();
  expect(await briefing(page).inputValue()).toBe(paste);

  const other = await opened("agent2@demo.test", escrow.id);
  const lengthThere = () => briefing(other.page).evaluate((area: HTMLTextAreaElement) => area.value.length);
  await expect.poll(lengthThere, { timeout: 60_000 }).toBe(100_000);
  expect(await briefing(other.page).inputValue()).toBe(paste);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("Delete");
  await expect.poll(lengthThere, { timeout: 60_000 }).toBe(0);
  await page.keyboard.press("ControlOrMeta+z");
  await expect.poll(lengthThere, { timeout: 60_000 }).toBe(100_000);
  for (const one of [context, other.context]) await one.close();
});

test("right-to-left words and a paste with carriage returns are the same letters for everybody", async () => {
  const { escrow, accessToken } = await anEscrow(server, 6);
  const ana = await opened("agent1@demo.test", escrow.id);
  const tom = await opened("agent2@demo.test", escrow.id);
  await emptied(ana.page);
  await ana.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await briefing(ana.page).focus();
  await ana.page.keyboard.insertText("הגג חדש, 2 חדרים");
  await ana.page.evaluate(() => navigator.clipboard.writeText("\r\nRoof\rnew"));
  await ana.page.keyboard.press("ControlOrMeta+v");
  await expect.poll(() => briefing(tom.page).inputValue()).toBe("הגג חדש, 2 חדרים\nRoof\nnew");
  // The paste is undone and done again, and a colleague types into its middle: nothing is cut off or doubled.
  await briefing(tom.page).evaluate((area: HTMLTextAreaElement) => {
    area.focus();
    area.setSelectionRange(area.value.indexOf("Roof"), area.value.indexOf("Roof"));
  });
  await tom.page.keyboard.type("Flat ");
  const all = "הגג חדש, 2 חדרים\nFlat Roof\nnew";
  await expect.poll(() => briefing(ana.page).inputValue()).toBe(all);
  expect(await briefing(ana.page).evaluate((area) => getComputedStyle(area).direction)).toBe("rtl");
  const stored = () => server.get<{ fields: { briefing: string } }>(`/escrows/${escrow.id}`, accessToken);
  await expect.poll(async () => (await stored()).fields.briefing).toBe(all);

  // A stock client may write a carriage return: what is typed beside it goes where it is seen to go.
  await server.patch(`/escrows/${escrow.id}`, accessToken, { fields: { briefing: "one\r\ntwo" } });
  await expect.poll(() => briefing(ana.page).inputValue()).toBe("one\ntwo");
  await briefing(ana.page).press("ControlOrMeta+End");
  await ana.page.keyboard.type("!");
  await expect.poll(() => briefing(tom.page).inputValue()).toBe("one\ntwo!");
  for (const { context } of [ana, tom]) await context.close();
});

function total(texts: string[]): number {
  return texts.reduce((sum, text) => sum + text.length, 0);
}
