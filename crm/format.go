package crm

import (
	"regexp"
	"sync"
	"time"
)

// Formats say what a string or a number is of: forms, parsers and readers go by them.
const (
	FormatEmail   = "email"
	FormatPhone   = "phone"
	FormatName    = "name"    // of a person or a thing: not blank
	FormatPercent = "percent" // of a number: 2.5 is 2.5 %
	FormatYear    = "year"    // of a number: without a comma
	FormatArea    = "area"    // of a number: square feet
	FormatRepeat  = "rrule"   // how an appointment repeats: an RRULE of RFC 5545, by days or longer
)

// format is what a string of a format must match. The pattern is one that Go's regexp and JavaScript's (with the flag
// u) read alike, so that the schema can carry it. The empty string, which is no value, matches each.
type format struct {
	pattern string
	hint    string // what it asks for: "must be …"
	match   func() *regexp.Regexp
}

// Parts of patterns.
const (
	phoneGap       = `[ ()./‐-―-]` // between digits: also U+2010 to U+2015, which are dashes
	phoneExtension = `(?:[,;]? *(?:[xX]|[eE][xX][tT][.]?|[eE]xtension|#)[ .:]*[0-9]{1,8})`
	emailLocal     = `[\p{L}\p{M}\p{N}!#$%&'*+/=?^_` + "`" + `{|}~-]+`
	emailLabel     = `[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])`
)

// Parts of an RRULE.
const (
	weekday    = `(?:SU|MO|TU|WE|TH|FR|SA)`
	ruleDay    = `(?:[+-]?[0-9]{1,2})?` + weekday
	ruleNumber = `-?[0-9]{1,3}`
	rulePart   = `(?:INTERVAL=[1-9][0-9]{0,2}|COUNT=[1-9][0-9]{0,3}|UNTIL=[0-9]{8}(?:T[0-9]{6}Z?)?|WKST=` + weekday +
		`|BYDAY=` + ruleDay + `(?:,` + ruleDay + `)*` +
		`|BY(?:MONTHDAY|MONTH|SETPOS|YEARDAY|WEEKNO)=` + ruleNumber + `(?:,` + ruleNumber + `)*)`
)

// formats are those of strings. A phone number has 7 to 15 digits (E.164) and perhaps an extension; letters stand for
// digits only in capitals after a toll-free prefix. An e-mail address is one without quotation marks and comments (RFC
// 5322's dot-atom, and letters of any script), in a domain with a dot.
var formats = map[string]format{
	FormatEmail: newFormat(
		`^(?: *`+emailLocal+`(?:[.]`+emailLocal+`)*@(?:`+emailLabel+`?[.])+`+emailLabel+` *)?$`,
		"an e-mail address such as ana@example.com"),
	FormatPhone: newFormat(
		`^(?: *[(]?[+]?(?:`+phoneGap+`*[0-9]){7,15}`+phoneGap+`*`+phoneExtension+`? *`+
			`| *[+]?(?:1`+phoneGap+`*)?[(]?8(?:00|33|44|55|66|77|88)(?:`+phoneGap+`*[A-Z0-9]){7,12} *)?$`,
		"a phone number such as (805) 555-0134"),
	FormatName: newFormat(
		`^(?:[^\p{Cc}]*[\p{L}\p{N}\p{P}\p{S}][^\p{Cc}]*)?$`,
		"a text with something to read in it, on one line and without control characters"),
	FormatRepeat: newFormat(
		`^(?:(?:`+rulePart+`;)*FREQ=(?:DAILY|WEEKLY|MONTHLY|YEARLY)(?:;`+rulePart+`)*)?$`,
		"a rule such as FREQ=WEEKLY;BYDAY=TU, as RFC 5545 has it"),
}

func newFormat(pattern, hint string) format {
	return format{pattern, hint, sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })}
}

// matches reports whether a string is of the field's format.
func (f *Field) matches(text string) bool {
	known, ok := formats[f.Format]
	return !ok || known.match().MatchString(text)
}

// RuleString checks what the rules within the field say of a string that CheckString lets pass: its format, and the
// bounds of a date or time. today bounds a date that must be past; "" does not.
func (f *Field) RuleString(pointer, text, today string) error {
	switch f.Kind {
	case KindString, KindText:
		if !f.matches(text) {
			return Invalid(pointer, "must be %s", f.Hint)
		}
	case KindDate, KindTime:
		day := text[:min(len(text), len(time.DateOnly))]
		switch {
		case f.Earliest != "" && day < f.Earliest:
			return Invalid(pointer, "must not be before %s", f.Earliest)
		case f.Latest != "" && day > f.Latest:
			return Invalid(pointer, "must not be after %s", f.Latest)
		case f.Past && today != "" && day > today:
			return Invalid(pointer, "must not be in the future")
		}
	}
	return nil
}

// RuleNumber checks what the rules within the field say of a number that CheckNumber lets pass.
func (f *Field) RuleNumber(pointer string, number float64) error {
	if f.Whole && number != float64(int64(number)) {
		return Invalid(pointer, "must be a whole number")
	}
	return nil
}
