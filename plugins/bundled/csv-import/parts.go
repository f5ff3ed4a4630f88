package main

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"roomkey/plugins/bundled/words"
)

// takePart keeps a cell that does not fill a field alone, for complete. detail is the cell that says what kind it is.
func (d *draft) takePart(target string, c cell, detail string) {
	kind, of, _ := strings.Cut(target, ":")
	if kind != "~note" && nothing(c.text) {
		return
	}
	switch kind {
	case "~note":
		d.takeNote(of, c)
	case "~phone":
		if detail = phoneKind(heading(detail)); detail != "" {
			of = detail[1:]
		}
		d.takePhones(of, c)
	case "~party":
		for _, name := range strings.Split(c.text, ";") {
			if name = strings.TrimSpace(name); name != "" {
				d.put("/parties", []any{map[string]any{"contact": name, "role": of}})
			}
		}
	case "~private":
		switch heading(c.text) {
		case "true", "yes", "1", "private", "personal":
			d.put("/CLASS", "PRIVATE")
		case "confidential":
			d.put("/CLASS", "CONFIDENTIAL")
		}
	case "~is":
		takeRole(d, of, c)
	case "~labelled":
		d.takeLabelled(detail, c)
	case "~doubt":
		switch heading(c.text) {
		case "valid", "ok", "good", "verified", "yes", "true", "active":
		default:
			d.notes = append(d.notes, c.column+": "+c.text)
		}
	case "~contingency":
		d.takeContingency(of, c)
	case "~not", "~dnc", "~may":
		takeConsent(d, target, c)
	default:
		if d.parts[target] == "" {
			d.parts[target], d.from[target] = c.text, c
		}
	}
}

// takeNote takes a note. A column that is not called so says in the note what it is.
func (d *draft) takeNote(of string, c cell) {
	if dash(c.text) {
		return
	}
	if of != "" {
		d.notes = append(d.notes, c.column+": "+plainText(c.text))
		return
	}
	for _, text := range noteTexts(c.text) {
		d.notes = append(d.notes, plainText(text))
	}
}

// plainText is a text without a web page's signs.
func plainText(text string) string {
	if strings.ContainsAny(text, "<&") {
		text = inlineSigns.ReplaceAllString(lineSigns.ReplaceAllString(text, "\n"), "")
	}
	return strings.TrimSpace(escaped.Replace(text))
}

var (
	lineSigns   = regexp.MustCompile(`(?i)\s*<(?:br|/p|/div|/li|/tr|/h[1-6])\s*/?>`)
	inlineSigns = regexp.MustCompile(`(?i)</?(?:a|b|i|u|p|em|strong|span|div|font|ul|ol|li|html|body|td|tr|table|h[1-6])` +
		`(?:\s[^<>]*)?>`)
)

// escaped undoes what web pages and address books write instead of a character.
var escaped = strings.NewReplacer(`\,`, ",", `\;`, ";", "&amp;", "&",
	"&#39;", "'", "&quot;", `"`, "&nbsp;", " ", "&lt;", "<", "&gt;", ">")

// noteTexts returns the texts of a cell with notes; our own export writes notes as JSON.
func noteTexts(text string) []string {
	var exported []struct {
		Body string `json:"body"`
	}
	if !strings.HasPrefix(text, "[") || json.Unmarshal([]byte(text), &exported) != nil {
		return []string{text}
	}
	var bodies []string
	for i := range exported {
		if exported[i].Body != "" {
			bodies = append(bodies, exported[i].Body)
		}
	}
	return bodies
}

func (d *draft) takePhones(of string, c cell) {
	text := strings.ReplaceAll(c.text, ":::", "\n")
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(";,|\n", r) }) {
		numbers := words.Phones(part)
		if sides := strings.Split(part, "/"); len(sides) > 1 && words.Phone(sides[0]) != "" &&
			words.Phone(sides[1]) != "" {
			numbers = sides
		}
		for _, number := range numbers {
			d.takePhone(of, cell{c.column, strings.TrimSpace(number)})
		}
	}
}

func (d *draft) takePhone(of string, c cell) {
	if nothing(c.text) {
		return
	}
	if parts := labelled.FindStringSubmatch(c.text); parts != nil && !strings.EqualFold(parts[1], "tel") {
		if kind := phoneKind(heading(parts[1])); kind != "" {
			of = kind[1:]
		}
		c.text = parts[2]
	}
	if mended := words.Misread(c.text); mended != "" {
		d.warn(c, "has letters for digits: "+mended+" was taken")
		c.text = mended
	}
	number, err := phoneOf(d.kind.Field("/TEL/0/number"), c.text)
	if err != nil {
		d.unreadable("/TEL", c, err.Error())
		return
	}
	if len(words.Phone(number)) == 7 {
		d.warn(c, "has no area code")
	}
	tel := map[string]any{"number": number}
	if of != "" {
		tel["type"] = of
	}
	d.put("/TEL", []any{tel})
}

// takeContingency reads the due date or the status of a contingency.
func (d *draft) takeContingency(of string, c cell) {
	item := map[string]any{"type": of, "status": "active"}
	date, ok := words.Date(c.text)
	switch state := strings.ToLower(c.text); {
	case noDay.MatchString(c.text):
		return
	case ok:
		item["dueDate"] = date
	case slices.Contains([]string{"removed", "waived", "extended", "failed", "active"}, state):
		item["status"] = state
	default:
		d.unreadable("/contingencies", c, fmt.Sprintf(
			"%s is neither the day that the %s contingency is due nor removed, waived, extended or failed",
			shown(c.text), of))
		return
	}
	d.put("/contingencies", []any{item})
}
