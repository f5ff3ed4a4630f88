package main

import (
	"math"
	"regexp"
	"strings"

	"roomkey/plugins/bundled/words"
)

// listingDraft is the draft of a listing.
type listingDraft struct{ *draft }

func (d listingDraft) completeListing() {
	d.completeAddress()
	d.completeLot()
	d.completeBaths()
	if text := d.parts["~hoaMonthly"]; text != "" {
		c := d.from["~hoaMonthly"]
		if value, err := readMoney(d.kind.Root("AssociationFee"), text); err != nil {
			d.unreadable("/AssociationFee", c, err.Error())
		} else {
			d.put("/AssociationFee", value.given)
			d.put("/AssociationFeeFrequency", "Monthly")
		}
	}
	d.completeStatus()
	d.completePrice()
	d.completeRent()
	if d.fields["PropertyType"] != nil && d.fields["PropertySubType"] == nil {
		d.subtype()
	}
	if d.fields["PropertyType"] == nil && d.unread["PropertyType"] == "" {
		if sub, ok := d.fields["PropertySubType"].(string); ok && propertyType(strings.ToLower(sub)) != "" {
			d.put("/PropertyType", propertyType(strings.ToLower(sub)))
			return
		}
		built := d.fields["BedroomsTotal"] != nil || d.fields["LivingArea"] != nil
		if !built && d.fields["YearBuilt"] == nil && d.fields["LotSizeSquareFeet"] != nil {
			d.standIn("/PropertyType", "Land", "has no property type, no rooms and a lot: Land was taken")
		}
		if built {
			d.standIn("/PropertyType", "Residential", "has no property type: Residential was taken")
		}
	}
}

// subtype keeps what the file calls the type where that says more than the type does.
func (d listingDraft) subtype() {
	c, ok := d.from["type"]
	if ok && heading(c.text) != heading(textOf(d.fields["PropertyType"])) &&
		len(heading(c.text)) > 3 {
		d.put("/PropertySubType", c.text)
	}
}

// completeAddress takes the address apart, or puts it together: the city, the state and the ZIP code have fields of
// their own.
func (d listingDraft) completeAddress() {
	text := strings.TrimSpace(blanks.ReplaceAllString(d.parts["~address"], ", "))
	if text == "" && d.parts["~streetName"] != "" {
		text = d.street()
	}
	at := words.Address(text)
	if at.City != "" || at.Zip != "" {
		text = at.Street
		if at.Unit != "" {
			text += " #" + at.Unit
		}
	}
	d.otherwise("/UnparsedAddress", text)
	d.otherwise("/UnitNumber", at.Unit)
	d.otherwise("/City", at.City)
	d.otherwise("/StateOrProvince", at.State)
	d.otherwise("/PostalCode", at.Zip)
	if zip, _ := d.fields["PostalCode"].(string); d.fields["StateOrProvince"] == nil && californian.MatchString(zip) {
		d.standIn("/StateOrProvince", "CA", "has no state: the ZIP code is in California")
	}
}

// street is the street that several columns make: number, direction, name, type, and a direction after them.
func (d *draft) street() string {
	return strings.Join(strings.Fields(strings.Join([]string{d.parts["~houseNumber"], d.parts["~direction"],
		d.parts["~streetName"], d.parts["~streetType"], d.parts["~directionAfter"]}, " ")), " ")
}

var californian = regexp.MustCompile(`^9[0-6]\d{3}(?:-\d{4})?$`)

func (d listingDraft) completeLot() {
	if number, ok := words.Number(d.from["lot"].text); ok && number > 0 &&
		strings.HasPrefix(heading(d.parts["~lotUnit"]), "ac") {
		d.fields["LotSizeSquareFeet"] = math.Round(number * acre)
	}
	text := d.parts["~acres"]
	if text == "" || d.fields["LotSizeSquareFeet"] != nil {
		return
	}
	parts := unit.FindStringSubmatch(text)
	if parts != nil && strings.HasPrefix(strings.ToLower(parts[2]), "ac") {
		text = parts[1]
	}
	number, ok := words.Number(text)
	if !ok || number < 0 {
		d.unreadable("/LotSizeSquareFeet", d.from["~acres"], shown(text)+" is not a number of acres")
		return
	}
	if number > 0 {
		d.put("/LotSizeSquareFeet", math.Round(number*acre))
	}
}

func (d listingDraft) completeBaths() {
	if text := d.parts["~bedsBaths"]; text != "" {
		d.completeBedsBaths(text)
	}
	if text := d.parts["~bathsFullHalf"]; text != "" {
		d.completeFullHalf(text)
	}
	if d.fields["BathroomsTotalInteger"] != nil || d.parts["~bathsFull"] == "" {
		return
	}
	full, ok := words.Number(d.parts["~bathsFull"])
	half, _ := words.Number(d.parts["~bathsHalf"])
	if ok {
		d.put("/BathroomsTotalInteger", full+half)
	}
}

