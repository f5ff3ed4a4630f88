package crm

import (
	"strings"
	"unicode"
)

// Joiners show nothing themselves and say how their neighbours are drawn: emoji and some scripts can't do without.
const Joiners = "\u200c\u200d"

// Legible is what a stranger says as it may stand before people: valid UTF-8 without what shows nothing and changes how
// the rest looks (controls, marks of direction, zero-width characters, tags); of those, line breaks and tabs are a
// space instead. What kept holds stays as it is.
func Legible(text, kept string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case !hidden(r) || strings.ContainsRune(kept, r):
			return r
		case unicode.IsSpace(r):
			return ' '
		}
		return -1
	}, strings.ToValidUTF8(text, "\uFFFD"))
}

// hidden goes by the classes of Unicode: control (Cc), format (Cf), line and paragraph separator (Zl, Zp), and letters
// and marks that are drawn as nothing. Marks of format that are drawn, as Arabic's sign before a year, are not among
// them.
func hidden(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point) &&
		!unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}
