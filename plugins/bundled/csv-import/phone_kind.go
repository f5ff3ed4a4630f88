package main

import (
	"slices"
	"strings"

	"roomkey/plugins/bundled/tables"
)

// pairByContent finds a column "Type" that says what kind of phone the one beside it holds: all its cells name one.
func (c *columns) pairByContent(rows []tables.Row) {
	phone := slices.IndexFunc(c.list, func(is column) bool {
		return is.kind < 0 && (is.target == "~phone" || is.target == "/phone")
	})
	kind := slices.IndexFunc(c.list, func(is column) bool {
		return (is.target == "/ContactType" || is.target == "/intent") && namesPhones(rows, is.at)
	})
	if phone < 0 || kind < 0 {
		return
	}
	c.list[phone].kind = c.list[kind].at
	c.list = slices.Delete(c.list, kind, kind+1)
}

func namesPhones(rows []tables.Row, at int) (all bool) {
	for i := range rows {
		switch strings.ToLower(strings.TrimSpace(rows[i].Cell(at))) {
		case "":
		case "mobile", "cell", "home", "work", "office", "main", "other", "iphone", "fax", "business":
			all = true
		default:
			return false
		}
	}
	return all
}
