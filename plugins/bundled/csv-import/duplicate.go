package main

import (
	"slices"
	"strings"
	"time"

	"roomkey/plugins/bundled/words"
)

// What happens to a row whose record exists already.
const (
	skipThem  = "skip"
	mergeThem = "merge"
	createAll = "create"
)

// key is a property by which two records count as the same. Two keys with a place match only if the places agree.
type key struct {
	label, value string
	place        words.Place
}

// seen says where a key was found: in an existing record, or in a row of the file.
type seen struct {
	known *known
	row   int // 0: not in the file
	place words.Place
}

// index finds the records and rows with a key.
type index map[string][]seen

func (x index) add(keys []key, s seen) {
	for _, k := range keys {
		s.place = k.place
		x[k.label+" "+k.value] = append(x[k.label+" "+k.value], s)
	}
}

// find returns the first one that shares a key; it prefers one that can be merged into.
func (x index) find(keys []key) (found *seen, by string) {
	for _, k := range keys {
		for i := range x[k.label+" "+k.value] {
			s := &x[k.label+" "+k.value][i]
			if !k.place.Agrees(s.place) {
				continue
			}
			if found == nil || found.known == nil && s.known != nil {
				found, by = s, k.label
			}
		}
	}
	return found, by
}

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
		return personKeys(texts(fields["Email"], ""), texts(fields["TEL"], "number"))
	case "lead":
		return personKeys([]string{text("email")}, []string{text("phone")})
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
		keys = append(keys, key{"address", value, at})
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
		keys = append(keys, key{"address", value, at})
	}
	if closes := text("closeOfEscrowDate"); value != "" && closes != "" {
		keys = append(keys, key{"address and close of escrow", value + " " + closes, at})
	}
	return keys
}

func personKeys(emails, numbers []string) (keys []key) {
	for _, text := range emails {
		if email := words.Email(text); email != "" {
			keys = append(keys, key{label: "e-mail address", value: email})
		}
	}
	for _, text := range numbers {
		if number := words.Phone(text); number != "" {
			keys = append(keys, key{label: "phone number", value: number})
		}
	}
	return keys
}
