package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"roomkey/crm"
	"roomkey/plugins/bundled/words"
)

// read converts a cell into a field's value. column is the cell's, -1 if it has none. The error is a message for the
// person who supplied the file.
func (in cells) read(f *crm.Field, target string, c cell, column int) (*reading, error) {
	switch f.Kind {
	case crm.KindMoney:
		return readMoney(f, c.text)
	case crm.KindNumber:
		return readNumber(f, c.text)
	case crm.KindDate:
		return in.readDate(f, c.text, column)
	case crm.KindTime:
		return in.readTime(c.text, column)
	case crm.KindBool:
		if yes, ok := boolOf(c.text); ok {
			return exactly(yes)
		}
		return nil, fmt.Errorf("%s is neither yes nor no", shown(c.text))
	case crm.KindEnum:
		return in.option(f, target, c.text)
	case crm.KindList:
		return in.readList(f, target, c, column)
	case crm.KindMap:
		value, err := readJSON(f, c.text)
		return &reading{given: value}, err
	case crm.KindRef:
		if _, err := crm.ParseID(c.text); err != nil {
			return nil, fmt.Errorf("%s is not the id of a record", shown(c.text))
		}
		return exactly(c.text)
	}
	return readText(f, c.text)
}

var blanks = regexp.MustCompile(`[ \t\r\n\x{a0}]*[\r\n][ \t\r\n\x{a0}]*`)

// readText reads a text: an address without what surrounds it, a phone without words, a name on one line.
func readText(f *crm.Field, text string) (*reading, error) {
	switch f.Format {
	case crm.FormatEmail:
		email, ok := emailOf(text)
		if !ok || f.RuleString("", email, "") != nil {
			return nil, fmt.Errorf("%s is not an e-mail address", shown(text))
		}
		return exactly(email)
	case crm.FormatPhone:
		mended := words.Misread(text)
		if mended != "" {
			text = mended
		}
		all := words.Phones(text)
		number, err := phoneOf(f, all[0])
		if err != nil {
			return nil, err
		}
		r := &reading{given: number, left: all[1:]}
		if mended != "" {
			r.warnings = []string{"has letters for digits: " + mended + " was taken"}
		}
		if len(words.Phone(number)) == 7 {
			r.warnings = []string{"has no area code"}
		}
		return r, nil
	case crm.FormatName:
		text = blanks.ReplaceAllString(text, ", ")
	}
	if words.Rounded(text) && (f.Name == "ListingId" || f.Name == "ParcelNumber" || f.Name == "PostalCode") {
		return nil, fmt.Errorf("%s %w", shown(text), errRounded)
	}
	if f.Name == "PostalCode" {
		text = zipOf(text)
	}
	return exactly(text)
}

var (
	fiveNine = regexp.MustCompile(`^\d{9}$`)
	decimals = regexp.MustCompile(`^(\d{4,5})\.0+$`)
)

// zipOf mends a ZIP code that a spreadsheet took for a number.
func zipOf(text string) string {
	if parts := decimals.FindStringSubmatch(text); parts != nil {
		text = parts[1]
	}
	if fiveNine.MatchString(text) {
		return text[:5] + "-" + text[5:]
	}
	return text
}

var inAngles = regexp.MustCompile(`<\s*([^<>\s]+@[^<>\s]+)\s*>`)

// emailOf reads "mailto:ana@example.com", "Ana <ana@example.com>" and an address with dots or brackets around it.
func emailOf(text string) (email string, ok bool) {
	if parts := inAngles.FindStringSubmatch(text); parts != nil {
		text = parts[1]
	}
	text = strings.TrimSpace(text)
	if len(text) > 7 && strings.EqualFold(text[:7], "mailto:") {
		text, _, _ = strings.Cut(text[7:], "?")
	}
	text = strings.Trim(text, " <>()[]\"'.,;")
	if parts := labelled.FindStringSubmatch(text); parts != nil && strings.Contains(parts[2], "@") {
		text = parts[2] // "Home: ana@example.com"
	}
	if rest, found := strings.CutSuffix(text, ")"); found && strings.Contains(rest, "(") {
		text = strings.TrimSpace(rest[:strings.Index(rest, "(")])
	} else if before, _, found := strings.Cut(text, " ("); found {
		text = before
	}
	return text, words.Email(text) != ""
}

