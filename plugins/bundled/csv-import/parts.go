package main

import (
	"encoding/json"
	"strings"
	"time"

	"roomkey/crm"
	"roomkey/plugins/bundled/words"
)

// takePart keeps a cell that does not fill a field alone, for complete. If several columns have the same part and a
// record can hold only one, the first one counts.
func (d *draft) takePart(target, cell string) {
	kind, detail, _ := strings.Cut(target, ":")
	switch kind {
	case "~note":
		d.notes = append(d.notes, noteText(cell))
	case "~phone":
		d.takePhones(detail, cell)
	case "~party":
		for _, name := range strings.Split(cell, ";") {
			if name = strings.TrimSpace(name); name != "" {
				d.put("/parties", []any{map[string]any{"contact": name, "role": detail}})
			}
		}
	case "~contingency":
		d.takeContingency(detail, cell)
	default:
		if d.parts[target] == "" {
			d.parts[target] = cell
		}
	}
}

// noteText returns the text of a cell with notes; our own export writes notes as JSON.
func noteText(cell string) string {
	var exported []struct {
		Body string `json:"body"`
	}
	if !strings.HasPrefix(cell, "[") || json.Unmarshal([]byte(cell), &exported) != nil {
		return cell
	}
	bodies := make([]string, len(exported))
	for i := range exported {
		bodies[i] = exported[i].Body
	}
	return strings.Join(bodies, "\n")
}

func (d *draft) takePhones(of, cell string) {
	for _, number := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(";,|/\n", r) }) {
		number = strings.TrimSpace(number)
		if number == "" || nothing(number) {
			continue
		}
		if words.Phone(number) == "" {
			d.fault("/TEL", shown(number)+" is not a phone number")
			continue
		}
		if d.kind.Field("/TEL/0/number").RuleString("", number, "") != nil {
			number = words.Phone(number) // with words around it: "805 555 0134 (home)"
		}
		tel := map[string]any{"number": number}
		if of != "" {
			tel["type"] = of
		}
		d.put("/TEL", []any{tel})
	}
}

// takeContingency reads the due date or the status of a contingency.
func (d *draft) takeContingency(of, cell string) {
	item := map[string]any{"type": of, "status": "active"}
	date, ok := words.Date(cell)
	switch state := strings.ToLower(cell); {
	case ok:
		item["dueDate"] = date
	case state == "removed" || state == "waived" || state == "extended" || state == "failed" || state == "active":
		item["status"] = state
	case nothing(cell):
		return
	default:
		d.fault("/contingencies",
			shown(
				cell)+" is neither the day that the "+of+" contingency is due nor removed, waived, extended or failed")
		return
	}
	d.put("/contingencies", []any{item})
}

// complete makes fields of parts, and adds the initial values of a new record of its type.
func (d *draft) complete(r *reader) {
	switch d.kind.Name {
	case "listing":
		d.completeListing()
	case "escrow":
		d.completeEscrow(r.listings)
	case "client":
		d.completeClient()
	case "lead":
		d.completeLead()
	case "appointment":
		d.completeAppointment()
	}
}

func (d *draft) otherwise(pointer string, value any) {
	if text, ok := value.(string); !ok || text != "" {
		d.put(pointer, value) // the first value counts
	}
}

func (d *draft) completeListing() {
	text := d.parts["~address"]
	at := words.Address(text)
	if at.City != "" || at.Zip != "" { // the city has its own fields
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
	d.otherwise("/status", "open")
}

func (d *draft) completeClient() {
	if d.fields["FirstName"] == nil && d.fields["LastName"] == nil {
		first, last := words.Name(d.parts["~name"])
		d.otherwise("/FirstName", first)
		d.otherwise("/LastName", last)
	}
	if list, ok := d.fields["Email"].([]any); ok {
		for _, item := range list {
			d.checkEmail("/Email", item)
		}
	}
	adr := map[string]any{}
	for target, name := range map[string]string{"~street": "street", "~city": "locality", "~state": "region",
		"~zip": "code"} {
		if text := d.parts[target]; text != "" {
			adr[name] = text
		}
	}
	if len(adr) > 0 {
		d.put("/ADR", []any{adr})
	}
}

func (d *draft) checkEmail(pointer string, value any) {
	if text, ok := value.(string); ok && words.Email(text) == "" {
		d.fault(pointer, shown(text)+" is not an e-mail address")
	}
}

func (d *draft) completeLead() {
	d.otherwise("/name", strings.TrimSpace(d.parts["~first"]+" "+d.parts["~last"]))
	d.checkEmail("/email", d.fields["email"])
	if text, ok := d.fields["phone"].(string); ok && words.Phone(text) == "" {
		d.fault("/phone", shown(text)+" is not a phone number")
	}
	d.otherwise("/stage", "new")
	d.otherwise("/source", "CSV import")
}

func (d *draft) completeAppointment() {
	d.otherwise("/TZID", d.zone.String())
	start := d.moment("/DTSTART", d.parts["~start"], d.parts["~startDate"], d.parts["~startTime"])
	day := d.parts["~endDate"]
	if day == "" && len(start) >= len(time.DateOnly) {
		day = start[:len(time.DateOnly)]
	}
	end := d.parts["~end"]
	if clock, ok := words.Clock(end); ok { // "End" beside "Start" may be on the same day
		end, d.parts["~endTime"] = "", clock
	}
	d.moment("/DTEND", end, day, d.parts["~endTime"])
	d.otherwise("/kind", "other")
}

// moment sets a time from one column, or from a day and a clock in two. Without a clock it is midnight.
func (d *draft) moment(pointer, whole, day, clock string) string {
	if whole != "" {
		if _, ok := words.Date(whole); ok && clock != "" {
			day = whole
		} else {
			day, clock = whole, ""
		}
	}
	if day == "" || d.fields[pointer[1:]] != nil {
		return ""
	}
	moment, ok := words.Moment(strings.TrimSpace(day+" "+clock), d.zone)
	if !ok && d.fields["allDay"] == true {
		moment, ok = words.Moment(day+" 00:00", d.zone)
	}
	if !ok {
		if whole == "" && clock == "" && pointer == "/DTEND" {
			return "" // the day is that of the start: there is no end
		}
		d.fault(pointer, shown(strings.TrimSpace(day+" "+clock))+" is not a date with a time; 6/5/2026 2:00 PM is")
		return ""
	}
	d.put(pointer, moment)
	return moment
}
