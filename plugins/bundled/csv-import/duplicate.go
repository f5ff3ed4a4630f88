package main

import (
	"slices"
	"strings"
	"time"

	"roomkey/plugins/bundled/identity"
	"roomkey/plugins/bundled/words"
)

// What happens to a row whose record exists already.
const (
	skipThem  = "skip"
	mergeThem = "merge"
	createAll = "create"
)

// key is a property by which two records count as the same. Two keys with a place match only if the places agree, and
// two with a person only if the names do: people of one household share a telephone.
type key struct {
	label, value string
	place        words.Place
	person       *identity.Person
}

// seen says where a key was found: in an existing record, or in a row of the file.
type seen struct {
	known  *known
	row    int // 0: not in the file
	place  words.Place
	person *identity.Person
}

// maxShared is how many people with one telephone are compared by name.
const maxShared = 200

// index finds the records and rows with a key.
type index map[string][]seen

func (x index) add(keys []key, s seen) {
	for _, k := range keys {
		s.place, s.person = k.place, k.person
		x[k.label+" "+k.value] = append(x[k.label+" "+k.value], s)
	}
}

// match is what an index finds: the same thing, or somebody of the same household.
type match struct {
	twin, relative *seen
	by, through    string // the labels of the keys that they share
}

// find returns the first record or row that is the same as one with these keys; it prefers one that can be merged into.
func (x index) find(keys []key) (m match) {
	for _, k := range keys {
		for i := range x[k.label+" "+k.value] {
			s := &x[k.label+" "+k.value][i]
			switch {
			case !k.place.Agrees(s.place):
			case k.person != nil && (i >= maxShared || !identity.Compatible(k.person, s.person)):
				if m.relative == nil {
					m.relative, m.through = s, k.label
				}
			case m.twin == nil || m.twin.known == nil && s.known != nil || m.twin.gone() && !s.gone():
				m.twin, m.by = s, k.label
				if k.person != nil {
					m.by += " and name"
				}
			}
		}
	}
	return m
}

// gone reports whether it is a record that is archived or deleted.
func (s *seen) gone() bool { return s.known != nil && s.known.state != "" }

// over are the statuses of listings and escrows after which another record may have the same address.
var over = []string{"Closed", "Expired", "Canceled", "Withdrawn", "Delete", "closed", "cancelled"}

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

func text(value any) string {
	text, _ := value.(string)
	return text
}

// texts returns the texts of a list, or the texts with a name in its items.
func texts(value any, name string) (all []string) {
	list, _ := value.([]any)
	for _, item := range list {
		if within, ok := item.(map[string]any); ok {
			item = within[name]
		}
		all = append(all, text(item))
	}
	return all
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
