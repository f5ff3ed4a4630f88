package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"roomkey/crm"
	"roomkey/plugins/bundled/words"
)

// partLabels are what people call the parts that a column may be.
var partLabels = map[string]string{"~id": "Id", "~note": "Note", "~phone": "Phone", "~phone:cell": "Mobile phone",
	"~phone:home": "Home phone", "~phone:work": "Work phone", "~phone:fax": "Fax", "~name": "Full name",
	"~first": "First name", "~last": "Last name", "~suffix": "Name suffix", "~spouseFirst": "Spouse's first name",
	"~spouseLast": "Spouse's last name", "~address": "Address", "~houseNumber": "Street number",
	"~direction": "Street direction", "~streetName": "Street name", "~streetType": "Street type", "~acres": "Lot in " +
		"acres",
	"~bathsFull": "Full baths", "~bathsHalf": "Half baths", "~hoaMonthly": "HOA fee by month", "~number": "Escrow " +
		"number",
	"~listing": "MLS number", "~city": "City", "~state": "State", "~zip": "ZIP code", "~party:buyer": "Buyer",
	"~party:seller": "Seller", "~party:lender": "Lender", "~party:title officer": "Title officer",
	"~contingency:investigation": "Investigation contingency", "~contingency:appraisal": "Appraisal contingency",
	"~contingency:loan": "Loan contingency", "~start": "Starts", "~end": "Ends", "~startDate": "Start date",
	"~startTime": "Start time", "~endDate": "End date", "~endTime": "End time", "~dnc": "Do not contact",
	"~not:/consent/email": "No e-mail", "~not:/consent/sms": "No text messages", "~not:/consent/call": "No calls"}

// isPart reports whether a type has columns that are this part.
func isPart(kind *crm.RecordType, target string) bool {
	for _, m := range headings(kind) {
		if m.target == target {
			return true
		}
	}
	return kind.Name == "client" && (strings.HasPrefix(target, "~adr:") && strings.Count(target, ":") == 2 ||
		strings.HasPrefix(target, "~phone"))
}

// takePart keeps a cell that does not fill a field alone, for complete. detail is the cell that says what kind it is.
func (d *draft) takePart(target string, c cell, detail string) {
	kind, of, _ := strings.Cut(target, ":")
	if kind != "~note" && nothing(c.text) {
		return
	}
	switch kind {
	case "~note":
		d.takeNote(of, c)
	case "~phone":
		if detail = phoneKind(heading(detail)); detail != "" {
			of = detail[1:]
		}
		d.takePhones(of, c)
	case "~party":
		for _, name := range strings.Split(c.text, ";") {
			if name = strings.TrimSpace(name); name != "" {
				d.put("/parties", []any{map[string]any{"contact": name, "role": of}})
			}
		}
	case "~contingency":
		d.takeContingency(of, c)
	case "~not":
		d.takeRefusal(of, c)
	case "~dnc":
		if no, ok := boolOf(c.text); !ok {
			d.unreadable("/tags", c, shown(c.text)+" is neither yes nor no")
		} else if no {
			d.put("/tags", []any{"do not contact"})
			d.keep(c.column, c.text)
		}
	default:
		if d.parts[target] == "" {
			d.parts[target], d.from[target] = c.text, c
		}
	}
}

// takeNote takes a note. A column that is not called so says in the note what it is.
func (d *draft) takeNote(of string, c cell) {
	if dash(c.text) {
		return
	}
	if of != "" {
		d.notes = append(d.notes, c.column+": "+c.text)
		return
	}
	d.notes = append(d.notes, noteTexts(c.text)...)
}

// noteTexts returns the texts of a cell with notes; our own export writes notes as JSON.
func noteTexts(text string) []string {
	var exported []struct {
		Body string `json:"body"`
	}
	if !strings.HasPrefix(text, "[") || json.Unmarshal([]byte(text), &exported) != nil {
		return []string{text}
	}
	var bodies []string
	for i := range exported {
		if exported[i].Body != "" {
			bodies = append(bodies, exported[i].Body)
		}
	}
	return bodies
}

