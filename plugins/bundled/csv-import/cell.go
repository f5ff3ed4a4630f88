package main

import (
	"regexp"
	"strings"
)

// cell is a cell with the heading of its column.
type cell struct{ column, text string }

// clean trims a cell, and removes what programs put around a text: an apostrophe that keeps a spreadsheet from running
// it as a formula, which our own export writes too, and ="…", which keeps its zeros.
func clean(text string) string {
	text = strings.Trim(text, " \t\r\n\u00a0\u200b\ufeff")
	if inner, ok := strings.CutPrefix(text, `="`); ok && strings.HasSuffix(inner, `"`) &&
		!strings.Contains(inner[:len(inner)-1], `"`) {
		text = inner[:len(inner)-1]
	}
	if len(text) > 1 && text[0] == '\'' && strings.ContainsAny(text[1:2], "=+-@|%\t\n") {
		text = text[1:]
	}
	if placeholder.MatchString(text) {
		return ""
	}
	return text
}

// placeholder is what programs write where somebody gave no name: "(no name)", "[not provided]", "#REF!".
var placeholder = regexp.MustCompile(`(?i)^(?:[(\[<](?:no|not|none|blank|unknown|empty|null)\b[^)\]>]*[)\]>]|` +
	`#(?:ref|value|name|div/0|null|num)[!?])$`)

// nothing reports whether a cell stands for no value.
func nothing(text string) bool {
	switch strings.ToLower(text) {
	case "", "n/a", "na", "none", "null", "nil", "tbd", "unknown", "not available", "not set", "n.a.", "#n/a", "nan",
		"not specified", "undefined", "(blank)", "(none)", "unspecified", "not provided":
		return true
	}
	return dash(text)
}

// dash reports whether a cell holds only dashes, dots, question marks or ditto marks.
func dash(text string) bool { return strings.Trim(text, "-–—. ?_*\"〃") == "" }

// parted splits a cell that holds several texts. Groups of an address book begin with a star.
func parted(text string) (parts []string) {
	split := func(r rune) bool { return strings.ContainsRune(";,|\n", r) }
	if strings.Contains(text, ":::") {
		text, split = strings.ReplaceAll(text, ":::", "\x00"), func(r rune) bool { return r == 0 }
	}
	for _, part := range strings.FieldsFunc(text, split) {
		part = strings.Trim(part, " \t\"")
		if rest, starred := strings.CutPrefix(part, "* "); starred {
			part = strings.TrimSpace(rest)
		}
		if !nothing(part) {
			parts = append(parts, part)
		}
	}
	return parts
}
