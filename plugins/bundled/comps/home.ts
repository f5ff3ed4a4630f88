import { Json } from "./roomkey";
import { days } from "./date";

/** A home: the subject or one that was sold. NaN, 0 and "" stand for unknown values. */
export class Home {
  id: string = "";
  address: string = "";
  unit: string = "";
  subType: string = "";
  latitude: f64 = NaN;
  longitude: f64 = NaN;
  area: f64 = 0; // square feet
  bedrooms: f64 = NaN;
  bathrooms: f64 = NaN;
  built: f64 = NaN; // year
  price: f64 = 0; // cents, of its sale
  closed: i32 = 0; // days since 1970
  closeDate: string = "";

  static fromListing(record: Json): Home {
    const fields = record.get("fields");
    const home = new Home();
    home.id = record.get("id").text;
    home.address = fields.get("UnparsedAddress").text;
    home.unit = fields.get("UnitNumber").text;
    const city = fields.get("City").text;
    if (city != "") home.address += ", " + city;
    home.subType = fields.get("PropertySubType").text;
    home.latitude = known(fields.get("Latitude"));
    home.longitude = known(fields.get("Longitude"));
    home.area = fields.get("LivingArea").number;
    home.bedrooms = known(fields.get("BedroomsTotal"));
    home.bathrooms = known(fields.get("BathroomsTotalInteger"));
    home.built = known(fields.get("YearBuilt"));
    home.price = fields.get("ClosePrice").number;
    home.closeDate = fields.get("CloseDate").text;
    home.closed = days(home.closeDate);
    return home;
  }

  /** Replaces values of the listing by those of the input. */
  correct(input: Json): void {
    if (input.get("latitude").isNumber) this.latitude = input.get("latitude").number;
    if (input.get("longitude").isNumber) this.longitude = input.get("longitude").number;
    if (input.get("livingArea").isNumber) this.area = input.get("livingArea").number;
    if (input.get("bedrooms").isNumber) this.bedrooms = input.get("bedrooms").number;
    if (input.get("bathrooms").isNumber) this.bathrooms = input.get("bathrooms").number;
    if (input.get("yearBuilt").isNumber) this.built = input.get("yearBuilt").number;
    if (input.get("propertySubType").isText) this.subType = input.get("propertySubType").text;
  }

  /**
   * Reports whether a sale is of this home, and so tells nothing about its price: the same listing, or another one at the
   * same address. Without an address it is the same place, size and rooms.
   */
  isSame(sale: Home): bool {
    if (this.id != "" && this.id == sale.id) return true;
    if (this.address != "" && sale.address != "")
      return plainly(this.address) == plainly(sale.address) && plainly(this.unit) == plainly(sale.unit);
    return (
      this.address == "" &&
      this.latitude == sale.latitude &&
      this.longitude == sale.longitude &&
      this.area == sale.area &&
      (isNaN(this.bedrooms) || this.bedrooms == sale.bedrooms) &&
      (isNaN(this.bathrooms) || this.bathrooms == sale.bathrooms)
    );
  }

  /** Miles to another home on the sphere. */
  miles(to: Home): f64 {
    const rad = Math.PI / 180;
    const north = Math.sin(((to.latitude - this.latitude) * rad) / 2);
    const east = Math.sin(((to.longitude - this.longitude) * rad) / 2);
    const chord = north * north + Math.cos(this.latitude * rad) * Math.cos(to.latitude * rad) * east * east;
    return 2 * 3958.8 * Math.asin(Math.min(1, Math.sqrt(chord)));
  }
}

function known(value: Json): f64 {
  return value.isNumber ? value.number : NaN;
}

/** Letters and digits alone, in lower case. */
function plainly(text: string): string {
  const lower = text.toLowerCase();
  let plain = "";
  for (let i = 0; i < lower.length; i++) {
    const c = lower.charCodeAt(i);
    if ((c >= 97 && c <= 122) || (c >= 48 && c <= 57) || c > 127) plain += lower.charAt(i);
  }
  return plain;
}
