package words

import (
	"regexp"
	"strings"
)

// Email returns an e-mail address in lower case, for comparison; "" if text is not one.
func Email(text string) string {
	text = strings.ToLower(strings.TrimSpace(text))
	text = strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(text, "mailto:"), "<"), ">")
	name, domain, ok := strings.Cut(text, "@")
	if !ok || name == "" || !strings.Contains(domain, ".") || strings.ContainsAny(text, " ,;<>\"") ||
		strings.Contains(domain, "@") {
		return ""
	}
	return text
}

// Phone returns the digits of a phone number without the country's 1, what is dialled before a country's number, and an
// extension, for comparison; "" if there are fewer than 7 or more than 15, or if a spreadsheet has rounded them.
func Phone(text string) string {
	text = strings.ToLower(strings.TrimSpace(text))
	if Rounded(text) {
		return ""
	}
	if at := strings.Index(text, "(0)"); at > 0 && strings.ContainsAny(text[:1], "+0") { // "+44 (0)20 7946 0958"
		text = text[:at] + text[at+len("(0)"):]
	}
	if at := strings.Index(text, "x"); at > 0 { // "ext. 12", "x12"
		text = strings.TrimSuffix(text[:at], "e")
	}
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, text)
	for _, before := range []string{"011", "00"} {
		if rest, ok := strings.CutPrefix(digits, before); ok && len(rest) > 9 {
			digits = rest
			break
		}
	}
	if len(digits) == 11 && digits[0] == '1' {
		digits = digits[1:]
	}
	if len(digits) < 7 || len(digits) > 15 {
		return ""
	}
	return digits
}

// Name splits a person's name. "Ana Maria Ortiz" and "Ortiz, Ana Maria" both have the first name Ana Maria and the last
// name Ortiz.
func Name(text string) (first, last string) {
	text = strings.Join(strings.Fields(text), " ")
	if before, after, comma := strings.Cut(text, ","); comma && strings.TrimSpace(after) != "" &&
		!generation(strings.TrimSpace(after)) {
		return strings.TrimSpace(after), strings.TrimSpace(before)
	}
	parts := strings.Fields(strings.ReplaceAll(text, ",", " "))
	if len(parts) < 2 {
		return strings.Join(parts, ""), ""
	}
	at := len(parts) - 1
	if at > 1 && generation(parts[at]) {
		at--
	}
	for at > 1 && particle(parts[at-1]) {
		at--
	}
	return strings.Join(parts[:at], " "), strings.Join(parts[at:], " ")
}

// generation reports whether a word distinguishes a son from his father, such as Jr.
func generation(word string) bool {
	switch strings.ToLower(strings.Trim(word, ".")) {
	case "jr", "sr", "ii", "iii", "iv":
		return true
	}
	return false
}

// particle reports whether a word belongs to the family name after it.
func particle(word string) bool {
	switch strings.ToLower(word) {
	case "de", "del", "della", "la", "van", "von", "der", "den", "di", "da", "dos", "bin", "ibn", "st.":
		return true
	}
	return false
}

// rounded is a number as a spreadsheet shows one that is too long: "2.26E+08".
var rounded = regexp.MustCompile(`(?i)^[+-]?\d(?:[.,]\d+)?e\+?\d{1,3}$`)

// Rounded reports whether a text is a number that a spreadsheet has rounded, so that its digits are lost.
func Rounded(text string) bool { return rounded.MatchString(strings.TrimSpace(text)) }