// takeRefusal reads "Email Opt Out: yes", which is a consent that is not given.
func (d *draft) takeRefusal(pointer string, c cell) {
	refused, ok := boolOf(c.text)
	if !ok {
		d.unreadable(pointer, c, shown(c.text)+" is neither yes nor no")
		return
	}
	if refused { // not to have opted out is no consent
		d.put(pointer, false)
	}
}

func (d *draft) takePhones(of string, c cell) {
	text := strings.ReplaceAll(c.text, ":::", "\n")
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(";,|\n", r) }) {
		numbers := []string{part}
		if sides := strings.Split(part, "/"); len(sides) > 1 && words.Phone(sides[0]) != "" &&
			words.Phone(sides[1]) != "" {
			numbers = sides
		}
		for _, number := range numbers {
			d.takePhone(of, cell{c.column, strings.TrimSpace(number)})
		}
	}
}

func (d *draft) takePhone(of string, c cell) {
	if nothing(c.text) {
		return
	}
	if parts := labelled.FindStringSubmatch(c.text); parts != nil && !strings.EqualFold(parts[1], "tel") {
		if kind := phoneKind(heading(parts[1])); kind != "" {
			of = kind[1:]
		}
		c.text = parts[2]
	}
	number, err := phoneOf(d.kind.Field("/TEL/0/number"), c.text)
	if err != nil {
		d.unreadable("/TEL", c, err.Error())
		return
	}
	tel := map[string]any{"number": number}
	if of != "" {
		tel["type"] = of
	}
	d.put("/TEL", []any{tel})
}

// takeContingency reads the due date or the status of a contingency.
func (d *draft) takeContingency(of string, c cell) {
	item := map[string]any{"type": of, "status": "active"}
	date, ok := words.Date(c.text)
	switch state := strings.ToLower(c.text); {
	case noDay.MatchString(c.text):
		return
	case ok:
		item["dueDate"] = date
	case slices.Contains([]string{"removed", "waived", "extended", "failed", "active"}, state):
		item["status"] = state
	default:
		d.unreadable("/contingencies", c, fmt.Sprintf(
			"%s is neither the day that the %s contingency is due nor removed, waived, extended or failed",
			shown(c.text), of))
		return
	}
	d.put("/contingencies", []any{item})
}

// complete makes fields of parts, and adds the initial values of a new record of its type.
func (d *draft) complete(r *reader) {
	switch d.kind.Name {
	case "listing":
		listingDraft{d}.completeListing()
	case "escrow":
		d.completeEscrow(r.listings)
	case "client":
		clientDraft{d}.completeClient()
	case "lead":
		d.completeLead()
	case "appointment":
		appointmentDraft{d}.completeAppointment()
	}
}

func (d *draft) otherwise(pointer string, value any) {
	if text, ok := value.(string); !ok || text != "" {
		d.put(pointer, value) // the first value counts
	}
}

func (d *draft) completeEscrow(listings map[string]string) {
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

func (d *draft) completeLead() {
	name := strings.Join(strings.Fields(d.parts["~first"]+" "+d.parts["~last"]+" "+d.parts["~suffix"]), " ")
	d.otherwise("/name", name)
	if email, _ := d.fields["email"].(string); d.fields["name"] == nil && d.unread["name"] == "" {
		switch phone, _ := d.fields["phone"].(string); {
		case email != "":
			name, _, _ := strings.Cut(email, "@")
			d.standIn("/name", name, "has no name: the e-mail address was taken")
		case phone != "":
			d.standIn("/name", phone, "has no name: the phone number was taken")
		}
	}
	d.otherwise("/stage", "new")
	d.otherwise("/source", "CSV import")
}

// standIn fills a required field by something that stands for it.
func (d *draft) standIn(pointer, text, why string) {
	d.put(pointer, text)
	d.warn(cell{text: text}, why)
}
