package main

import (
	"errors"
	"fmt"
	"strings"

	roomkey "roomkey/plugins/sdk/go"
)

// prepare reads existing records, and the rows that an earlier attempt has processed.
func (i *importer) prepare() error {
	if _, err := i.task.Resume(&i.tally); err != nil {
		return err
	}
	if i.tally.Next > len(i.rows) {
		return errors.New("the checkpoint belongs to another file")
	}
	if err := i.learnRecords(); err != nil {
		return err
	}
	for _, c := range i.columns.list {
		if c.target == "~listing" {
			if err := i.learnListings(); err != nil {
				return err
			}
			break
		}
	}
	for at := range i.rows[:i.tally.Next] {
		if d := i.reader.draft(&i.rows[at]); len(d.problems) == 0 {
			i.found.add(d.keys(), seen{row: d.row})
		}
	}
	return nil
}

// Limits on the size of the existing records that are read. A mebibyte takes a quarter of a second. A step may receive
// 64 MiB in all, part of which the file and the records to merge into need.
const (
	maxReadBytes = 40 << 20
	recordBytes  = 600 // a record's size in an answer without its fields: ids, heads, times
)

// each calls do with every record that a query finds, the last changed first. whole is false if there are too many.
func (i *importer) each(q roomkey.Query, do func(*roomkey.Record) error) (whole bool, err error) {
	i.task.Progress(i.percent(), "Reading existing records", nil)
	q.Sort, q.Limit, q.Shared = "-updatedAt", 500, true
	for record, err := range i.task.All(q) {
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

// learnRecords reads the records that rows may be: those that are archived or deleted too, because a person whose
// record was put away comes back as that record, not as another one.
func (i *importer) learnRecords() error {
	count, whole := 0, true
	for _, q := range []struct {
		state string
		roomkey.Query
	}{{"", roomkey.Query{}}, {"archived", roomkey.Query{Archived: true}}, {"deleted", roomkey.Query{Deleted: true}}} {
		q.Type = i.kind.Name
		all, err := i.each(q.Query, func(record *roomkey.Record) error {
			count++
			var fields map[string]any
			if err := record.Decode(&fields); err != nil {
				return err
			}
			keys := append(keysOf(record.Type, fields), key{label: "id", value: record.ID})
			i.found.add(keys, seen{known: &known{id: record.ID, state: q.state, name: i.nameOf(fields)}})
			return nil
		})
		if err != nil {
			return err
		}
		whole = whole && all
	}
	if !whole {
		i.tally.warn(fmt.Sprintf(
			"only the %d most recently changed %s were checked for duplicates: there are too many to check all", count,
			i.kind.Plural))
	}
	return nil
}

// nameOf is what people call a record.
func (i *importer) nameOf(fields map[string]any) string {
	var parts []string
	for _, name := range i.kind.Title {
		if part := text(fields[name]); part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, " ")
}

func (i *importer) learnListings() error {
	i.reader.listings = map[string]string{}
	whole, err := i.each(roomkey.Query{Type: "listing"}, func(record *roomkey.Record) error {
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
