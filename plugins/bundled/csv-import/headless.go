package main

import (
	"fmt"
	"regexp"
	"strings"

	"roomkey/crm"
	"roomkey/plugins/bundled/tables"
	"roomkey/plugins/bundled/words"
)

// withHeading gives a heading to a table of people that has none: a list that somebody has pasted. What a column holds
// says what it is; the first text is the name. It reports whether it did.
func withHeading(kind *crm.RecordType, table *tables.Table, mapping map[string]string) bool {
	if kind.Name != "client" && kind.Name != "lead" {
		return false
	}
	for name := range mapping {
		if !strings.HasPrefix(name, "#") { // somebody has seen a heading
			return false
		}
	}
	for _, cell := range table.Header.Cells {
		if _, known := meaningOf(kind, cell); known {
			return false
		}
	}
	names := make([]string, len(table.Header.Cells))
	found, named := false, false
	for at, cell := range table.Header.Cells {
		names[at] = fmt.Sprintf("Column %d", at+1)
		switch cell = strings.TrimSpace(cell); {
		case words.Email(cell) != "":
			names[at], found = "Email", true
		case words.Phone(cell) != "" && phoneOnly.MatchString(cell):
			names[at], found = "Phone", true
		case !named && strings.ContainsAny(cell, " ,") && !strings.ContainsAny(cell, "0123456789"):
			names[at], named = "Name", true
		}
	}
	if !found {
		return false
	}
	table.Rows = append([]tables.Row{table.Header}, table.Rows...)
	table.Header = tables.Row{Number: 0, Cells: names}
	return true
}

var phoneOnly = regexp.MustCompile(`^[+(]?[0-9][0-9 ().+x-]{6,24}$`)
