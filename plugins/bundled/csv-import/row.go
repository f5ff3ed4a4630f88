package main

import (
	"strings"

	"roomkey/plugins/bundled/tables"
)

// draft reads a row. It collects in the draft all problems, and warnings of what was left out.
func (r *reader) draft(from *tables.Row) *draft {
	d := &draft{row: from.Number, kind: r.kind, zone: r.zone, reader: r, fields: map[string]any{},
		private: map[string]any{}, parts: map[string]string{}, from: map[string]cell{}, unread: map[string]string{}}
	if from.Open {
		d.warn(cell{}, "a quote opens a cell of this row and closes it nowhere: it was taken as a part of the text")
	}
	for _, w := range from.Warnings {
		d.warn(cell{}, w)
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
	if from.Below != "" {
		d.put("/tags", []any{from.Below})
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
	return &tables.Row{Number: from.Number, Cells: cells, Below: from.Below, Open: from.Open}
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
