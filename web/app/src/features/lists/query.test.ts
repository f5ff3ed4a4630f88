import { expect, test } from "vitest";
import { typeNamed } from "../../trade/testSchema";
import { columnsOf } from "./columns";
import { escrowType } from "./fixtures";
import { changedParts, readQuery, readSearch, writeQuery } from "./query";
import { builtInViews, chosenView, queryOf, viewOf } from "./views";

const columns = columnsOf(escrowType);

test("a query and its text are each other's", () => {
  const text = {
    filter: "status:any:open,contingent;closeOfEscrowDate:in:this-month;tags:any:a%2Cb%25%3A;purchasePrice:empty",
    sort: "-purchasePrice,title",
    group: "status",
    columns: "title,purchasePrice,commission.gci",
    layout: "board",
  };
  const query = readQuery(text, columns);
  expect(query.filters.map(({ values }) => values)).toEqual([["open", "contingent"], ["this-month"], ["a,b%:"], []]);
  expect(query.sort).toEqual([
    { column: "purchasePrice", desc: true },
    { column: "title", desc: false },
  ]);
  expect(writeQuery(query)).toEqual(text);
});

test("garbage in an address is left out", () => {
  expect(readSearch({ q: 95621, filter: ["a"], sort: null, view: "", peek: {}, more: "x", group: true })).toEqual({
    q: "95621",
  });
  expect(readSearch({ filter: "", q: "x".repeat(5_000) })).toEqual({ filter: "" });
  for (const filter of ["", ";;;", ":::", "status", "status:any", "status:any:", "nothing:any:x", "status:has:x"]) {
    expect(readQuery({ filter }, columns).filters).toEqual([]);
  }
  const query = readQuery(
    {
      filter: "purchasePrice:over:NaN;__proto__:any:x;%%%",
      sort: ",-,--x,constructor,",
      group: "briefing",
      layout: "9",
    },
    columns,
  );
  expect(query).toEqual({ filters: [], sort: [], group: undefined, columns: undefined, layout: "table" });
  expect(readQuery({ filter: "tags:empty;".repeat(400), columns: "x,title,title" }, columns)).toMatchObject({
    filters: { length: 16 },
    columns: ["title"],
  });
});

test("an address says only what differs from the view", () => {
  const views = builtInViews("escrow");
  const view = chosenView(views, "closing");
  expect(chosenView(views, "was deleted").id).toBe("open");
  const whole = writeQuery(readQuery(view.query, columns));
  expect(changedParts(whole, whole)).toEqual({});
  const ungrouped = { ...whole, group: "" };
  expect(changedParts(ungrouped, whole)).toEqual({ group: "" });
  expect(writeQuery(readQuery(queryOf(view, { group: "" }), columns))).toEqual(ungrouped);
});

test("of a saved view, whoever wrote it, only what is a query is read", () => {
  const saved = { id: "x", type: "escrow", name: "Mine", shared: null, pinned: false };
  const query = { filter: "status:any:open", sort: 3, peek: "x", q: "y", more: {} } as Record<string, unknown>;
  expect(viewOf({ ...saved, query }).query).toEqual({ filter: "status:any:open", sort: "3" });
});

test("leads open with the active pipeline; what is closed or trash is a view of its own", () => {
  const views = builtInViews("lead");
  const columns = columnsOf(typeNamed("lead"));
  const stages = (id: string | undefined) =>
    readQuery(chosenView(views, id).query, columns).filters.find(({ column }) => column === "stage")?.values ?? [];
  expect(chosenView(views, undefined).name).toBe("Active pipeline");
  expect(stages(undefined)).toContain("new");
  expect(stages("over")).toEqual(["closed", "past_client", "lost", "trash"]);
  for (const over of stages("over")) for (const id of [undefined, "mine"]) expect(stages(id)).not.toContain(over);
});
