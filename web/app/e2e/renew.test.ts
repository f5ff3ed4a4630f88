import { expect, test } from "vitest";
import { badge, browser, serving, set, textArea, value, visitor } from "./browser";
import { Server } from "./server";

const server = serving(new Server());

/** A listing of agent1's whose history is long enough to be renewed. */
async function longListing(token: string): Promise<string> {
  const fields = {
    ListingId: "L-long",
    StandardStatus: "Active",
    PropertyType: "Residential",
    UnparsedAddress: "1 Long Way",
    City: "Davis",
    StateOrProvince: "CA",
    PostalCode: "95616",
    ListPrice: 50_000_000,
  };
  const { id } = await server.post<{ id: string }>("/listings", token, { fields });
  for (const text of ["LONG WORDS. ", "Other text, ", "A house."])
    await server.patch(`/listings/${id}`, token, {
      fields: { PublicRemarks: text.repeat(text === "A house." ? 1 : 2_000) },
    });
  return id;
}

test("a record is renewed: open pages go on in it, and what was typed offline is saved there", async () => {
  const { accessToken } = await server.signIn("agent1@demo.test");
  const id = await longListing(accessToken);
  const one = await visitor(browser, server.url, "agent1@demo.test");
  const two = await visitor(browser, server.url, "agent2@demo.test");
  for (const { page } of [one, two]) {
    await page.goto(`${server.url}/listings/${id}`);
    await expect.poll(() => value(page, "City")).toBe("Davis");
  }
  await two.context.setOffline(true);
  await expect.poll(() => badge(two.page).textContent()).toMatch(/^(Offline|Reconnecting)/);
  await set(two.page, "City", "Galt");
  await textArea(two.page, "Public remarks").fill("A big house.");
  await expect.poll(() => badge(two.page).textContent()).toMatch(/edits? waiting/);

  await server.post(`/listings/${id}/renew`, accessToken, {});
  await one.page.getByRole("region", { name: "Property" }).getByRole("button", { name: /^Show/ }).click();
  await set(one.page, "Unit", "7");
  await server.patch(`/listings/${id}`, accessToken, { fields: { PublicRemarks: "A house. By the lake." } });
  await expect.poll(() => value(one.page, "Public remarks")).toBe("A house. By the lake.");

  await two.context.setOffline(false);
  await expect.poll(() => badge(two.page).textContent(), { timeout: 40_000 }).toBe("Connected");
  for (const { page } of [one, two]) {
    await expect.poll(() => value(page, "City"), { timeout: 20_000 }).toBe("Galt");
    await expect.poll(() => value(page, "Unit")).toBe("7");
    await expect.poll(() => value(page, "Public remarks")).toBe("A big house. By the lake.");
    expect(await page.getByRole("alert").count()).toBe(0);
  }
  await two.page.reload(); // and so it is on the disk of the device
  await expect.poll(() => value(two.page, "Public remarks")).toBe("A big house. By the lake.");
  await one.context.close();
  await two.context.close();
});
