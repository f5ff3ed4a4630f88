package main

import (
	"fmt"
	"slices"

	"roomkey/plugins/bundled/identity"
)

// The points for and against two records being the same person. Their sum is limited to the range from 0 to 100.
const (
	emailPoints   = 50
	phonePoints   = 40
	namePoints    = 40
	similarPoints = 25
	addressPoints = 30
	otherPoints   = -40 // different names: families share a phone and an address
	// Another name, with every sign that comes from one household: not independent, so they don't add up.
	householdMost = 40
)

// reason is a part of a score.
type reason struct {
	Points int    `json:"points"`
	Why    string `json:"why"`
}

// score returns how likely two records are the same person, and why.
func score(a, b *person) (total int, reasons []reason) {
	add := func(points int, format string, args ...any) {
		total += points
		reasons = append(reasons, reason{points, fmt.Sprintf(format, args...)})
	}
	if email := shared(a.emails, b.emails); email != "" {
		add(emailPoints, "the same e-mail address, %s", email)
	}
	if phone := shared(a.phones, b.phones); phone != "" {
		add(phonePoints, "the same phone number, %s", phone)
	}
	one := mayBeOne(a, b)
	switch {
	case one && a.nameKey() == b.nameKey():
		add(namePoints, "the same name, %s", a.name())
	case one:
		add(similarPoints, "similar names, %s and %s", a.name(), b.name())
	case a.name() != "" && b.name() != "":
		add(otherPoints, "other names, %s and %s", a.name(), b.name())
	}
	for _, place := range a.places {
		if slices.ContainsFunc(b.places, place.Same) {
			add(addressPoints, "the same address, %s", place.Street)
			break
		}
	}
	total = min(max(total, 0), 100)
	if !one { // a household, or nobody's name: its signs come from one source
		total = min(total, householdMost)
	}
	return total, reasons
}

func shared(a, b []string) string {
	for _, text := range a {
		if slices.Contains(b, text) {
			return text
		}
	}
	return ""
}

// mayBeOne reports whether two names may be one person's, by the rule of every import, but for a slip of the pen in the
// family name.
func mayBeOne(a, b *person) bool {
	return identity.Compatible(a.named(), b.named()) || identity.Misspelt(a.named(), b.named())
}
