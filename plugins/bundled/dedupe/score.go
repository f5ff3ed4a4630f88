package main

import (
	"fmt"
	"slices"
	"strings"

	"roomkey/plugins/bundled/identity"
	"roomkey/plugins/bundled/words"
)

// The points for and against two records being the same person. Their sum is limited to the range from 0 to 100.
const (
	emailPoints   = 50
	phonePoints   = 40
	namePoints    = 40
	similarPoints = 25
	addressPoints = 30
	otherPoints   = -40 // different first names: families share a phone and an address
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
	switch {
	case a.nameKey() == b.nameKey():
		add(namePoints, "the same name, %s", a.name())
	case similar(a, b):
		add(similarPoints, "similar names, %s and %s", a.name(), b.name())
	case a.first != "" && b.first != "" && !alike(words.NameKey(a.first), words.NameKey(b.first)):
		add(otherPoints, "other first names, %s and %s", a.first, b.first)
	}
	for _, place := range a.places {
		if slices.ContainsFunc(b.places, place.Same) {
			add(addressPoints, "the same address, %s", place.Street)
			break
		}
	}
	total = min(max(total, 0), 100)
	if !identity.Compatible(a.named(), b.named()) && !similar(a, b) { // a household: its signs come from one source
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

// similar reports whether two names may be the same person's: one of the two parts is equal, and the other one is alike
// or missing.
func similar(a, b *person) bool {
	first, last := words.NameKey(a.first), words.NameKey(a.last)
	otherFirst, otherLast := words.NameKey(b.first), words.NameKey(b.last)
	return alike(first, otherFirst) && alike(last, otherLast) && (first == otherFirst || last == otherLast)
}

// alike reports whether two forms of a name may be the same name: an initial, a beginning, a nickname or a typing
// error, or one is missing.
func alike(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	switch {
	case a == "" || a == b:
		return true
	case len(a) == 1 || len(a) >= 3:
		if strings.HasPrefix(b, a) {
			return true
		}
	}
	return identity.Nickname(a, b) || len(a) >= 4 && slip(a, b)
}

// slip reports whether one letter is wrong, extra or missing, or two have changed places. a must not be longer than b.
func slip(a, b string) bool {
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	if i == len(a) || a[i+1:] == b[i+1:] {
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}
