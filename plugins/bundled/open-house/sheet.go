package main

import (
	"regexp"
	"strings"

	"roomkey/plugins/bundled/tables"
	"roomkey/plugins/bundled/words"
)

// The kinds of a sheet's columns.
const (
	isName = iota + 1
	isFirst
	isLast
	isEmail
	isPhone
	isAgent
	isSource
	isNumber // of the line
)

// headings are common headings of columns.
var headings = []struct {
	column int
	form   *regexp.Regexp
}{
	{isSource, regexp.MustCompile(`(?i)\bheard?\b|source|referred|found us|find us`)},
	{isAgent, regexp.MustCompile(`(?i)agent|realtor|broker|represent`)}, // before name: "agent's name"
	{isFirst, regexp.MustCompile(`(?i)\bfirst`)}, {isLast, regexp.MustCompile(`(?i)\blast|surname`)},
	{isName, regexp.MustCompile(`(?i)name|\bvisitor|\bguest`)}, {isEmail, regexp.MustCompile(`(?i)\be?-?mail`)},
	{isPhone, regexp.MustCompile(`(?i)phone|\bmobile|\bcell|\btel\b`)},
	{isNumber, regexp.MustCompile(`(?i)^(?:#|no|nr|num|number|line)\.?$`)},
}

// readSheet reads a sign-in sheet: lines of cells in any order, with or without a heading, below titles or not.
func readSheet(text string) []visitor {
	text = strings.NewReplacer("\ufeff", "", "\r\n", "\n", "\r", "\n").Replace(text)
	text = tables.Aligned(text, func(cells []string) bool { return heading(cells) != nil })
	lines := strings.Split(text, "\n")
	at, columns := headingOf(lines)
	var list []visitor
	var names []string
	if at >= 0 {
		names = split(lines[at])
	}
	for i, line := range lines {
		cells := split(line)
		v := visitor{line: i + 1}
		switch filled, only := filledCells(cells); {
		case strings.TrimSpace(line) == "" || i == at:
			continue
		case i < at:
			v.why = "is a title above the heading"
		case filled == 1 && total.MatchString(only):
			v.why = "is a total, not a person"
		case columns != nil && len(cells) > 1:
			var above *visitor
			if len(list) > 0 {
				above = &list[len(list)-1]
			}
			v.takeCells(cells, columns, names, above)
		default:
			v.takeLine(line)
		}
		list = append(list, v)
	}
	return list
}

// headingOf finds the heading and the kinds of its columns. Above it are only titles, which name no way to reach
// anybody. at is -1 if there is no heading.
func headingOf(lines []string) (at int, columns []int) {
	seen := 0
	for i, line := range lines {
		if strings.TrimSpace(line) == "" {
			continue
		}
		if columns = heading(split(line)); columns != nil {
			return i, columns
		}
		if seen++; seen > titleLines || emails.MatchString(line) || phones.MatchString(line) {
			break
		}
	}
	return -1, nil
}

const titleLines = 5 // above a heading

var total = regexp.MustCompile(`(?i)^(?:grand )?(?:totals?|count|sum)\b[^@]*[:=]?\s*\d*$`)

func filledCells(cells []string) (filled int, only string) {
	for _, cell := range cells {
		if cell != "" {
			filled, only = filled+1, cell
		}
	}
	return filled, only
}

// split splits a line at tabs, else at semicolons or bars, else at commas. Quotes protect separators within a cell.
func split(line string) []string {
	separator := byte(',')
	for _, c := range []byte("\t;|") {
		if strings.IndexByte(line, c) >= 0 {
			separator = c
			break
		}
	}
	if separator == '\t' && ditto.MatchString(line) { // no quotes around a cell
		cells := strings.Split(line, "\t")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		return cells
	}
	return tables.Cells(line, separator)
}

var ditto = regexp.MustCompile(`(?:^|\t) *" *(?:\t|$)`)

// heading returns the kinds of the columns from the cells of a heading; nil if the cells are not a heading.
func heading(cells []string) []int {
	columns, known := make([]int, len(cells)), 0
	for i, cell := range cells {
		if emails.MatchString(cell) || phones.MatchString(cell) || words.Phone(cell) != "" {
			return nil
		}
		for _, h := range headings {
			if h.form.MatchString(cell) {
				if columns[i] = h.column; h.column != isNumber {
					known++
				}
				break
			}
		}
	}
	if known < 2 {
		return nil
	}
	return columns
}
