package main

import (
	"strings"
	"time"

	"roomkey/crm"
	"roomkey/plugins/bundled/tables"
)

// problem says why a row can't become a record.
type problem struct {
	Row     int    `json:"row"`
	Field   string `json:"field,omitempty"` // JSON Pointer; "" if the problem concerns the whole row
	Message string `json:"message"`
}

// warning says what of a row was left out, or taken for something that it may not be.
type warning struct {
	Row     int    `json:"row"` // 0: of the whole file
	Column  string `json:"column,omitempty"`
	Text    string `json:"text,omitempty"` // of the cell
	Message string `json:"message"`
}

// draft is the record that a row will become.
type draft struct {
	row             int
	kind            *crm.RecordType
	zone            *time.Location
	reader          *reader
	fields, private map[string]any
	notes           []string
	kept            []string          // what could not be read, a line each
	parts           map[string]string // by target: values that do not fill a field alone
	from            map[string]cell   // by target: where a part comes from
	unread          map[string]string // by required field: why its cell could not be read
	problems        []problem
	warnings        []warning
}

// cell is a cell with the heading of its column.
type cell struct{ column, text string }

// reader turns rows into drafts.
type reader struct {
	kind     *crm.RecordType
	header   int // number of cells
	columns  []column
	defaults map[string]string            // by target
	values   map[string]map[string]string // options by target and by how the file writes them
	dayFirst map[int]bool                 // columns whose dates begin with the day
	wide     bool                         // most rows have more cells than the heading
	zone     *time.Location
	listings map[string]string // ids by MLS number, if escrows name any
	today    string            // YYYY-MM-DD
}

// draft reads a row. It collects in the draft all problems, and warnings of what was left out.
func (r *reader) draft(from *tables.Row) *draft {
	d := &draft{row: from.Number, kind: r.kind, zone: r.zone, reader: r, fields: map[string]any{},
		private: map[string]any{}, parts: map[string]string{}, from: map[string]cell{}, unread: map[string]string{}}
	if from.Open {
		d.warn(cell{}, "a quote opens a cell of this row and closes it nowhere: it was taken as a part of the text")
	}
	from = d.fit(r, from)
	d.readZone(r, from)
	for _, c := range r.columns {
		d.take(&c, from)
	}
	for _, target := range sorted(r.defaults) {
		if !d.has(target) {
			d.takeDefault(target, r.defaults[target])
		}
	}
	d.takeRest(r, from)
	d.complete(r)
	d.check()
	return d
}

// fit joins cells that a comma in prose has split, such as "nice yard, and more": in prose a blank follows. It does so
// only if the row has as many cells as the heading then.
func (d *draft) fit(r *reader, from *tables.Row) *tables.Row {
	extra := from.Width() - r.header
	if extra <= 0 {
		return from
	}
	var cells []string
	joined := -1
	for at, text := range from.Cells[:from.Width()] {
		if at > 0 && strings.HasPrefix(text, " ") && strings.TrimSpace(text) != "" {
			joined = len(cells) - 1
			cells[joined] += "," + text
			extra--
			continue
		}
		cells = append(cells, text)
	}
	if extra != 0 {
		return from
	}
	d.warn(cell{text: strings.TrimSpace(cells[joined])}, "has a comma and no quotes around it: it was taken as one "+
		"cell")
	return &tables.Row{Number: from.Number, Cells: cells, Open: from.Open}
}

// takeRest keeps what stands beyond the last heading, if rows of this file are so. If it is this row alone, a separator
// within a cell has moved all others.
func (d *draft) takeRest(r *reader, from *tables.Row) {
	var rest []string
	for at := r.header; at < len(from.Cells); at++ {
		if text := strings.TrimSpace(from.Cells[at]); text != "" {
			rest = append(rest, text)
		}
	}
	switch {
	case len(rest) == 0:
		return
	case !r.wide:
		d.fault("", "has more cells than the heading, so nobody can say which is which: put a cell with a comma in "+
			"it in quotes")
		return
	}
	text := strings.Join(rest, ", ")
	d.keep("Beyond the last column", text)
	d.warn(cell{text: text}, "has more cells than the heading: they are kept in a note")
}

func (d *draft) fault(pointer, message string) {
	d.problems = append(d.problems, problem{d.row, pointer, message})
}

// warn reports something about a cell, in words that fit after "row 3, Birthday, “0/0”".
func (d *draft) warn(c cell, message string) {
	text := c.text
	if short := []rune(text); len(short) > 60 {
		text = string(short[:60]) + "…"
	}
	d.warnings = append(d.warnings, warning{d.row, c.column, text, message})
}

// keep adds a line to the note of what had no place.
func (d *draft) keep(column, text string) {
	if column == "" {
		column = "Also"
	}
	d.kept = append(d.kept, column+": "+text)
}

// note is the record's first note: what the file has as notes, and what could not be read.
func (d *draft) note() []string {
	notes := d.notes
	if len(d.kept) > 0 {
		notes = append(notes[:len(notes):len(notes)], "From the imported file:\n"+strings.Join(d.kept, "\n"))
	}
	return notes
}

// unreadable leaves a cell out: it becomes a line of the note and a warning, or a problem where the record can't be
// without it. Values of private fields, which fewer people see than notes, are only warned of; a birthday is kept.
func (d *draft) unreadable(target string, c cell, why string) {
	field := d.kind.Field(target)
	name := strings.TrimPrefix(target, "/")
	root, _, _ := strings.Cut(name, "/")
	if f := d.kind.Root(root); f != nil && f.Required && f == field {
		if d.unread[root] == "" {
			d.unread[root] = why
		}
		d.from["unread "+root] = c
		return
	}
	for _, group := range d.kind.RequireOne {
		for _, one := range group {
			if one == root && d.unread[root] == "" {
				d.unread[root] = why
			}
		}
	}
	if strings.HasPrefix(target, "/private/") && target != "/private/Birthdate" {
		d.warn(c, why+"; it is left out")
		return
	}
	d.keep(c.column, c.text)
	d.warn(c, why+"; it is kept in a note")
}

// place returns the map that contains a pointer's value, and the value's name in it.
func (d *draft) place(pointer string) (in map[string]any, name string) {
	in = d.fields
	rest, private := strings.CutPrefix(pointer, "/private/")
	if private {
		in = d.private
	} else {
		rest = pointer[1:]
	}
	outer, inner, nested := strings.Cut(rest, "/")
	if !nested {
		return in, outer
	}
	within, ok := in[outer].(map[string]any)
	if !ok {
		within = map[string]any{}
		in[outer] = within
	}
	return within, inner
}
