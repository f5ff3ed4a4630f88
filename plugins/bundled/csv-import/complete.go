package main

import (
	"strings"

	"roomkey/crm"
	"roomkey/plugins/bundled/words"
)

// complete makes fields of parts, and adds the initial values of a new record of its type.
func (d *draft) complete(r *reader) {
	if d.kind.Name == "client" || d.kind.Name == "lead" {
		refuseByTags(d)
	}
	switch d.kind.Name {
	case "listing":
		listingDraft{d}.completeListing()
	case "escrow":
		d.completeEscrow(r.listings)
	case "client":
		clientDraft{d}.completeClient()
	case "lead":
		completeLead(d)
	case "appointment":
		appointmentDraft{d}.completeAppointment()
	}
	warnOfPrices(d)
}

func (d *draft) completeEscrow(listings map[string]string) {
	if d.fields["propertyAddress"] == nil && d.parts["~streetName"] != "" {
		street := d.street()
		if unit := d.parts["~unit"]; unit != "" {
			street += " #" + strings.TrimPrefix(unit, "#")
		}
		d.put("/propertyAddress", street)
	}
	completeSide(d)
	completeCommission(d)
	if address, ok := d.fields["propertyAddress"].(string); ok && d.parts["~city"] != "" &&
		words.Address(address).City == "" {
		d.fields["propertyAddress"] = strings.TrimSpace(address + ", " + d.parts["~city"] + ", " + d.parts["~state"] +
			" " + d.parts["~zip"])
	}
	if said := d.parts["~listing"]; said != "" {
		if _, err := crm.ParseID(said); err == nil {
			d.otherwise("/listing", said)
		} else if id := listings[strings.ToUpper(said)]; id != "" {
			d.otherwise("/listing", id)
		} else { // it is probably another brokerage's
			d.notes = append(d.notes, "MLS number "+said)
		}
	}
	if d.fields["openedDate"] == nil && d.unread["openedDate"] == "" && d.fields["acceptanceDate"] != nil {
		d.put("/openedDate", d.fields["acceptanceDate"])
		d.warn(cell{column: "Opening date"}, "is not said: the acceptance date was taken")
	}
	d.otherwise("/status", "open")
}

func completeLead(d *draft) {
	name := strings.Join(strings.Fields(d.parts["~first"]+" "+d.parts["~last"]+" "+d.parts["~suffix"]), " ")
	completeRelation(d)
	d.otherwise("/name", name)
	if is, _ := d.fields["name"].(string); is != "" {
		is = strings.Join(strings.Fields(is), " ")
		if _, after, comma := strings.Cut(is, ","); comma && !organization.MatchString(after) { // "O'Neil, Pat"
			first, last := words.Name(is)
			is = strings.TrimSpace(first + " " + last)
		}
		d.fields["name"] = is
	}
	if email, _ := d.fields["email"].(string); d.fields["name"] == nil && d.unread["name"] == "" {
		switch phone, _ := d.fields["phone"].(string); {
		case email != "":
			name, _, _ := strings.Cut(email, "@")
			d.standIn("/name", name, "has no name: the e-mail address was taken")
		case phone != "":
			d.standIn("/name", phone, "has no name: the phone number was taken")
		}
	}
	completeRole(d)
	d.otherwise("/stage", "new")
	d.otherwise("/source", "CSV import")
}
