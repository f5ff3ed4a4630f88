import createClient from "openapi-fetch";
import { expect, test } from "vitest";
import type { paths } from "./api.gen";

// A client made of the document, as somebody else would make one: it compiles against filters, sorts and uploads, and
// what it sends is what the server reads.

/** A client whose requests are kept, and answered with status and body. */
function recorded(status: number, body?: unknown) {
  const requests: Request[] = [];
  const client = createClient<paths>({
    baseUrl: "http://roomkey.test/api/v1",
    fetch: async (request: Request) => {
      requests.push(request);
      return new Response(body === undefined ? null : JSON.stringify(body), {
        status,
        headers: { "Content-Type": "application/json" },
      });
    },
  });
  return { client, requests };
}

test("filters and sorts are typed, and sent as the server reads them", async () => {
  const { client, requests } = recorded(200, { items: [], next: null, total: 0 });
  const { data } = await client.GET("/listings", {
    params: {
      query: {
        "filter[ListPrice][gte]": 10_000_000,
        "filter[ListPrice][lt]": 50_000_000,
        "filter[StandardStatus]": "Active",
        sort: "-ListPrice",
        limit: 50,
      },
    },
  });
  expect(data?.total).toBe(0);
  const asked = new URL(requests[0]?.url ?? "").searchParams;
  expect([...asked]).toEqual([
    ["filter[ListPrice][gte]", "10000000"],
    ["filter[ListPrice][lt]", "50000000"],
    ["filter[StandardStatus]", "Active"],
    ["sort", "-ListPrice"],
    ["limit", "50"],
  ]);
});

test("what the server refuses does not compile", async () => {
  const { client } = recorded(200, { items: [], next: null, total: 0 });
  // @ts-expect-error a field that there is not
  await client.GET("/listings", { params: { query: { "filter[Price]": 1 } } });
  // @ts-expect-error a comparison that the field does not allow
  await client.GET("/escrows", { params: { query: { "filter[owner][gt]": "x" } } });
  // @ts-expect-error a value that the field can't have
  await client.GET("/listings", { params: { query: { "filter[StandardStatus]": "Dreaming" } } });
  // @ts-expect-error a sort that there is not
  await client.GET("/listings", { params: { query: { sort: "-Media" } } });
  // @ts-expect-error a member that must be there
  await client.POST("/tokens", { body: { name: "x" } });
  expect.assertions(0);
});

test("a package is uploaded as a form", async () => {
  const { client, requests } = recorded(201, {});
  await client.POST("/plugins", {
    body: { package: new Blob(["zip"]), unsigned: true },
    bodySerializer: (body) => {
      const form = new FormData();
      form.set("package", body.package);
      form.set("unsigned", String(body.unsigned ?? false));
      return form;
    },
  });
  const form = await requests[0]?.formData();
  expect(form?.get("unsigned")).toBe("true");
  expect(form?.get("package")).toBeInstanceOf(Blob);
});

test("a refusal is a problem with its code", async () => {
  const { client } = recorded(404, {
    status: 404,
    code: "not_found",
    title: "Not Found",
    detail: "there is no such record",
  });
  const { error } = await client.GET("/leads/{id}", { params: { path: { id: crypto.randomUUID() } } });
  expect(error?.code).toBe("not_found");
});
