package main

import (
	"strings"

	"roomkey/crm"
)

// What becomes of a row.
const (
	outcomeCreates = "create"
	outcomeMerges  = "merge"
	outcomeSkips   = "skip"
	outcomeFails   = "fail"
)

const previewRows = 10

// previewBytes is how much of a value is shown.
const previewBytes = 200

// preview is what a trial run shows of a file: its columns, its first rows as they would become, and its duplicates.
type preview struct {
	rows       []previewRow
	duplicates []previewDuplicate
}

// previewRow is a row as it would become.
type previewRow struct {
	Row      int            `json:"row"`
	Outcome  string         `json:"outcome"`
	Title    string         `json:"title"`
	Values   []previewValue `json:"values"`
	Notes    []string       `json:"notes,omitempty"`
	Warnings []warning      `json:"warnings,omitempty"`
	Problems []problem      `json:"problems,omitempty"`
}

// previewValue is a field and its value, as JSON has it.
type previewValue struct {
	Field string `json:"field"` // JSON Pointer
	Label string `json:"label"`
	Value any    `json:"value"`
}

// previewDuplicate is a row that is somebody or something already there, or related to it.
type previewDuplicate struct {
	Row     int    `json:"row"`
	Title   string `json:"title"`
	By      string `json:"by"`
	Kind    string `json:"kind"` // same or related
	Outcome string `json:"outcome"`
	Record  string `json:"record,omitempty"` // of what is there
	Name    string `json:"name,omitempty"`
	State   string `json:"state,omitempty"`
	Other   int    `json:"other,omitempty"` // the row of the file
}

func (p *preview) add(d *draft, outcome string) {
	for i := range p.duplicates { // what was planned may come to nothing
		if dup := &p.duplicates[i]; dup.Row == d.row && dup.Kind == "same" {
			dup.Outcome = outcome
		}
	}
	if len(p.rows) == previewRows {
		return
	}
	row := previewRow{Row: d.row, Outcome: outcome, Title: d.title(), Warnings: d.warnings, Problems: d.problems}
	for _, note := range d.note() {
		row.Notes = append(row.Notes, short(note, 4*previewBytes))
	}
	for i := range d.kind.Fields {
		f := &d.kind.Fields[i]
		in := d.fields
		if f.Private {
			in = d.private
		}
		if value := in[f.Name]; value != nil {
			if text, ok := value.(string); ok {
				value = short(text, 4*previewBytes)
			}
			row.Values = append(row.Values, previewValue{crm.PointerTo(f.Name, f.Private), f.Label, value})
		}
	}
	p.rows = append(p.rows, row)
}

func (d *draft) title() string {
	var parts []string
	for _, name := range d.kind.Title {
		if part := text(d.fields[name]); part != "" {
			parts = append(parts, part)
		}
	}
	return short(strings.Join(parts, " "), previewBytes)
}

func (p *preview) duplicate(d *draft, m *match, outcome string) {
	if len(p.duplicates) == maxReported {
		return
	}
	other, by, kind := m.twin, m.by, "same"
	if other == nil {
		other, by, kind = m.relative, m.through, "related"
	}
	dup := previewDuplicate{Row: d.row, Title: d.title(), By: by, Kind: kind, Outcome: outcome, Other: other.row}
	if k := other.known; k != nil {
		dup.State, dup.Name = k.state, short(k.name, previewBytes)
		if k.id != wouldBe {
			dup.Record = k.id
		}
	}
	p.duplicates = append(p.duplicates, dup)
}
