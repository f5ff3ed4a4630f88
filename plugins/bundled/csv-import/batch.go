package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"roomkey/crm"
	"roomkey/plugins/bundled/merge"
	"roomkey/plugins/bundled/tables"
	roomkey "roomkey/plugins/sdk/go"
)

const (
	batchRows  = 200
	batchBytes = 512 << 10 // a call may have 1 MiB
	batches    = 20        // minimum number of batches, so that even a small file shows progress
)

// importer is a running import.
type importer struct {
	task       *roomkey.Task
	kind       *crm.RecordType
	duplicates string
	choices    map[string]string // what happens to single duplicates, by row
	rows       []tables.Row
	columns    *columns
	reader     *reader
	encoding   string // "": it came as text
	lossy      bool   // the text has letters that somebody could not decode
	table      *tables.Table
	found      index // all keys so far
	preview    preview
	pending    []*planned
	bytes      int // of pending
	read       int // size of the records that were examined
	tally      tally
}

func (i *importer) percent() float64 { return 100 * float64(i.tally.Next) / float64(len(i.rows)) }

// run processes the remaining rows.
func (i *importer) run() error {
	size := min(max(len(i.rows)/batches, 1), batchRows)
	for i.tally.Next < len(i.rows) {
		for _, r := range i.rows[i.tally.Next:min(i.tally.Next+size, len(i.rows))] {
			if err := i.plan(&r); err != nil {
				return err
			}
			i.tally.Next++
		}
		if err := i.flush(); err != nil {
			return err
		}
		i.task.Progress(i.percent(), fmt.Sprintf("Importing %s (%d/%d)", i.kind.Plural, i.tally.Next, len(i.rows)),
			i.tally.Counts)
	}
	result := i.tally.result(i.columns, len(i.rows))
	if i.encoding != "" {
		result["encoding"] = i.encoding
	}
	if i.task.DryRun {
		result["preview"] = i.preview.result(i)
	}
	return i.task.Output(result)
}

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

// keys returns the keys of a draft, from its fields and from ids in the file.
func (d *draft) keys() []key {
	var keys []key
	if id := d.parts["~id"]; id != "" && isID(id) { // the surest comes first
		keys = append(keys, key{label: "id", value: strings.ToLower(id)})
	}
	keys = append(keys, keysOf(d.kind.Name, d.fields)...)
	if number := d.parts["~number"]; number != "" {
		keys = append(keys, key{label: "escrow number", value: strings.ToUpper(number)})
	}
	return keys
}

// isID reports whether a text is the id of a record of ours; other programs have other ids.
func isID(text string) bool { _, err := crm.ParseID(text); return err == nil }

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

// add adds a change to the batch. A change is not much larger than its row.
func (i *importer) add(p *planned, bytes int) error {
	if i.bytes+bytes > batchBytes {
		if err := i.flush(); err != nil {
			return err
		}
	}
	i.pending, i.bytes = append(i.pending, p), i.bytes+bytes
	return nil
}

// flush proposes the pending changes and waits until they are saved, because later rows may be merged into their
// records.
func (i *importer) flush() error {
	pending := i.pending
	i.pending, i.bytes = nil, 0
	if err := i.propose(pending); err != nil {
		return err
	}
	return i.task.Checkpoint(&i.tally)
}

// wouldBe is the id of records that a trial run would make.
const wouldBe = "new"

// propose proposes changes together. If one of them is refused, it finds that one and proposes the others.
func (i *importer) propose(list []*planned) error {
	if len(list) == 0 {
		return nil
	}
	changes := make([]roomkey.Change, len(list))
	for k, p := range list {
		changes[k] = p.change(i.kind.Name)
	}
	if i.task.DryRun {
		for _, p := range list {
			i.tally.done(p)
			if p.record.plan = nil; p.record.id == "" {
				p.record.id = wouldBe
			}
		}
		return nil
	}
	made, err := i.task.Propose(changes...)
	switch {
	case err == nil:
		for k, p := range list {
			i.tally.done(p)
			p.record.id, p.record.plan = made[k].Record, nil
		}
		return nil
	case !refused(err) || len(list) == 1 && list[0].record.id == "" && errors.Is(err, roomkey.Denied):
		return err // a caller who may not create one record may not create any
	case len(list) == 1:
		list[0].record.plan = nil
		field, message := about(err.Error())
		for _, row := range list[0].rows {
			i.tally.fail([]problem{{Row: row, Field: field, Message: message}})
		}
		return nil
	}
	half := len(list) / 2
	if err := i.propose(list[:half]); err != nil {
		return err
	}
	return i.propose(list[half:])
}

// about separates the field from the server's message about the only change of a call: "changes/0/PublicRemarks: is too
// long".
func about(refusal string) (field, message string) {
	rest, located := strings.CutPrefix(refusal, "changes/0")
	if field, message, ok := strings.Cut(rest, ": "); located && ok {
		return field, message
	}
	return "", refusal
}

// refused reports whether an error is about the changes rather than the server.
func refused(err error) bool {
	for _, code := range []roomkey.Code{roomkey.Invalid, roomkey.NotFound, roomkey.Denied, roomkey.Conflict,
		roomkey.TooLarge} {
		if errors.Is(err, code) {
			return true
		}
	}
	return false
}
