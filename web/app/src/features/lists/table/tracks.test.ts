import { expect, test } from "vitest";
import { typeNamed } from "../../../trade/testSchema";
import { columnsOf } from "../columns";
import { tracksOf } from "./tracks";

const beside = 1280 - 232 - 10 - 15; // of a window of 1280 pixels: beside the sidebar, the edge and a scroll bar

test.for(["escrow", "listing", "client", "lead", "appointment"])(
  "all columns that a list of one %s shows at first fit into a window of 1280 pixels",
  (name) => {
    const { all, shown } = columnsOf(typeNamed(name));
    expect(tracksOf(shown.flatMap((id) => all.get(id) ?? [])).least).toBeLessThanOrEqual(beside);
  },
);
