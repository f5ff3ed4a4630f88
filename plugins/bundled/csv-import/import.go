package main

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"roomkey/crm"
	"roomkey/plugins/bundled/tables"
	roomkey "roomkey/plugins/sdk/go"
)

// importFile turns a file's rows into records, batch by batch. Each batch is saved before the next one begins. In a
// trial run it only says what would become of them.
func importFile(t *roomkey.Task) error {
	var asked request
	if err := t.Input(&asked); err != nil {
		return err
	}
	kind := crm.TypeNamed(asked.Type)
	if kind == nil {
		return fmt.Errorf("there are no records of the type %s", shown(asked.Type))
	}
	text, encoding, err := asked.text(t)
	if err != nil {
		return err
	}
	table, told, err := readTable(kind, text, asked.Mapping)
	asked.CSV = ""
	if err != nil {
		return err
	}
	if len(table.Rows) > maxRows {
		return fmt.Errorf("the file has %d rows, and one import takes %d: split it", len(table.Rows), maxRows)
	}
	columns, err := readColumns(kind, &table.Header, asked.Mapping)
	if err != nil {
		return err
	}
	columns.pairByContent(table.Rows)
	i := &importer{task: t, kind: kind, duplicates: asked.Duplicates, choices: asked.Rows, rows: table.Rows,
		columns: columns, found: index{}, encoding: encoding, table: table,
		lossy: strings.ContainsRune(text, unicode.ReplacementChar)}
	if i.reader, err = newReader(kind, table, columns, &asked); err != nil {
		return err
	}
	if err := i.prepare(); err != nil {
		return err
	}
	i.tellOfTheFile()
	if told != "" {
		i.tally.warn(told)
	}
	return i.run()
}

// tellOfTheFile warns of what concerns no single cell.
func (i *importer) tellOfTheFile() {
	for _, clash := range i.columns.clashes {
		i.tally.warn(clash)
	}
	for _, left := range i.table.Left[:min(len(i.table.Left), 20)] {
		i.tally.warn(fmt.Sprintf("row %d %s: it was left out", left.Number, left.Why))
	}
	if slices.ContainsFunc(i.rows, func(r tables.Row) bool { return r.Below != "" }) {
		i.tally.warn("what stands below the heading of a section has it as a tag")
	}
	for at := range i.reader.dayFirst {
		if name := strings.TrimSpace(i.table.Header.Cells[at]); i.columns.has(at) {
			i.tally.warn("the dates of " + shown(name) + " were read with the day first")
		}
	}
	if i.reader.familyFirst {
		i.tally.warn("names in capitals beside a parcel number were read with the family name first")
	}
	for _, c := range i.columns.list {
		if c.target == "/ContactStatus" || c.target == "/ContactType" {
			i.tellOfOtherWords(&c)
		}
	}
	if i.lossy {
		i.tally.warn("some letters were lost before the text came here (�): choose the file instead of pasting it")
	}
	if i.encoding != "" && i.encoding != tables.UTF8 {
		i.tally.warn("the file was read as " + i.encoding)
	}
}

// tellOfOtherWords says that a column has values that are none of ours.
func (i *importer) tellOfOtherWords(c *column) {
	column := previewColumn{}
	i.unmatched(&column, i.kind.Field(c.target), *c)
	if len(column.Unmatched) == 0 {
		return
	}
	where := "in notes"
	if c.target == "/ContactType" {
		where = "as tags"
	}
	i.tally.warn(fmt.Sprintf("%s has values that are none of ours (%s): they are kept %s", shown(c.name),
		short(strings.Join(column.Unmatched, ", "), previewBytes), where))
}

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
