import type { Row } from "@roomkey/client";
import { expect, test } from "vitest";
import { typeNamed } from "../../../trade/testSchema";
import { reachableAt } from "./phones";

const linked = (type: string, fields: Record<string, unknown>) => ({
  row: { id: "x", type, fields } as unknown as Row,
  type: typeNamed(type),
  by: "",
});

test("a lead has a number, a client the one that is preferred", () => {
  expect(reachableAt(typeNamed("lead"), { name: "Ann", phone: "+1 (916) 555-0142" }, [])).toEqual({
    name: "Ann",
    number: "+19165550142",
  });
  const TEL = [{ number: "916 555 0101" }, { number: "916 555 0102", preferred: true }];
  expect(reachableAt(typeNamed("client"), { FirstName: "Bo", TEL }, [])?.number).toBe("9165550102");
});

test("about an escrow its client is called, and nobody where no number is known", () => {
  const client = linked("client", { FirstName: "Dana", LastName: "Tolliver", TEL: [{ number: "9165550142" }] });
  expect(reachableAt(typeNamed("escrow"), {}, [linked("listing", {}), client])?.name).toBe("Dana Tolliver");
  expect(reachableAt(typeNamed("escrow"), {}, [])).toBeUndefined();
  expect(reachableAt(typeNamed("lead"), { phone: "javascript:1" }, [])).toBeUndefined();
});
