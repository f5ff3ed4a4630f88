package main

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// row is one line of the table. Only what has a bar can miss it.
type row struct {
	what, value, against, ratio, bar string
	before                           string // the value of an earlier program; "": not measured
	judged, met                      bool
}

// section is one figure of a report.
type section struct {
	title string
	at    time.Time // when it ended
	took  time.Duration
	load  string // of the machine at its end
	rows  []row
	notes []string
}

// report collects figures, and writes them down.
type report struct {
	machine  machine
	sections []section
	section  // the one that is being measured
}

// begin begins a figure.
func (r *report) begin(title string) { r.section = section{title: title} }

// drop forgets the figure.
func (r *report) drop() { r.section = section{} }

// end keeps the figure, unless it was dropped.
func (r *report) end(took time.Duration) {
	if r.title == "" {
		return
	}
	r.at, r.took, r.load = time.Now(), took, loadAverage()
	r.sections = append(r.sections, r.section)
}

// line adds a row without a bar.
func (r *report) line(what, value string) { r.rows = append(r.rows, row{what: what, value: value}) }

// judge adds a row with a bar.
func (r *report) judge(what, value, bar string, met bool) {
	r.rows = append(r.rows, row{what: what, value: value, bar: bar, judged: true, met: met})
}

// compare adds a row whose value is set against another of the same run.
func (r *report) compare(what, value, against, ratio string) {
	r.rows = append(r.rows, row{what: what, value: value, against: against, ratio: ratio})
}

// require sets a bar to the last row.
func (r *report) require(bar string, met bool) {
	last := &r.rows[len(r.rows)-1]
	last.bar, last.judged, last.met = bar, true, met
}

// setBefore adds an earlier program's values to the figure's rows. Rows are matched by what they measure, in their
// order, since several may bear one name.
func (r *report) setBefore(earlier []row) {
	for i := range r.rows {
		for j := range earlier {
			if earlier[j].what == r.rows[i].what {
				r.rows[i].before, earlier = earlier[j].value, earlier[j+1:]
				break
			}
		}
	}
}

// note adds a sentence on how a figure came about.
func (r *report) note(format string, args ...any) {
	r.notes = append(r.notes, fmt.Sprintf(format, args...))
}

func (r *row) cells() []string {
	verdict := ""
	if r.judged {
		verdict = map[bool]string{true: "yes", false: "NO"}[r.met]
	}
	return []string{r.what, r.value, r.before, r.against, r.ratio, r.bar, verdict}
}

var titles = []string{"what", "Roomkey", "before", "against", "ratio", "bar", "met"}

// tableOf is rows as a Markdown table whose columns line up.
func tableOf(rows []row) string {
	lines := [][]string{titles, nil}
	for i := range rows {
		lines = append(lines, rows[i].cells())
	}
	widths := make([]int, len(titles))
	for _, cells := range lines {
		for i, cell := range cells {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var b strings.Builder
	for _, cells := range lines {
		for i, width := range widths {
			switch {
			case cells == nil:
				b.WriteString("| " + strings.Repeat("-", width) + " ")
			default:
				b.WriteString("| " + cells[i] + strings.Repeat(" ", width-utf8.RuneCountInString(cells[i])) + " ")
			}
		}
		b.WriteString("|\n")
	}
	return b.String()
}

// text is the report for a terminal: one table, then what there is to say.
func (r *report) text() string {
	var rows []row
	notes := ""
	for i := range r.sections {
		rows = append(rows, r.sections[i].rows...)
		for _, note := range r.sections[i].notes {
			notes += "- " + note + "\n"
		}
	}
	return tableOf(rows) + "\n" + notes
}
