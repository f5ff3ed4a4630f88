package main

import (
	"roomkey/crm"
	"roomkey/plugins/bundled/tables"
	roomkey "roomkey/plugins/sdk/go"
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