// fullAndHalf is "3.2", "2/1" or "2 / 1": three full baths and two half ones.
var fullAndHalf = regexp.MustCompile(`^(\d{1,2})\s*([./])\s*(\d)$`)

// mostHalves is how many half baths a home has that has fewer full ones, at most.
const mostHalves = 4

// completeFullHalf reads full and half baths. "2.5" is two and a half, as where one number is asked for: some programs
// write that under such a heading, and nobody has five half baths.
func (d listingDraft) completeFullHalf(text string) {
	field, at := d.kind.Root("BathroomsTotalInteger"), d.from["~bathsFullHalf"]
	if parts := fullAndHalf.FindStringSubmatch(text); parts != nil && (parts[2] == "/" || parts[3] != "5") {
		full, _ := words.Number(parts[1])
		half, _ := words.Number(parts[3])
		if half > mostHalves && (half > full || parts[2] == ".") {
			d.unreadable("/BathroomsTotalInteger", at, shown(text)+" is not a count of full and half baths")
			return
		}
		d.put("/BathroomsTotalInteger", full+half)
		return
	}
	value, err := readNumber(field, text)
	if err != nil {
		d.unreadable("/BathroomsTotalInteger", at, err.Error())
		return
	}
	for _, w := range value.warnings {
		d.warn(at, w)
	}
	d.put("/BathroomsTotalInteger", value.given)
}

// completeBedsBaths reads "4/3,0,0,0": the beds, and after the stroke the full baths and those that lack something.
func (d listingDraft) completeBedsBaths(text string) {
	beds, baths, _ := strings.Cut(text, "/")
	count, ok := words.Number(beds)
	total := 0.0
	for _, part := range strings.Split(baths, ",") {
		number, is := words.Number(part)
		total, ok = total+number, ok && is
	}
	if !ok || count != math.Trunc(count) {
		d.unreadable("/BedroomsTotal", d.from["~bedsBaths"], shown(text)+" is not a count of beds and baths")
		return
	}
	d.put("/BedroomsTotal", count)
	d.put("/BathroomsTotalInteger", math.Ceil(total))
}

// completeOnePrice reads the price of a file that has one: of a closed sale it is the sale price.
func (d listingDraft) completeOnePrice() {
	closed := d.fields["StandardStatus"] == "Closed"
	if text := d.parts["~listOrClose"]; text != "" {
		name := "ListPrice"
		if closed {
			name = "ClosePrice"
		}
		value, err := readMoney(d.kind.Root(name), text)
		if err != nil {
			d.unreadable("/"+name, d.from["~listOrClose"], err.Error())
			return
		}
		if value.given != nil && !d.has("/"+name) {
			d.from["price "+name] = d.from["~listOrClose"]
		}
		d.put("/"+name, value.given)
	}
	if price := d.fields["ListPrice"]; closed && price != nil && d.fields["ClosePrice"] == nil &&
		d.unread["ClosePrice"] == "" {
		for _, c := range d.reader.columns {
			key := heading(c.name)
			if c.target == "/ListPrice" && !c.also && (key == "price" || key == "currentprice") {
				d.put("/ClosePrice", price)
				d.warn(cell{column: c.name}, "is the only price of a closed sale: it was taken for the sale price too")
			}
		}
	}
}

// completeRent makes a home for rent one, where another column than the type says so.
func (d listingDraft) completeRent() {
	switch heading(d.parts["~saleOrRent"]) {
	case "rent", "forrent", "lease", "forlease", "rental":
	default:
		return
	}
	if is := d.fields["PropertyType"]; is == nil || is == "Residential" {
		d.fields["PropertyType"] = "Residential Lease"
	}
}

// completePrice takes another price of a listing that has no list price.
func (d listingDraft) completePrice() {
	d.completeOnePrice()
	if d.fields["ListPrice"] != nil || d.unread["ListPrice"] != "" {
		return
	}
	for _, name := range []string{"OriginalListPrice", "ClosePrice"} {
		if price := d.fields[name]; price != nil && d.fields["ListPrice"] == nil {
			d.put("/ListPrice", price)
			d.warn(cell{column: "List price"}, "is not said: the "+lower(d.kind.Root(name).Label)+" was taken")
		}
	}
}

// completeStatus finds a status that can't be read from what else the row says.
func (d listingDraft) completeStatus() {
	if d.fields["StandardStatus"] != nil {
		return
	}
	status := ""
	switch {
	case d.fields["CloseDate"] != nil && d.fields["ClosePrice"] != nil:
		status = "Closed"
	case d.unread["StandardStatus"] == "":
		return
	case d.fields["PurchaseContractDate"] != nil:
		status = "Pending"
	default:
		status = "Incomplete"
	}
	d.put("/StandardStatus", status)
}
