import { zoneOf } from "../../../trade/zone";
import { useDoc, useRecord } from "./OpenRecord";

/** The zone that the record's times are meant in, as an appointment has one; undefined: this device's. */
export function useZone(): string | undefined {
  return useDoc(useRecord().shared, zoneOf);
}