var labelled = regexp.MustCompile(`^\s*([A-Za-z][A-Za-z ]{0,14})\s*[:=]\s*(.+)$`)

// phoneOf reads a phone number, with words around it too: "805 555 0134 (home)".
func phoneOf(f *crm.Field, text string) (string, error) {
	if words.Rounded(text) {
		return "", fmt.Errorf("%s %w", shown(text), errRounded)
	}
	if len(text) > 4 && strings.EqualFold(text[:4], "tel:") {
		text = text[4:]
	}
	if rest, ok := strings.CutSuffix(text, ".0"); ok && strings.Trim(rest, "0123456789") == "" {
		text = rest
	}
	digits := words.Phone(text)
	if digits == "" || strings.Trim(digits, "0") == "" {
		return "", fmt.Errorf("%s is not a phone number", shown(text))
	}
	if f.RuleString("", text, "") != nil {
		text = digits
	}
	if f.RuleString("", text, "") != nil {
		return "", fmt.Errorf("%s is not a phone number", shown(text))
	}
	return text, nil
}

// boolOf reads yes and no, and words that say so.
func boolOf(text string) (yes, ok bool) {
	if yes, ok = words.Bool(text); ok {
		return yes, true
	}
	switch heading(text) {
	case "checked", "allowed", "10":
		return true, true
	case "unchecked", "notset", "00", "none", "notallowed":
		return false, true
	}
	return false, false
}

// readList reads a list: JSON, or texts separated by semicolons, commas, bars, line breaks or " ::: ". Items that can't
// be read are left out.
func (in cells) readList(f *crm.Field, target string, c cell, column int) (*reading, error) {
	if f.Item.Kind == crm.KindMap || strings.HasPrefix(c.text, "[") {
		value, err := readJSON(f, c.text)
		return &reading{given: value}, err
	}
	list, r := []any{}, &reading{}
	parts := partedFor(target, c.text)
	if target == "/areas" && zips.MatchString(c.text) {
		parts = strings.Fields(c.text)
	}
	for _, part := range parts {
		if target == "/tags" && strings.EqualFold(part, "myContacts") { // every contact has it
			continue
		}
		if part = strings.TrimSpace(strings.TrimPrefix(part, "#")); target == "/tags" && part == "" {
			continue
		}
		value, err := in.read(f.Item, target, cell{c.column, part}, column)
		if err != nil {
			r.warnings = append(r.warnings, err.Error()+"; it is kept in a note")
			r.left = append(r.left, part)
			continue
		}
		if value.given != nil && !slices.Contains(list, value.given) {
			list = append(list, value.given)
		}
	}
	if len(list) == 0 && len(r.warnings) > 0 {
		return nil, errors.New(strings.TrimSuffix(r.warnings[0], "; it is kept in a note"))
	}
	r.given = list
	return r, nil
}

// partedFor splits a cell of a list. Types of contacts are written with a stroke between them too: "Buyer/Seller".
func partedFor(target, text string) []string {
	if target == "/ContactType" {
		text = strings.ReplaceAll(text, "/", ";")
	}
	return parted(text)
}

var zips = regexp.MustCompile(`^\d{5}(?:\s+\d{5})+$`)

// readJSON reads a list or a map in the form of our own export.
func readJSON(f *crm.Field, text string) (any, error) {
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		return nil, fmt.Errorf("%s can't be read: this column takes JSON, as an export has it", shown(text))
	}
	return writable(f, value), nil
}

// writable removes derived values, which an export includes.
func writable(f *crm.Field, value any) any {
	switch value := value.(type) {
	case map[string]any:
		for i := range f.Fields {
			if child := &f.Fields[i]; child.Derived {
				delete(value, child.Name)
			}
		}
	case []any:
		for i := range value {
			if f.Item != nil {
				value[i] = writable(f.Item, value[i])
			}
		}
	}
	return value
}
