package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"roomkey/crm"
	"roomkey/plugins/bundled/tables"
	roomkey "roomkey/plugins/sdk/go"
)

const (
	maxRows  = 10_000
	zoneName = "America/Los_Angeles" // of times without a zone
)

// request is the step's input.
type request struct {
	Type       string                       `json:"type"`
	CSV        string                       `json:"csv"`
	File       string                       `json:"file"`       // the id of a file, instead of csv
	Mapping    map[string]string            `json:"mapping"`    // fields by columns' headings
	Values     map[string]map[string]string `json:"values"`     // options by fields and texts of the file
	Defaults   map[string]string            `json:"defaults"`   // values by fields, for rows without one
	Dates      string                       `json:"dates"`      // mdy, dmy or "": as each column shows
	Duplicates string                       `json:"duplicates"` // of all rows but those of
	Rows       map[string]string            `json:"rows"`       // what happens to a duplicate, by the number of its row
}

// text returns the file as text, and the name of its encoding.
func (r *request) text(t *roomkey.Task) (text, encoding string, err error) {
	if r.File == "" {
		if r.CSV == "" {
			return "", "", errors.New("there is neither a file nor a text")
		}
		return r.CSV, "", nil
	}
	t.Progress(0, "Reading the file", nil)
	content, err := t.ReadFile(r.File)
	if err != nil {
		return "", "", err
	}
	if binary(content) {
		return "", "", errors.New("this is not a table as text: save the spreadsheet as CSV, and choose that file")
	}
	text, encoding = tables.Text(content)
	return text, encoding, nil
}

// binary reports whether a file is a spreadsheet, an archive or a picture.
func binary(content []byte) bool {
	for _, magic := range []string{"PK\x03\x04", "\xd0\xcf\x11\xe0", "%PDF", "\x89PNG", "\xff\xd8\xff", "\x1f\x8b"} {
		if strings.HasPrefix(string(content[:min(len(content), 8)]), magic) {
			return true
		}
	}
	return false
}

func newReader(kind *crm.RecordType, table *tables.Table, columns *columns, asked *request) (*reader, error) {
	zone, err := time.LoadLocation(zoneName)
	if err != nil {
		return nil, err
	}
	r := &reader{kind: kind, header: len(table.Header.Cells), columns: columns.list, zone: zone,
		defaults: make(map[string]string, len(asked.Defaults)), values: make(map[string]map[string]string),
		dayFirst: dayFirstColumns(table.Rows, len(table.Header.Cells), asked.Dates),
		wide:     mostlyWide(table), familyFirst: familyFirst(columns.list, table.Rows),
		today: time.Now().UTC().Add(14 * time.Hour).Format(time.DateOnly)}
	for _, name := range sorted(asked.Values) {
		target, err := targetNamed(kind, name)
		if err != nil {
			return nil, fmt.Errorf("the values: %w", err)
		}
		r.values[target] = make(map[string]string)
		for text, option := range asked.Values[name] {
			r.values[target][heading(text)] = option
		}
	}
	for _, name := range sorted(asked.Defaults) {
		target, err := targetNamed(kind, name)
		if err != nil {
			return nil, fmt.Errorf("the defaults: %w", err)
		}
		if target == "/TZID" {
			if r.zone, err = time.LoadLocation(asked.Defaults[name]); err != nil {
				return nil, fmt.Errorf("the defaults: %s is not a time zone; America/Los_Angeles is",
					shown(asked.Defaults[name]))
			}
		}
		if target != "" {
			r.defaults[target] = asked.Defaults[name]
		}
	}
	return r, nil
}

// mostlyWide reports whether most rows have more cells than the heading: the last columns have no headings.
func mostlyWide(table *tables.Table) bool {
	wide := 0
	for i := range table.Rows {
		if table.Rows[i].Width() > len(table.Header.Cells) {
			wide++
		}
	}
	return wide*2 > len(table.Rows)
}
