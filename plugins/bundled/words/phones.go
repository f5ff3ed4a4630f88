package words

import (
	"regexp"
	"strings"
)

var between = regexp.MustCompile(`(?i)\s+(?:or|and|&)\s+|\s*/\s*`)

// Phones splits a text that holds several phone numbers: "(916) 555-0213 or 0214" is (916) 555-0213 and (916) 555-0214.
// A text that is not several is returned as it is.
func Phones(text string) []string {
	parts := between.Split(strings.TrimSpace(text), -1)
	if len(parts) < 2 || Phone(parts[0]) == "" {
		return []string{text}
	}
	list := parts[:1:1]
	for _, part := range parts[1:] {
		switch bare := strings.Trim(part, "0123456789-. "); {
		case Phone(part) != "" && len(Phone(part)) >= 10:
			list = append(list, part)
		case bare == "" && len(part) >= 4 && len(part) <= 8 && len(part) < len(parts[0]) && endsInDigits(parts[0], 4):
			list = append(list, parts[0][:len(parts[0])-len(part)]+part)
		default:
			return []string{text}
		}
	}
	return list
}

// Misread mends a phone number in which letters stand for digits, as a typist or a scanner reads a page: "916 555
// O211" is 916 555 0211. It returns "" if the text is none, or needs no mending.
func Misread(text string) string {
	text = strings.TrimSpace(text)
	mended := alike.Replace(text)
	if mended == text || len(text) < 7 || strings.Trim(mended, "0123456789()+-. ") != "" || len(Phone(mended)) != 10 {
		return ""
	}
	return mended
}

// alike are letters that look like digits.
var alike = strings.NewReplacer("O", "0", "o", "0", "l", "1", "I", "1", "|", "1", "S", "5", "B", "8", "Z", "2")

func endsInDigits(text string, n int) bool {
	return len(text) >= n && strings.Trim(text[len(text)-n:], "0123456789") == ""
}
