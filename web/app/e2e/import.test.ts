import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { browser, serving, visitor } from "./browser";
import { Server } from "./server";

const server = serving(new Server());

/** Contacts as a spreadsheet saves them without UTF-8: one of them twice, a couple, and a birthday without a year. */
const contacts = Buffer.from(
  "First Name,Last Name,E-mail Address,Wert,Birthday\r\n" +
    "Ren\xe9e,N\xfa\xf1ezova,renee.n@example.com,Acme Ltd,0/0/00\r\n" +
    "Tobias,Ahlgrenson,tobias.a@example.com,,--07-04\r\n" +
    "RENEE,Nunezova,renee.n@example.com,,\r\n" +
    "Lil,Moenberg,tobias.a@example.com,,\r\n",
  "latin1",
);

test("a file is chosen, a column corrected, run, seen and undone", async () => {
  const { context, page } = await visitor(browser, `${server.url}/clients`, "agent1@demo.test");
  await page.getByRole("link", { name: "Import clients" }).click();
  await page.getByRole("heading", { name: "Import clients" }).waitFor();
  const picker = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Choose a file" }).click();
  await (await picker).setFiles({ name: "contacts.csv", mimeType: "text/csv", buffer: contacts });

  // What it was taken for, before anything is written.
  const columns = page.getByRole("table", { name: "Columns of the file" });
  await columns.getByRole("row", { name: /Wert/ }).getByText("Left out").waitFor();
  const preview = page.getByRole("complementary", { name: "Preview" });
  await preview.getByRole("heading", { name: /Renée Núñezova/ }).waitFor();
  await preview.getByText("the file was read as Windows-1252").waitFor();
  await preview.getByText(/“--07-04” has no year/).waitFor();

  await columns.getByRole("combobox", { name: "Field of Wert" }).fill("Company");
  await page.getByRole("option", { name: "Company", exact: true }).click();
  await columns.getByRole("row", { name: /Wert/ }).getByText("Chosen").waitFor();
  await preview.getByText("Acme Ltd").waitFor();

  await page.getByRole("button", { name: "Check duplicates" }).click();
  const duplicates = page.getByRole("list", { name: "Rows that are there already" });
  await duplicates.getByText("the same e-mail address and name as row 2").waitFor();
  const couple = page.getByRole("region", { name: "Related people" }).getByRole("listitem");
  expect(await couple.allTextContents()).toEqual(["Row 5Lil Moenbergthe same e-mail address as row 3"]);
  await page.getByRole("button", { name: "Import 3 rows" }).click();
  await page.getByRole("heading", { name: "3 clients imported" }).waitFor();

  await page.getByRole("link", { name: "Open clients" }).click();
  await page.getByRole("searchbox", { name: "Search clients" }).fill("Núñezova");
  await page
    .getByText("Acme Ltd")
    .or(page.getByText(/Núñezova/))
    .first()
    .waitFor();

  // They are two people, each offered as related to the other, and never to be merged.
  const { accessToken } = await server.signIn("agent1@demo.test");
  const { items, total } = await server.get<{ total: number; items: { id: string }[] }>(
    "/clients?q=Ahlgrenson",
    accessToken,
  );
  expect(total).toBe(1);
  await page.goto(`${server.url}/clients/${items[0]?.id}`);
  const related = page.getByRole("list", { name: "May be related" }).getByRole("listitem");
  await related.getByRole("link", { name: "Lil Moenberg" }).waitFor();
  expect(await related.allTextContents()).toEqual(["Lil Moenberg same email, another name"]);
  expect(await page.getByRole("list", { name: "May be the same" }).count()).toBe(0);
  await context.close();
});

test("an import is undone from its page, and a spreadsheet's own format is refused in words", async () => {
  const { context, page } = await visitor(browser, `${server.url}/import/leads`, "agent1@demo.test");
  const input = page.locator("input[type=file]");
  await input.setInputFiles({ name: "leads.xlsx", mimeType: "application/zip", buffer: Buffer.from("PK") });
  await page
    .getByRole("alert")
    .getByText(/Save it as CSV/)
    .waitFor();

  await page
    .getByRole("textbox", { name: "Or paste a table" })
    .fill("Name\tEmail\tPhone\tWhen\nXi Lium\txi.lium@example.com\t\teventually\n");
  await page.getByRole("button", { name: "Use what was pasted" }).click();
  const values = page.getByRole("region", { name: "Values of When" });
  await values.getByRole("combobox", { name: "What “eventually” means" }).click();
  await page.getByRole("option", { name: "After 12 months" }).click();
  await page.getByRole("complementary", { name: "Preview" }).getByText("After 12 months").waitFor();
  await page.getByRole("button", { name: "Check duplicates" }).click();
  await page.getByRole("button", { name: "Import 1 row" }).click();
  await page.getByRole("heading", { name: "1 lead imported" }).waitFor();
  await page.getByRole("button", { name: "Undo the import" }).click();
  await page.getByRole("heading", { name: "The import was undone" }).waitFor();
  await page.getByRole("status").getByText("1 taken back").waitFor();
  await context.close();
});

test("an export from the settings has the mark and the archived records unless told otherwise", async () => {
  const { accessToken } = await server.signIn("agent1@demo.test");
  const { id } = await server.post<{ id: string }>("/clients", accessToken, {
    fields: { FirstName: "Zoë", LastName: "Archivedson" },
    visibility: "team",
  });
  await server.post(`/clients/${id}/archive`, accessToken, {});
  const { context, page } = await visitor(browser, `${server.url}/settings/export`, "agent1@demo.test");
  const saved = async () => {
    const button = page.getByRole("button", { name: "Export clients" });
    const [file] = await Promise.all([page.waitForEvent("download"), button.click()]);
    expect(file.suggestedFilename()).toBe("clients.csv");
    return readFileSync(await file.path(), "utf8");
  };
  const whole = await saved();
  expect(whole.startsWith("\ufeffid,")).toBe(true);
  expect(whole).toContain("Zoë,");
  await page.getByRole("checkbox", { name: "For spreadsheets" }).uncheck();
  await page.getByRole("checkbox", { name: "Archived records too" }).uncheck();
  const plain = await saved();
  expect(plain.startsWith("id,")).toBe(true);
  expect(plain).not.toContain("Zoë,");
  expect(plain).toContain("Moenberg");
  await context.close();
});
