package main

import "strings"

// row is one of a file's rows. It is numbered as in a spreadsheet: the first is 1, and blank rows count.
type row struct {
	number int
	cells  []string
	open   bool // a quoted cell begins here and never ends, so the rest can't be split
}

// readTable reads a file as RFC 4180 describes it. It also accepts common deviations: a byte order mark, rows that end
// in CR, LF or both, semicolons or tabs between cells, and quotes in the middle of cells. It leaves out blank rows.
func readTable(text string) []row {
	text = strings.TrimPrefix(text, "\ufeff")
	var rows []row
	number, separator := 0, byte(0)
	// a spreadsheet's hint, not a row
	if line, rest := firstLine(text); len(line) == len("sep=;") && strings.EqualFold(line[:4], "sep=") {
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

// cell returns a cell by its index. A row may be shorter than others.
func (r *row) cell(at int) string {
	if at >= len(r.cells) {
		return ""
	}
	return r.cells[at]
}

// bytes returns the size of the row's texts.
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

// afterBreak returns the text after the line break that it begins with.
func afterBreak(text string) string {
	if strings.HasPrefix(text, "\r\n") {
		return text[2:]
	}
	return text[1:]
}

// separatorOf returns the most frequent separator outside of quotes in a file's first row that is not blank; a comma if
// there is none.
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

// readRow reads the cells of the first row, and returns the rest of the text.
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

// cellEnd returns the index of the first separator or line break; -1 if there is none.
func cellEnd(text string, separator byte) int {
	for i := range len(text) {
		if c := text[i]; c == separator || c == '\n' || c == '\r' {
			return i
		}
	}
	return -1
}

// quoted reads a quoted cell to its closing quote; open is true if there is none. Line breaks within the cell become
// LF.
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
