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

// importFile turns a file's rows into records, batch by batch. Each batch is saved before the next one begins. In a
// trial run it only says what would become of them.
func importFile(t *roomkey.Task) error {
	var asked request
	if err := t.Input(&asked); err != nil {
		return err
	}
	kind := crm.TypeNamed(asked.Type)
	if kind == nil {
		return fmt.Errorf("there are no records of the type %s", shown(asked.Type))
	}
	text, encoding, err := asked.text(t)
	if err != nil {
		return err
	}
	table := tables.Read(text, func(name string) bool {
		_, told := asked.Mapping[strings.TrimSpace(name)]
		_, known := meaningOf(kind, name)
		return told || known
	})
	asked.CSV = ""
	headless := table != nil && withHeading(kind, table, asked.Mapping)
	if table == nil || len(table.Rows) == 0 {
		return errors.New("the file has no rows below its heading")
	}
	if len(table.Rows) > maxRows {
		return fmt.Errorf("the file has %d rows, and one import takes %d: split it", len(table.Rows), maxRows)
	}
	columns, err := readColumns(kind, &table.Header, asked.Mapping)
	if err != nil {
		return err
	}
	i := &importer{task: t, kind: kind, duplicates: asked.Duplicates, choices: asked.Rows, rows: table.Rows,
		columns: columns, found: index{}, encoding: encoding, table: table}
	if i.reader, err = newReader(kind, table, columns, &asked); err != nil {
		return err
	}
	if err := i.prepare(); err != nil {
		return err
	}
	i.tellOfTheFile()
	if headless {
		i.tally.warn("the table has no heading: its columns were told by what they hold")
	}
	return i.run()
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
		wide:     mostlyWide(table),
		today:    time.Now().UTC().Add(14 * time.Hour).Format(time.DateOnly)}
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

// tellOfTheFile warns of what concerns no single cell.
func (i *importer) tellOfTheFile() {
	for _, clash := range i.columns.clashes {
		i.tally.warn(clash)
	}
	for _, left := range i.table.Left[:min(len(i.table.Left), 20)] {
		i.tally.warn(fmt.Sprintf("row %d %s: it was left out", left.Number, left.Why))
	}
	for at := range i.reader.dayFirst {
		if name := strings.TrimSpace(i.table.Header.Cells[at]); i.columns.has(at) {
			i.tally.warn("the dates of " + shown(name) + " were read with the day first")
		}
	}
	if i.encoding != "" && i.encoding != tables.UTF8 {
		i.tally.warn("the file was read as " + i.encoding)
	}
}

func (c *columns) has(at int) bool {
	for i := range c.list {
		if c.list[i].at == at {
			return true
		}
	}
	return false
}
