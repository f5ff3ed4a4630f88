package plugins

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"roomkey/crm"
)

const maxTitle = 120 // characters

// Patterns of the names in a manifest.
var (
	idPattern   = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}(\.[a-z][a-z0-9-]{0,31}){1,3}$`)
	namePattern = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}$`)
)

// titled reports whether a text can be a title. People choose by titles, so a bad one is refused instead of corrected.
func titled(text string) bool {
	return strings.TrimSpace(text) != "" && crm.Legible(text, "") == text && utf8.RuneCountInString(text) <= maxTitle
}

// badTitle returns the error for a title of the member at the JSON Pointer at.
func badTitle(at string) error {
	return crm.Invalid(at+"/title",
		"has 1 to %d characters, all of which can be seen: no controls, marks of direction or zero-width ones",
		maxTitle)
}
