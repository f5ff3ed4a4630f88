package tables

import (
	"regexp"
	"strings"
)

// headingRows is how far down a heading is looked for, below titles and blank lines.
const headingRows = 25

// Row is one of a table's rows. It is numbered as in a spreadsheet: the first is 1, and blank rows count.
type Row struct {
	Number   int
	Cells    []string
	Below    string   // the heading of the section that it is in: "HOT"
	Open     bool     // a quote opens a cell here and closes it nowhere, or in the middle of another line
	Warnings []string // what of a contact or an event is not in the cells: "has more than 2,000 lines: …"
}

// Left is a row that is neither the heading nor a record.
type Left struct {
	Number int
	Why    string // "is a title above the heading"
}

// Table is a table with its heading.
type Table struct {
	Separator byte
	Header    Row
	Rows      []Row
	Left      []Left
}

// Read reads a table as RFC 4180 describes it, and as programs deviate from it: a byte order mark, rows that end in CR,
// LF or both, cells between semicolons, tabs or bars, quotes that are doubled, escaped, inside a cell or never
// closed, titles above the heading, headings of two rows, headings of sections, headings that come again, and totals
// below. It leaves out blank rows. known reports whether a heading is one that the caller knows: the heading is the row
// that has most of them. It is nil if there is none.
func Read(text string, known func(heading string) bool) *Table {
	text, separator := hinted(strings.TrimPrefix(text, mark))
	if separator == 0 {
		separator = separatorOf(text, known)
	}
	rows := readRows(text, separator, 0)
	if len(rows) == 0 {
		return nil
	}
	at, _ := headingOf(rows, known)
	t := &Table{Separator: separator, Header: rows[at]}
	if at > 0 {
		nameGroups(&rows[at-1], &t.Header, known)
	}
	for i := range rows[:at] {
		t.Left = append(t.Left, Left{rows[i].Number, "is a title above the heading"})
	}
	foot, below := footOf(rows, at), ""
	within := sectionsOf(&rows[at], rows[at+1:])
	for i, r := range rows[at+1:] {
		title := within.heading(&r)
		switch {
		case at+1+i >= foot:
			t.Left = append(t.Left, Left{r.Number, "is a closing line, not a record"})
		case repeats(&t.Header, &r):
			t.Left = append(t.Left, Left{r.Number, "repeats the heading"})
		case closing(&r, len(rows)-at-1-i):
			t.Left = append(t.Left, Left{r.Number, "is a total or a closing line, not a record"})
		case title != "":
			below = title
			t.Left = append(t.Left, Left{r.Number, "is the heading “" + below + "” of the rows below it"})
		default:
			r.Below = below
			t.Rows = append(t.Rows, r)
		}
	}
	return t
}

// hinted takes a spreadsheet's hint "sep=;" off a text. The hint is no row.
func hinted(text string) (rest string, separator byte) {
	line, rest := firstLine(text)
	if line = strings.Trim(line, `"`); len(line) == len("sep=;") && strings.EqualFold(line[:4], "sep=") {
		return rest, line[4]
	}
	return text, 0
}

// separatorOf returns the separator by which most headings are known, or else the one with most cells.
func separatorOf(text string, known func(string) bool) byte {
	best, most, cells := byte(','), -1, 0
	for _, separator := range []byte(",;\t|") {
		rows := readRows(text, separator, headingRows)
		if len(rows) == 0 {
			continue
		}
		at, score := headingOf(rows, known)
		if n := len(rows[at].Cells); n > 1 && (score > most || score == most && n > cells) {
			best, most, cells = separator, score, n
		}
	}
	return best
}

// headingOf finds the row with most known headings, and says how many. If none is known, it is the first row with two
// cells, or else the first one.
func headingOf(rows []Row, known func(string) bool) (at, score int) {
	at = -1
	for i := range rows[:min(len(rows), headingRows)] {
		found := 0
		for _, cell := range rows[i].Cells {
			if known(cell) {
				found++
			}
		}
		if found > score {
			at, score = i, found
		}
	}
	for i := range rows[:min(len(rows), headingRows)] {
		if at < 0 && rows[i].filled() > 1 {
			at = i
		}
	}
	return max(at, 0), score
}

// footOf is where the lines of a report's foot begin: they have one cell each, and a blank line sets them off from
// wider rows.
func footOf(rows []Row, heading int) int {
	foot := len(rows)
	for foot > heading+1 && len(rows[foot-1].Cells) == 1 {
		foot--
	}
	if len(rows[heading].Cells) < 3 || foot <= heading+1 {
		return len(rows)
	}
	for ; foot < len(rows); foot++ {
		if rows[foot].Number > rows[foot-1].Number+1 {
			return foot
		}
	}
	return len(rows)
}

func repeats(header, r *Row) bool {
	if r.filled() < header.filled() {
		return false
	}
	for i, cell := range header.Cells {
		if !strings.EqualFold(strings.TrimSpace(cell), strings.TrimSpace(r.Cell(i))) {
			return false
		}
	}
	return true
}

// What programs write below a table.
var (
	total = regexp.MustCompile(`(?i)^(?:(?:grand|sub|report|page)[ -]?)?(?:totals?|sum|averages?|avg|median|count)\b` +
		`[ :=.]*(?:of |for |records?|rows?|listings?|contacts?|visitors?|guests?|people|leads?|[$0-9.,:%]|$)`)
	closer = regexp.MustCompile(`(?i)^(?:\d[\d,]* (?:records?|rows?|listings?|contacts?|results?|items?)\b.*|` +
		`(?:end of (?:report|file|list)|page \d+ of \d+|(?:report )?(?:generated|exported|printed|created) (?:on|by|at)\b|` +
		`©|copyright\b|disclaimer\b|.*\b(?:deemed reliable|not guaranteed|all rights reserved|subject to change)\b|` +
		`in accordance with\b|data provided by\b|source:).*)$`)
)

// footRows is how far from the end totals are looked for in rows of any width.
const footRows = 5

// closing reports whether a row is not a record but ends the table. left counts the rows from it on.
func closing(r *Row, left int) bool {
	var first string
	for _, cell := range r.Cells {
		if first = strings.TrimSpace(cell); first != "" {
			break
		}
	}
	few := r.filled() == 1
	return closer.MatchString(first) && (few || left <= footRows && r.filled() <= 2) ||
		total.MatchString(first) && (few || left <= footRows && r.filled()*2 <= len(r.Cells)+2)
}

func (r *Row) filled() (n int) {
	for _, cell := range r.Cells {
		if strings.TrimSpace(cell) != "" {
			n++
		}
	}
	return n
}

// Cell returns a cell by its index. A row may be shorter than others.
func (r *Row) Cell(at int) string {
	if at >= len(r.Cells) {
		return ""
	}
	return r.Cells[at]
}

// Width is the number of cells up to the last one that is not blank.
func (r *Row) Width() int {
	for n := len(r.Cells); n > 0; n-- {
		if strings.TrimSpace(r.Cells[n-1]) != "" {
			return n
		}
	}
	return 0
}

// Bytes returns the size of the row's texts.
func (r *Row) Bytes() (n int) {
	for _, cell := range r.Cells {
		n += len(cell)
	}
	return n
}
