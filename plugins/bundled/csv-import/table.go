package main

import "strings"

// row is one of a file's rows, as a spreadsheet numbers them: the first is 1, blank ones count.
type row struct {
	number int
	cells  []string
	open   bool // a quoted cell begins here and never ends: what follows can't be told apart
}

// readTable reads a file as RFC 4180 has it, and as programs write it all the same: with a byte order mark, with rows that end in CR, LF or both, with semicolons
// or tabs between cells, with quotes in the middle of cells. Blank rows are left out.
func readTable(text string) []row {
	text = strings.TrimPrefix(text, "\ufeff")
	var rows []row
	number, separator := 0, byte(0)
	if line, rest := firstLine(text); len(line) == len("sep=;") && strings.EqualFold(line[:4], "sep=") { // a spreadsheet's own hint, and no row of it
		separator, text = line[4], rest
	}
	for text != "" {
		if separator == 0 && strings.TrimSpace(text) != "" {
			separator = separatorOf(text)
		}
		r := row{number: number + 1}
		r.cells, text, r.open = readRow(text, separator)
		number++
		if !r.blank() {
			rows = append(rows, r)
		}
	}
	return rows
}

func (r *row) blank() bool {
	for _, cell := range r.cells {
		if strings.TrimSpace(cell) != "" {
			return false
		}
	}
	return true
}

// cell is a cell by its place; a row may be shorter than others.
func (r *row) cell(at int) string {
	if at >= len(r.cells) {
		return ""
	}
	return r.cells[at]
}

// bytes is the size of the row's texts.
func (r *row) bytes() (n int) {
	for _, cell := range r.cells {
		n += len(cell)
	}
	return n
}

func firstLine(text string) (line, rest string) {
	end := strings.IndexAny(text, "\r\n")
	if end < 0 {
		return text, ""
	}
	return text[:end], afterBreak(text[end:])
}

// afterBreak is what comes after the line break that text begins with.
func afterBreak(text string) string {
	if strings.HasPrefix(text, "\r\n") {
		return text[2:]
	}
	return text[1:]
}

// separatorOf is what a file's first row that is not blank has most of, outside of quotes; a comma where it has none.
func separatorOf(text string) byte {
	text = strings.TrimLeft(text, "\r\n \t")
	best, most := byte(','), 0
	for _, separator := range []byte(",;\t|") {
		if cells, _, _ := readRow(text, separator); len(cells)-1 > most {
			best, most = separator, len(cells)-1
		}
	}
	return best
}

// readRow reads the cells of the first row, and gives the rest of the text.
func readRow(text string, separator byte) (cells []string, rest string, open bool) {
	for {
		var cell string
		if strings.HasPrefix(text, `"`) {
			cell, text, open = quoted(text[1:])
		}
		end := cellEnd(text, separator)
		if end < 0 {
			return append(cells, cell+text), "", open
		}
		cells = append(cells, cell+text[:end])
		if text[end] != separator {
			return cells, afterBreak(text[end:]), open
		}
		text = text[end+1:]
	}
}

// cellEnd is where the first separator or line break is; -1 where there is none.
func cellEnd(text string, separator byte) int {
	for i := range len(text) {
		if c := text[i]; c == separator || c == '\n' || c == '\r' {
			return i
		}
	}
	return -1
}

// quoted reads a quoted cell to its closing quote; open where there is none. Line breaks within become LF.
func quoted(text string) (cell, rest string, open bool) {
	var parts strings.Builder
	for {
		end := strings.IndexByte(text, '"')
		if end < 0 {
			parts.WriteString(text)
			return lines.Replace(parts.String()), "", true
		}
		parts.WriteString(text[:end])
		if text = text[end+1:]; !strings.HasPrefix(text, `"`) {
			return lines.Replace(parts.String()), text, false
		}
		parts.WriteByte('"')
		text = text[1:]
	}
}

var lines = strings.NewReplacer("\r\n", "\n", "\r", "\n")
