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

// report collects rows and notes, and writes them down.
type report struct {
	machine machine
	at      time.Time
	took    time.Duration
	rows    []row
	notes   []string
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

// setBefore adds an earlier program's values to the rows from index from on. Rows are matched by what they measure, in
// their order, since several may bear one name.
func (r *report) setBefore(from int, earlier []row) {
	for i := range r.rows[from:] {
		ours := &r.rows[from+i]
		for j := range earlier {
			if earlier[j].what == ours.what {
				ours.before, earlier = earlier[j].value, earlier[j+1:]
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

// table is the rows as a Markdown table whose columns line up.
func (r *report) table() string {
	lines := [][]string{titles, nil}
	for i := range r.rows {
		lines = append(lines, r.rows[i].cells())
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

// text is the report for a terminal.
func (r *report) text() string { return r.table() + "\n- " + strings.Join(r.notes, "\n- ") + "\n" }

// markdown is the report as it is kept.
func (r *report) markdown() string {
	m := r.machine
	return fmt.Sprintf(`# Results

Taken on %s in %.0f minutes, by `+"`make bench`"+
		`, which repeats them and writes this file. The load generator ran on the same machine. Ratios of
one run count; absolute figures are for orientation.

Machine: %s; %s of memory; %s; data on %s; %s; Node %s. Load at the end: %s.

%s
%s
`, r.at.UTC().Format(time.DateOnly), r.took.Minutes(), m.processor, m.memory, m.system, m.disk, m.golang, m.node,
		loadAverage(), r.table(),
		"- "+strings.Join(r.notes, "\n- "))
}
