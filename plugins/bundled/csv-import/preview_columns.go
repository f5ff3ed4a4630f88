package main

import (
	"strings"

	"roomkey/crm"
)

const (
	previewSamples = 4 // of a column
	maxUnmatched   = 20
)

// previewColumn is a column and what it was taken for.
type previewColumn struct {
	Column     int      `json:"column"` // from 1
	Name       string   `json:"name"`
	Samples    []string `json:"samples"`
	Target     string   `json:"target"` // "": left out
	Label      string   `json:"label,omitempty"`
	Confidence string   `json:"confidence"`          // told, exact, known, likely or none
	Also       bool     `json:"also,omitempty"`      // another column is closer to the field
	Unmatched  []string `json:"unmatched,omitempty"` // values that are none of the field's options
	Options    []choice `json:"options,omitempty"`   // of the field
}

// choice is something to choose from, and what people call it.
type choice struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

// result is the preview as the output has it.
func (p *preview) result(i *importer) map[string]any {
	return map[string]any{"columns": i.previewColumns(), "targets": targets(i.kind), "rows": orEmpty(p.rows),
		"duplicates": orEmpty(p.duplicates), "separator": string(i.table.Separator), "heading": i.table.Header.Number}
}

func (i *importer) previewColumns() []previewColumn {
	list := make([]previewColumn, len(i.table.Header.Cells))
	for at := range list {
		list[at] = previewColumn{Column: at + 1, Name: short(strings.TrimSpace(i.table.Header.Cells[at]), previewBytes),
			Confidence: "none", Samples: orEmpty(i.samples(at))}
	}
	for _, c := range i.columns.list {
		column := &list[c.at]
		column.Target, column.Label, column.Also = c.target, labelOf(i.kind, c.target), c.also
		switch {
		case c.rank == rankTold:
			column.Confidence = "told"
		case c.rank <= rankLabel:
			column.Confidence = "exact"
		case c.rank < rankGuess:
			column.Confidence = "known"
		default:
			column.Confidence = "likely"
		}
		if f := i.kind.Field(c.target); f != nil {
			i.unmatched(column, f, c)
		}
	}
	return list
}

// samples are the first values of a column.
func (i *importer) samples(at int) (list []string) {
	seen := make(map[string]bool)
	for k := range i.rows {
		text := strings.TrimSpace(i.rows[k].Cell(at))
		if text == "" || seen[text] {
			continue
		}
		seen[text] = true
		if list = append(list, short(text, previewBytes)); len(list) == previewSamples {
			break
		}
	}
	return list
}

// unmatched finds the values of a column that are none of its field's options, so that somebody can say what they mean.
func (i *importer) unmatched(column *previewColumn, f *crm.Field, c column) {
	if f.Kind == crm.KindList {
		f = f.Item
	}
	if f.Kind != crm.KindEnum {
		return
	}
	for _, option := range f.Options {
		label := option
		if said := f.OptionLabels[option]; said != "" {
			label = said
		}
		column.Options = append(column.Options, choice{option, label})
	}
	in := cells{reader: i.reader}
	seen := make(map[string]bool)
	for k := range i.rows {
		for _, text := range partedFor(c.target, clean(i.rows[k].Cell(c.at))) {
			if seen[heading(text)] || len(column.Unmatched) == maxUnmatched {
				continue
			}
			seen[heading(text)] = true
			if _, err := in.option(f, c.target, text); err != nil {
				column.Unmatched = append(column.Unmatched, short(text, previewBytes))
			}
		}
	}
}

// targets are what a column of a type may be, in the order of the fields.
func targets(kind *crm.RecordType) (list []choice) {
	known := make(map[string]bool)
	add := func(target string) {
		if !known[target] {
			known[target] = true
			list = append(list, choice{target, labelOf(kind, target)})
		}
	}
	for i := range kind.Fields {
		f := &kind.Fields[i]
		at := crm.PointerTo(f.Name, f.Private)
		switch {
		case f.Derived || f.Server || f.Name == "notes":
		case f.Kind == crm.KindMap:
			for k := range f.Fields {
				if child := &f.Fields[k]; !child.Derived && child.Kind != crm.KindList {
					add(at + "/" + child.Name)
				}
			}
		case f.Kind == crm.KindList && f.Item.Kind == crm.KindMap:
		default:
			add(at)
		}
	}
	parts := make(map[string]bool)
	for _, m := range headings(kind) {
		if strings.HasPrefix(m.target, "~") && (partLabels[m.target] != "" || strings.HasPrefix(m.target, "~adr:")) {
			parts[m.target] = true
		}
	}
	for _, target := range sorted(parts) {
		add(target)
	}
	return list
}
