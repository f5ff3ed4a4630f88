package main

import (
	"regexp"
	"slices"
	"strings"

	"roomkey/plugins/bundled/tables"
	"roomkey/plugins/bundled/words"
)

// familyFirst reports whether a table has its names as counties and title companies have them: in capitals, the family
// name first, beside the number of the parcel.
func familyFirst(columns []column, rows []tables.Row) bool {
	name := slices.IndexFunc(columns, func(c column) bool { return c.target == "~name" })
	parcel := slices.ContainsFunc(columns, func(c column) bool { return c.target == "~note:parcel" })
	if name < 0 || !parcel {
		return false
	}
	upper, all := 0, 0
	for i := range rows {
		if text := strings.TrimSpace(rows[i].Cell(columns[name].at)); text != "" {
			all++
			if text == strings.ToUpper(text) {
				upper++
			}
		}
	}
	return all > 0 && upper*10 >= all*9
}

var (
	// what a county writes after names of people
	andOthers = regexp.MustCompile(`(?i)[ ,&]+(?:et ?al\.?|et ?ux\.?|et ?vir\.?|jt|tc|hw|cp)$`)
	// particles that begin a family name in capitals
	particles = map[string]bool{"DE": true, "LA": true, "DEL": true, "LAS": true, "LOS": true, "VAN": true, "VON": true,
		"DER": true, "DEN": true, "DI": true, "DA": true, "DOS": true, "MC": true, "MAC": true, "ST": true, "ST.": true,
		"SAN": true, "EL": true, "AL": true, "LE": true, "O": true}
)

// splitCounty splits a name that has the family name first. Others who are not named are told in the note.
func (d clientDraft) splitCounty(text string) (first, last string) {
	if strings.HasPrefix(strings.ToUpper(text), "ESTATE OF ") {
		return "", text
	}
	if others := andOthers.FindString(text); others != "" {
		d.keep("Name", text)
		text = strings.TrimSuffix(text, others)
	}
	parts := strings.Fields(text)
	at := 0
	for at+2 < len(parts) && particles[strings.ToUpper(parts[at])] {
		at++
	}
	if at++; at > len(parts) {
		return "", text
	}
	return strings.Join(parts[at:], " "), strings.Join(parts[:at], " ")
}

// aside are what people write after a name in a phone: "Dave - Elm St seller", "Bob (Rooter)", "Ana B. buyer 4br".
var aside = regexp.MustCompile(`\s+(?:[-–—/|]\s|\(|\[).*$|\s+(?:buyer|seller|agent|realtor|lender|broker|tenant|` +
	`renter|landlord|client|lead|neighbor|contractor|from|re:|for)\b.*$|\s+\S*\d.*$`)

// bareName is a name without what else is said in its cell, which goes to the note.
func (d clientDraft) bareName(text string) string {
	bare := strings.TrimSpace(aside.ReplaceAllString(strings.TrimLeft(text, "*•!~_#. "), ""))
	if bare == "" || bare == text {
		return text
	}
	if first, _ := words.Name(bare); first == "" {
		return text
	}
	d.keep("Name", text)
	return bare
}
