package main

import (
	"slices"
	"strings"
	"time"

	"roomkey/crm"
	"roomkey/plugins/bundled/identity"
	"roomkey/plugins/bundled/words"
)

// over are the statuses of listings and escrows after which another record may have the same address.
var over = []string{"Closed", "Expired", "Canceled", "Withdrawn", "Delete", "closed", "cancelled"}

// keys returns the keys of a draft, from its fields and from ids in the file.
func (d *draft) keys() []key {
	var keys []key
	if id := d.parts["~id"]; id != "" && isID(id) { // the surest comes first
		keys = append(keys, key{label: "id", value: strings.ToLower(id)})
	}
	keys = append(keys, keysOf(d.kind.Name, d.fields)...)
	if number := d.parts["~number"]; number != "" {
		keys = append(keys, key{label: "escrow number", value: strings.ToUpper(number)})
	}
	return keys
}

// isID reports whether a text is the id of a record of ours; other programs have other ids.
func isID(text string) bool { _, err := crm.ParseID(text); return err == nil }

// keysOf returns the keys of a record of a type, from its shared fields.
func keysOf(kind string, fields map[string]any) []key {
	text := func(name string) string { return text(fields[name]) }
	switch kind {
	case "listing":
		return listingKeys(text)
	case "escrow":
		return escrowKeys(text)
	case "client":
		return personKeys(&identity.Person{First: text("FirstName"), Last: text("LastName"),
			Emails: texts(fields["Email"], ""), Phones: texts(fields["TEL"], "number")})
	case "lead":
		return personKeys(&identity.Person{First: text("name"), Emails: []string{text("email")},
			Phones: []string{text("phone")}})
	case "appointment":
		if at, err := time.Parse(time.RFC3339, text("DTSTART")); err == nil {
			return []key{{label: "subject and time",
				value: at.UTC().Format(time.RFC3339) + " " + heading(text("SUMMARY"))}}
		}
	}
	return nil
}

func listingKeys(text func(string) string) (keys []key) {
	if number := strings.ToUpper(strings.TrimSpace(text("ListingId"))); number != "" {
		keys = append(keys, key{label: "MLS number", value: number})
	}
	if slices.Contains(over, text("StandardStatus")) {
		return keys
	}
	at := words.Address(text("UnparsedAddress"))
	at.City, at.State, at.Zip = text("City"), text("StateOrProvince"), firstFive(text("PostalCode"))
	if at.Unit == "" {
		at.Unit = text("UnitNumber")
	}
	if value := at.Key(); value != "" {
		keys = append(keys, key{label: "address", value: value, place: at})
	}
	return keys
}

func firstFive(zip string) string {
	zip, _, _ = strings.Cut(strings.TrimSpace(zip), "-")
	return zip
}

func escrowKeys(text func(string) string) (keys []key) {
	if number := text("escrowNumber"); number != "" {
		keys = append(keys, key{label: "escrow number", value: strings.ToUpper(number)})
	}
	at := words.Address(text("propertyAddress"))
	value := at.Key()
	if value != "" && !slices.Contains(over, text("status")) {
		keys = append(keys, key{label: "address", value: value, place: at})
	}
	if closes := text("closeOfEscrowDate"); value != "" && closes != "" {
		keys = append(keys, key{label: "address and close of escrow", value: value + " " + closes, place: at})
	}
	return keys
}

func personKeys(p *identity.Person) (keys []key) {
	for _, c := range p.Contacts() {
		keys = append(keys, key{label: c.Label, value: c.Value, person: p})
	}
	return keys
}
