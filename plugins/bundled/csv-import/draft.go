package main

import (
	"slices"
	"strings"
	"time"

	"roomkey/crm"
	"roomkey/plugins/bundled/merge"
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

// reader turns rows into drafts.
type reader struct {
	kind        *crm.RecordType
	header      int // number of cells
	columns     []column
	defaults    map[string]string            // by target
	values      map[string]map[string]string // options by target and by how the file writes them
	dayFirst    map[int]bool                 // columns whose dates begin with the day
	familyFirst bool                         // names have the family name first
	wide        bool                         // most rows have more cells than the heading
	zone        *time.Location
	listings    map[string]string // ids by MLS number, if escrows name any
	today       string            // YYYY-MM-DD
}

// hasColumn reports whether the file has a column for a target.
func (r *reader) hasColumn(target string) bool {
	return slices.ContainsFunc(r.columns, func(c column) bool { return c.target == target })
}

// fault says why the row can't become a record.
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

// has reports whether a target is filled.
func (d *draft) has(target string) bool {
	if strings.HasPrefix(target, "~") {
		return d.parts[target] != ""
	}
	in, name := d.place(target)
	_, there := in[name]
	return there
}

// put sets a field. If several columns have the same field, the first one counts; a list gets the items of all.
func (d *draft) put(pointer string, value any) {
	in, name := d.place(pointer)
	before, there := in[name]
	if list, ok := value.([]any); ok && there {
		if old, ok := before.([]any); ok {
			in[name] = merge.Union(old, list)
		}
		return
	}
	if list, ok := value.([]any); !there && (!ok || len(list) > 0) {
		in[name] = value
	}
}

// otherwise fills a field that nothing has filled yet, unless there is no text for it.
func (d *draft) otherwise(pointer string, value any) {
	if text, ok := value.(string); !ok || text != "" {
		d.put(pointer, value)
	}
}

// standIn fills a required field by something that stands for it.
func (d *draft) standIn(pointer, text, why string) {
	d.put(pointer, text)
	d.warn(cell{text: text}, why)
}
