import { expect, test } from "vitest";
import { typeNamed } from "../../../trade/testSchema";
import { splitAddress, titleText } from "./titleText";

test("an escrow is called by its street, and its town follows", () => {
  expect(titleText(typeNamed("escrow"), { propertyAddress: "2418 Larkspur Way, Sacramento, CA 95818" })).toBe(
    "2418 Larkspur Way",
  );
  expect(splitAddress("2418 Larkspur Way, Sacramento, CA 95818")).toEqual([
    "2418 Larkspur Way",
    "Sacramento, CA 95818",
  ]);
  expect(splitAddress("1 Record Way")).toEqual(["1 Record Way", ""]);
  expect(titleText(typeNamed("client"), { FirstName: "Dana", LastName: "Tolliver" })).toBe("Dana Tolliver");
  expect(titleText(typeNamed("escrow"), {})).toBe("Untitled");
});
