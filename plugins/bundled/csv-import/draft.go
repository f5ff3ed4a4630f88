package main

import (
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

// draft is the record that a row will become.
type draft struct {
	row             int
	kind            *crm.RecordType
	zone            *time.Location
	fields, private map[string]any
	notes           []string
	parts           map[string]string // by target: values that do not fill a field alone
	problems        []problem
}

// reader turns rows into drafts.
type reader struct {
	kind     *crm.RecordType
	header   int // number of cells
	columns  []column
	defaults map[string]string // by target
	zone     *time.Location
	listings map[string]string // ids by MLS number, if escrows name any
}

// draft reads a row. It collects all problems in the draft.
func (r *reader) draft(from *row) *draft {
	d := &draft{row: from.number, kind: r.kind, zone: r.zone, fields: map[string]any{}, private: map[string]any{},
		parts: map[string]string{}}
	if from.open {
		d.fault("", "has a quote that opens a cell and is never closed, so nothing after it can be read")
		return d
	}
	for at := r.header; at < len(from.cells); at++ {
		if strings.TrimSpace(from.cells[at]) != "" {
			d.fault("",
				"has more cells than the heading: a cell with a comma in it must be in quotes, and a quote must "+
					"be closed")
			return d
		}
	}
	d.readZone(r, from)
	for _, c := range r.columns {
		d.take(c.target, from.cell(c.at))
	}
	for _, target := range sorted(r.defaults) {
		if !d.has(target) {
			d.take(target, r.defaults[target])
		}
	}
	d.complete(r)
	d.check()
	return d
}

func (d *draft) fault(pointer, message string) {
	d.problems = append(d.problems, problem{d.row, pointer, message})
}

// readZone determines the time zone, which must happen before any time is read.
func (d *draft) readZone(r *reader, from *row) {
	for _, c := range r.columns {
		name := strings.TrimSpace(from.cell(c.at))
		if c.target != "/TZID" || name == "" {
			continue
		}
		zone, err := time.LoadLocation(name)
		if err != nil {
			d.fault("/TZID", shown(name)+" is not a time zone; America/Los_Angeles is")
			return
		}
		d.zone = zone
	}
}

// take stores a cell under its target. It removes an apostrophe that keeps a spreadsheet from running a text as a
// formula; our own export writes one.
func (d *draft) take(target, cell string) {
	cell = strings.TrimSpace(cell)
	if len(cell) > 1 && cell[0] == '\'' && strings.ContainsAny(cell[1:2], "=+-@|%\t\n") {
		cell = cell[1:]
	}
	if cell == "" || !utf8Valid(d, target, cell) {
		return
	}
	if strings.HasPrefix(target, "~") {
		d.takePart(target, cell)
		return
	}
	field := d.kind.Field(target)
	if field.Kind != crm.KindText && field.Kind != crm.KindString && nothing(cell) {
		return
	}
	value, err := read(field, cell, d.zone)
	if err != nil {
		d.fault(target, err.Error())
		return
	}
	d.put(target, value)
}

func utf8Valid(d *draft, target, cell string) bool {
	if strings.ToValidUTF8(cell, "") == cell && !strings.ContainsRune(cell, 0) {
		return true
	}
	if strings.HasPrefix(target, "~") {
		target = ""
	}
	d.fault(target, "contains bytes that are not text: save the file as UTF-8")
	return false
}

// nothing reports whether a cell stands for no value.
func nothing(cell string) bool {
	switch strings.ToLower(cell) {
	case "n/a", "na", "none", "null", "-", "--", "tbd", "unknown":
		return true
	}
	return false
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

// has reports whether a target is filled.
func (d *draft) has(target string) bool {
	if strings.HasPrefix(target, "~") {
		return d.parts[target] != ""
	}
	in, name := d.place(target)
	_, there := in[name]
	return there
}

// check checks the draft against the schema and its rules and reports all problems. Today is the server's to know.
func (d *draft) check() {
	for _, half := range []struct {
		prefix string
		fields map[string]any
	}{{"/", d.fields}, {"/private/", d.private}} {
		for _, name := range sorted(half.fields) {
			if nested, ok := half.fields[name].(map[string]any); ok && len(nested) == 0 {
				delete(half.fields, name)
				continue
			}
			if d.faulty(name) {
				continue
			}
			for _, fault := range d.kind.Root(name).Faults(half.prefix+crm.Escape(name), half.fields[name], nil, "") {
				d.fault(fault.Field, fault.Message)
			}
		}
	}
	anything := func(string) bool { return true }
	for _, fault := range d.kind.Broken(func(pointer string) any { return d.fields[pointer[1:]] }, anything) {
		d.fault(fault.Field, fault.Message)
	}
	for i := range d.kind.Fields {
		if f := &d.kind.Fields[i]; f.Required && !d.present(f.Name) && !d.faulty(f.Name) {
			d.fault("/"+f.Name, "is required")
		}
	}
	for _, group := range d.kind.RequireOne {
		if !d.anyOf(group) {
			d.fault("/"+group[0], "is required, or else: "+strings.Join(group[1:], ", "))
		}
	}
}

func (d *draft) present(name string) bool { return d.fields[name] != nil && d.fields[name] != "" }

// faulty reports whether a field has a problem already.
func (d *draft) faulty(name string) bool {
	for _, p := range d.problems {
		if p.Field == "/"+name {
			return true
		}
	}
	return false
}

func (d *draft) anyOf(names []string) bool {
	for _, name := range names {
		if d.present(name) || d.faulty(name) {
			return true
		}
	}
	return false
}
