import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { badge, browser, serving, set, show, value, visitor } from "./browser";
import { create, module, modules } from "./modules";
import { Server } from "./server";

// Each kind of record is made, changed and taken away by Ana, while Abe of her team watches and Ada of another team
// must see nothing of it.

const server = serving(new Server(), /status of 404/); // Ada asks for what is not hers
let ana: Page;
let abe: Page;
let ada: Page;
let abeHeard: () => string;
let adaHeard: () => string;

beforeAll(async () => {
  [ana, abe, ada] = await Promise.all([person("agent1"), person("agent2"), person("agent3")]);
  abeHeard = heard(abe);
  adaHeard = heard(ada);
  for (const page of [abe, ada]) await page.reload(); // what they hear is kept from here on
});

async function person(name: string): Promise<Page> {
  return (await visitor(browser, server.url, `${name}@demo.test`)).page;
}

/** All that a page's sockets bring from now on, as one text: what is a text in a frame is one in it. */
function heard(page: Page): () => string {
  const frames: string[] = [];
  page.on("websocket", (socket) => {
    socket.on("framereceived", ({ payload }) => frames.push(payload.toString()));
  });
  return () => frames.join("\n");
}

const link = (page: Page, title: string) => page.getByRole("row").getByRole("link", { name: title });

const undo = (page: Page) => page.getByRole("button", { name: "Undo" }).last();

/** Does something with the open record; its toast stays while somebody points at it. */
async function act(page: Page, item: string): Promise<void> {
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: item }).click();
  await undo(page).hover();
}

test.for(modules)(
  "$plural: made, edited, archived, restored, deleted and taken back before a colleague's eyes",
  async ({ plural, one }) => {
    const { title, edit } = module(plural);
    const list = `/${plural}?view=all&show=table&layout=table&sort=-updatedAt`;
    await ana.goto(server.url + list); // without the toasts of before
    for (const page of [abe, ada]) await show(page, list);
    for (const page of [abe, ada]) await expect.poll(() => badge(page).textContent()).toBe("Connected");
    await create(ana, plural);
    await ana.getByRole("heading", { name: title, level: 1 }).waitFor();
    await link(abe, title).waitFor();
    await link(abe, title).click();
    await abe.getByRole("heading", { name: title, level: 1 }).waitFor();

    const [label, typed, shown] = edit;
    await set(ana, label, typed);
    await expect.poll(() => value(abe, label)).toBe(shown);
    await ana.getByRole("heading", { level: 1 }).click();
    await ana.keyboard.press("Control+z");
    await expect.poll(() => value(abe, label)).not.toBe(shown);

    const archived = abe.getByText("It is in no list until it is restored.");
    await act(ana, "Archive");
    await archived.waitFor();
    await ana.getByRole("button", { name: "Restore" }).click();
    await archived.waitFor({ state: "detached" });
    await act(ana, "Archive");
    await archived.waitFor();
    await undo(ana).click();
    await archived.waitFor({ state: "detached" });

    const deleted = abe.getByRole("alert").getByText(/^Ana Agent deleted this record/);
    await act(ana, "Delete");
    await deleted.waitFor();
    await undo(ana).click();
    await abe.getByRole("heading", { name: title, level: 1 }).waitFor();
    await deleted.waitFor({ state: "detached" });
    const id = abe.url().split("/").at(-1) ?? "";

    // Two of them at once, from the list, while Abe looks at those with the tag.
    const tag = `seen ${one}`;
    await show(abe, `${list}&filter=tags:any:${encodeURIComponent(tag)}`);
    await abe.getByRole("heading", { name: /match$/ }).waitFor();
    await ana.goto(server.url + list);
    const boxes = ana.getByRole("checkbox", { name: /^Select (?!all)/ });
    await boxes.nth(0).check();
    await boxes.nth(1).check();
    await ana.getByRole("toolbar", { name: "Bulk edit" }).getByText("2 selected").waitFor();
    await ana.keyboard.press("t");
    await ana.getByRole("textbox", { name: "New tag" }).fill(tag);
    await ana.keyboard.press("Enter");
    await expect.poll(() => abe.getByRole("checkbox", { name: /^Select (?!all)/ }).count()).toBe(2);
    await undo(ana).click();
    await abe.getByRole("heading", { name: /match$/ }).waitFor();

    // Nothing of it came to Ada: neither to her list nor to her device, and she can't ask for it.
    expect(abeHeard()).toContain(id);
    expect(adaHeard()).not.toContain(id);
    expect(adaHeard()).not.toContain(title);
    expect(await link(ada, title).count()).toBe(0);
    await show(ada, `/${plural}/${id}`);
    await ada.getByText("There is no such record, or you may not open it.").waitFor();
  },
);
