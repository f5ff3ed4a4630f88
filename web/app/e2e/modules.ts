import type { Page } from "playwright-core";

/** One of the five kinds of records: its names, what a new one is called, what its form is given, and an edit. */
export type Module = {
  plural: string;
  one: string;
  title: string;
  form: readonly (readonly [label: string, typed: string])[];
  chosen: readonly (readonly [label: string, option: string])[];
  edit: readonly [label: string, typed: string, shown: string];
};

export const modules: readonly Module[] = [
  {
    plural: "escrows",
    one: "escrow",
    title: "7 Watched Way",
    form: [
      ["Property address", "7 Watched Way"],
      ["Purchase price", "615k"],
      ["Close of escrow date", "in 30 days"],
    ],
    chosen: [["Side", "Buyer"]],
    edit: ["Purchase price", "620000", "$620,000"],
  },
  {
    plural: "listings",
    one: "listing",
    title: "8 Watched Way",
    form: [
      ["MLS number", "W-8"],
      ["Address", "8 Watched Way"],
      ["City", "Davis"],
      ["State", "CA"],
      ["ZIP code", "95616"],
      ["List price", "500k"],
    ],
    chosen: [],
    edit: ["City", "Galt", "Galt"],
  },
  {
    plural: "clients",
    one: "client",
    title: "Wanda Watched",
    form: [
      ["First name", "Wanda"],
      ["Last name", "Watched"],
    ],
    chosen: [],
    edit: ["Lead source", "Sign call", "Sign call"],
  },
  {
    plural: "appointments",
    one: "appointment",
    title: "Watched walk-through",
    form: [
      ["Title", "Watched walk-through"],
      ["Starts", "tomorrow 2 pm"],
      ["Ends", "tomorrow 3 pm"],
    ],
    chosen: [["Kind", "Showing"]],
    edit: ["Location", "By the lake", "By the lake"],
  },
  {
    plural: "leads",
    one: "lead",
    title: "Walter Watched",
    form: [
      ["Name", "Walter Watched"],
      ["Phone", "916 555 0188"],
      ["Source", "Sign call"],
    ],
    chosen: [],
    edit: ["Score", "70", "70"],
  },
];

/** The kind of records that a list holds. */
export function module(plural: string): Module {
  const found = modules.find((one) => one.plural === plural);
  if (!found) throw new Error(`there are no ${plural}`);
  return found;
}

/** Makes a record on the list of its type as a person does: by the key C, with another title if there is one. */
export async function create(page: Page, plural: string, called?: string): Promise<void> {
  const { one, title, form, chosen } = module(plural);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.keyboard.press("c");
  const dialog = page.getByRole("dialog", { name: `New ${one}` });
  for (const [label, typed] of form) {
    const asked = { name: label, exact: true };
    const input = dialog.getByRole("textbox", asked).or(dialog.getByRole("combobox", asked));
    await input.fill(typed === title ? (called ?? title) : typed);
  }
  for (const [label, option] of chosen) {
    await dialog.getByRole("combobox", { name: label, exact: true }).click();
    await page.getByRole("option", { name: option, exact: true }).click();
  }
  await dialog.getByRole("button", { name: `Create ${one}` }).click();
  await dialog.waitFor({ state: "detached" });
}
