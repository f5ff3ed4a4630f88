package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"roomkey/crm"
	roomkey "roomkey/plugins/sdk/go"
)

const (
	maxRows  = 10_000
	zoneName = "America/Los_Angeles" // of times without a zone
)

// request is the step's input.
type request struct {
	Type       string            `json:"type"`
	CSV        string            `json:"csv"`
	Mapping    map[string]string `json:"mapping"`  // fields by columns' headings
	Defaults   map[string]string `json:"defaults"` // values by fields, for rows without one
	Duplicates string            `json:"duplicates"`
}

// importFile turns a file's rows into records, batch by batch. Each batch is saved before the next one begins.
func importFile(t *roomkey.Task) error {
	var asked request
	if err := t.Input(&asked); err != nil {
		return err
	}
	kind := crm.TypeNamed(asked.Type)
	if kind == nil {
		return fmt.Errorf("there are no records of the type %s", shown(asked.Type))
	}
	rows := readTable(asked.CSV)
	asked.CSV = ""
	if len(rows) < 2 {
		return errors.New("the file has no rows below its heading")
	}
	header, body := rows[0], rows[1:]
	if len(body) > maxRows {
		return fmt.Errorf("the file has %d rows, and one import takes %d: split it", len(body), maxRows)
	}
	columns, err := readColumns(kind, &header, asked.Mapping)
	if err != nil {
		return err
	}
	i := &importer{task: t, kind: kind, duplicates: asked.Duplicates, rows: body, columns: columns, found: index{},
		records: map[string]*known{}}
	if i.reader, err = newReader(kind, &header, columns, asked.Defaults); err != nil {
		return err
	}
	if err := i.prepare(); err != nil {
		return err
	}
	return i.run()
}

func newReader(kind *crm.RecordType, header *row, columns *columns, defaults map[string]string) (*reader, error) {
	zone, err := time.LoadLocation(zoneName)
	if err != nil {
		return nil, err
	}
	r := &reader{kind: kind, header: len(header.cells), columns: columns.list, zone: zone,
		defaults: make(map[string]string, len(defaults))}
	for _, name := range sorted(defaults) {
		target, err := targetNamed(kind, name)
		if err != nil {
			return nil, fmt.Errorf("the defaults: %w", err)
		}
		if target == "/TZID" {
			if r.zone, err = time.LoadLocation(defaults[name]); err != nil {
				return nil, fmt.Errorf("the defaults: %s is not a time zone; America/Los_Angeles is",
					shown(defaults[name]))
			}
		}
		if target != "" {
			r.defaults[target] = defaults[name]
		}
	}
	return r, nil
}

// prepare reads existing records, and the rows that an earlier attempt has processed.
func (i *importer) prepare() error {
	if _, err := i.task.Resume(&i.tally); err != nil {
		return err
	}
	if i.tally.Next > len(i.rows) {
		return errors.New("the checkpoint belongs to another file")
	}
	if i.duplicates != createAll {
		if err := i.learnRecords(); err != nil {
			return err
		}
	}
	for _, c := range i.columns.list {
		if c.target == "~listing" {
			if err := i.learnListings(); err != nil {
				return err
			}
		}
	}
	if i.duplicates != createAll {
		for at := range i.rows[:i.tally.Next] {
			if d := i.reader.draft(&i.rows[at]); len(d.problems) == 0 {
				i.found.add(d.keys(), seen{row: d.row})
			}
		}
	}
	return nil
}

// Limits on the size of the existing records that are read. A mebibyte takes a quarter of a second. A step may receive
// 64 MiB in all, part of which the file and the records to merge into need.
const (
	maxReadBytes = 48 << 20
	recordBytes  = 600 // a record's size in an answer without its fields: ids, heads, times
)

// each calls do with every record of a type, the last changed first. whole is false if there are too many to read.
func (i *importer) each(kind string, do func(*roomkey.Record) error) (whole bool, err error) {
	i.task.Progress(i.percent(), "Reading existing records", nil)
	for record, err := range i.task.All(roomkey.Query{Type: kind, Sort: "-updatedAt", Limit: 500, Shared: true}) {
		if err != nil {
			return false, err
		}
		if i.read += len(record.Fields) + recordBytes; i.read > maxReadBytes {
			return false, nil
		}
		if err := do(record); err != nil {
			return false, err
		}
	}
	return true, nil
}

func (i *importer) learnRecords() error {
	count := 0
	whole, err := i.each(i.kind.Name, func(record *roomkey.Record) error {
		count++
		var fields map[string]any
		if err := record.Decode(&fields); err != nil {
			return err
		}
		keys := keysOf(record.Type, fields)
		i.found.add(append(keys, key{label: "id", value: record.ID}), seen{known: &known{id: record.ID}})
		return nil
	})
	if err == nil && !whole {
		i.tally.warn(
			fmt.Sprintf(
				"only the %d most recently changed %s were checked for duplicates: there are too many to check all",
				count, i.kind.Plural))
	}
	return err
}

func (i *importer) learnListings() error {
	i.reader.listings = map[string]string{}
	whole, err := i.each("listing", func(record *roomkey.Record) error {
		var f struct{ ListingId string }
		if err := record.Decode(&f); err != nil {
			return err
		}
		if number := strings.ToUpper(strings.TrimSpace(f.ListingId)); number != "" && i.reader.listings[number] == "" {
			i.reader.listings[number] = record.ID
		}
		return nil
	})
	if err == nil && !whole {
		i.tally.warn(
			"escrows were matched only with the most recently changed listings: there are too many to check all")
	}
	return err
}
