package main

import (
	"encoding/json"
	"strconv"

	"roomkey/plugins/bundled/merge"
	"roomkey/plugins/bundled/tables"
)

// plan decides what happens to a row.
func (i *importer) plan(r *tables.Row) error {
	d := i.reader.draft(r)
	if len(d.problems) > 0 {
		i.tally.fail(d.problems)
		i.preview.add(d, outcomeFails)
		return nil
	}
	i.tally.note(d.warnings)
	duplicates := i.duplicates
	choice, chosen := i.choices[strconv.Itoa(d.row)]
	if chosen {
		duplicates = choice
	}
	keys := d.keys()
	m := i.found.find(keys)
	if duplicates == createAll && !(m.twin != nil && m.by == "id") { // a record comes back as itself at most
		m.twin = nil
	}
	if m.twin != nil {
		i.preview.duplicate(d, &m, duplicates)
		if duplicates == mergeThem && m.twin.known != nil && !m.twin.gone() {
			return i.merge(d, m.twin, m.by, r.Bytes())
		}
		i.skip(d, m.twin, m.by)
		return nil
	}
	if m.relative != nil {
		i.tally.relate(d.row, &m)
		i.preview.duplicate(d, &m, createAll)
	}
	merges := i.duplicates == mergeThem || len(i.choices) > 0
	record := &known{fields: d.fields, private: d.private, loaded: merges, privateToo: merges}
	i.found.add(keys, seen{known: record, row: d.row})
	record.plan = &planned{rows: []int{d.row}, record: record, fields: d.fields, private: d.private, notes: d.note()}
	i.preview.add(d, outcomeCreates)
	return i.add(record.plan, r.Bytes())
}

func (i *importer) skip(d *draft, twin *seen, by string) {
	i.tally.skip(d.row, twin, by)
	i.preview.add(d, outcomeSkips)
}

// merge adds the values of a duplicate row that the record lacks.
func (i *importer) merge(d *draft, twin *seen, by string, bytes int) error {
	record := twin.known
	if record.id == "" && record.plan == nil { // its change was refused
		i.skip(d, twin, by)
		return nil
	}
	if err := i.load(record, len(d.private) > 0 && !i.task.DryRun); err != nil {
		return err
	}
	patch := merge.Gaps(record.fields, d.fields)
	merge.Refusals(patch, record.fields, d.fields)
	var private map[string]any
	if record.private != nil {
		private = merge.Gaps(record.private, d.private)
	}
	notes := record.lacks(d.note())
	switch {
	case len(patch)+len(private)+len(notes) == 0 && !(i.task.DryRun && len(d.private) > 0):
		i.skip(d, twin, by)
		return nil
	case record.id == "": // its fields are those of the pending proposal
		record.plan.rows, record.plan.notes = append(record.plan.rows, d.row), append(record.plan.notes, notes...)
		i.bytes += bytes
		i.preview.add(d, outcomeMerges)
		return nil
	}
	i.preview.add(d, outcomeMerges)
	return i.add(&planned{rows: []int{d.row}, record: record, fields: patch, private: private, notes: notes}, bytes)
}

// load reads the record that a row is merged into. Its private half is read only for a row that adds to it, because
// people decide on what is proposed after private fields were read. It stays nil if the caller may not read it.
func (i *importer) load(record *known, private bool) error {
	if record.loaded && (record.privateToo || !private) {
		return nil
	}
	get := i.task.GetShared
	if private {
		get = i.task.Get
	}
	found, err := get(i.kind.Name, record.id)
	if err != nil {
		return err
	}
	if !record.loaded { // else its fields are known, and this import has added to them
		record.fields = map[string]any{}
		if err := found.Decode(&record.fields); err != nil {
			return err
		}
	}
	record.loaded, record.privateToo = true, private
	if len(found.Private) > 0 {
		return json.Unmarshal(found.Private, &record.private)
	}
	return nil
}
