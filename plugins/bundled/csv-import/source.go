package main

import (
	"errors"
	"fmt"
	"strings"

	"roomkey/crm"
	"roomkey/plugins/bundled/tables"
)

// readTable reads a text as a table: that of a spreadsheet, or the contacts or events of an address book's or a
// calendar's file. told is what concerns no row.
func readTable(kind *crm.RecordType, text string, mapping map[string]string) (table *tables.Table, told string,
	err error) {
	table, of := tables.Records(text)
	switch {
	case of == tables.OfContacts && kind.Name != "client" && kind.Name != "lead":
		return nil, "", errors.New("these are contacts: they can become clients or leads")
	case of == tables.OfEvents && kind.Name != "appointment":
		return nil, "", errors.New("this is a calendar: its events can become appointments")
	case of != "":
		if len(table.Rows) == 0 {
			return nil, "", fmt.Errorf("the file has no %s", of)
		}
		return table, "", nil
	}
	table = tables.Read(text, func(name string) bool {
		_, said := mapping[strings.TrimSpace(name)]
		_, known := meaningOf(kind, name)
		return said || known
	})
	if table != nil && withHeading(kind, table, mapping) {
		told = "the table has no heading: its columns were told by what they hold"
	}
	if table == nil || len(table.Rows) == 0 {
		return nil, "", errors.New("the file has no rows below its heading")
	}
	return table, told, nil
}
