package crm

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// MultiLine reports whether the field's text may have line breaks: a collaborative text and the body of a note.
func (f *Field) MultiLine() bool {
	return f.Kind == KindText || f.Kind == KindString && f.Name == "body"
}

// Clean returns text as a field may hold it: valid UTF-8, with "\n" for every line break, and without control
// characters (a tab may stay) and marks that override the direction of writing. Without multiLine, each line break is a
// space. A text that needs no cleaning is returned as it is.
func Clean(text string, multiLine bool) string {
	if isClean(text, multiLine) {
		return text
	}
	text = strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r' || r == '\n':
			if multiLine {
				return '\n'
			}
			return ' '
		case unclean(r):
			return -1
		}
		return r
	}, text)
}

func isClean(text string, multiLine bool) bool {
	if !utf8.ValidString(text) {
		return false
	}
	for _, r := range text {
		if r == '\n' && !multiLine || unclean(r) {
			return false
		}
	}
	return true
}

// unclean reports whether no text holds the character: a control character, "\r" included, or an override of the
// direction of writing (U+202A to U+202E).
func unclean(r rune) bool {
	return r != '\n' && r != '\t' && unicode.IsControl(r) || r >= 0x202A && r <= 0x202E
}
