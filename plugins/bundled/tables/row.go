package tables

import "strings"

// maxQuoted is how long a quoted cell may be before its quote counts as one that nobody closes.
const maxQuoted = 1 << 20

// readRows reads at most limit rows (0: all) that are not blank.
func readRows(text string, separator byte, limit int) (rows []Row) {
	for number := 1; text != "" && (limit == 0 || len(rows) < limit); number++ {
		r := Row{Number: number}
		text = r.read(text, separator)
		if r.filled() > 0 {
			rows = append(rows, r)
		}
	}
	return rows
}

// read reads the cells of the first row of a text, and returns the rest.
func (r *Row) read(text string, separator byte) (rest string) {
	for {
		var cell string
		if strings.HasPrefix(text, `"`) {
			content, after, ok := quoted(text[1:], separator)
			alone := separator == '\t' && (text[1:] == "" || strings.ContainsRune("\t\r\n", rune(text[1])))
			switch {
			case alone && (!ok || strings.Contains(content, "\t") && strings.TrimSpace(content) == ""): // a ditto mark
			case ok:
				cell, text = content, after
			default:
				r.Open = true
			}
		}
		end := cellEnd(text, separator)
		if end < 0 {
			r.Cells = append(r.Cells, cell+text)
			return ""
		}
		r.Cells = append(r.Cells, cell+text[:end])
		if text[end] != separator {
			return afterBreak(text[end:])
		}
		text = text[end+1:]
	}
}

// Cells splits one line into its cells, which are trimmed. Empty cells stay.
func Cells(line string, separator byte) []string {
	var r Row
	r.read(line, separator)
	for i := range r.Cells {
		r.Cells[i] = strings.TrimSpace(r.Cells[i])
	}
	return r.Cells
}

// quoted reads a quoted cell to its closing quote. A quote within is doubled, or escaped by a backslash. It is not a
// quoted cell if no quote closes it, or if one does in the middle of another line: then it was a stray quote, and every
// row after it would be lost. Line breaks within the cell become LF.
func quoted(text string, separator byte) (cell, rest string, ok bool) {
	var parts strings.Builder
	for length := 0; length < maxQuoted; {
		end := strings.IndexByte(text, '"')
		if end < 0 {
			return "", "", false
		}
		before, after := text[:end], text[end+1:]
		length += end
		switch {
		case strings.HasPrefix(after, `"`):
			parts.WriteString(before + `"`)
			text = after[1:]
		case strings.HasSuffix(before, `\`) && !ends(after, separator):
			parts.WriteString(before[:len(before)-1] + `"`)
			text = after
		default:
			parts.WriteString(before)
			cell = lines.Replace(parts.String())
			return cell, after, ends(after, separator) || !strings.Contains(cell, "\n")
		}
	}
	return "", "", false
}

// ends reports whether a cell ends where a text begins, perhaps after blanks.
func ends(text string, separator byte) bool {
	for i := range len(text) {
		switch c := text[i]; {
		case c == separator || c == '\n' || c == '\r':
			return true
		case c != ' ' && c != '\t':
			return false
		}
	}
	return true
}

var lines = strings.NewReplacer("\r\n", "\n", "\r", "\n")

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

// cellEnd returns the index of the first separator or line break; -1 if there is none.
func cellEnd(text string, separator byte) int {
	for i := range len(text) {
		if c := text[i]; c == separator || c == '\n' || c == '\r' {
			return i
		}
	}
	return -1
}
