package tables

import (
	"regexp"
	"strings"
)

// wideGap is what separates cells that stand in columns by blanks alone, as on a typed or photographed page.
var wideGap = regexp.MustCompile(` {2,}`)

// Aligned writes a text whose columns are aligned by blanks with tabs between its cells: each cell goes below the
// heading that it stands under. isHeading reports whether cells are a heading. A text without such a heading stays as
// it is. Line breaks are LF.
func Aligned(text string, isHeading func(cells []string) bool) string {
	all := strings.Split(text, "\n")
	at, starts := -1, []int(nil)
	for i, line := range all[:min(len(all), headingRows)] {
		if strings.ContainsAny(line, "\t,;|") {
			continue
		}
		cells, from := gapped(line)
		if len(cells) > 1 && isHeading(cells) {
			at, starts = i, from
			break
		}
	}
	if at < 0 {
		return text
	}
	for i := at; i < len(all); i++ {
		if strings.TrimSpace(all[i]) == "" || strings.Contains(all[i], "\t") {
			continue
		}
		cells, from := gapped(all[i])
		row := make([]string, len(starts))
		for n, cell := range cells {
			column := nearest(starts, from[n], from[n]+len([]rune(cell)))
			row[column] = strings.TrimSpace(row[column] + " " + cell)
		}
		if len(cells) == 1 && len(cells[0]) > starts[1] { // a line of prose
			continue
		}
		all[i] = strings.Join(row, "\t")
	}
	return strings.Join(all, "\n")
}

// gapped splits a line at gaps of blanks, and says at which character each cell begins.
func gapped(line string) (cells []string, from []int) {
	at := 0
	for _, gap := range append(wideGap.FindAllStringIndex(line, -1), []int{len(line), len(line)}) {
		if cell := line[at:gap[0]]; strings.TrimSpace(cell) != "" {
			cells = append(cells, strings.TrimSpace(cell))
			from = append(from, len([]rune(line[:at])))
		}
		at = gap[1]
	}
	return cells, from
}

// nearest returns the column that a cell from one character to another stands under: the one that begins within it,
// else the one whose beginning is nearest to its own.
func nearest(starts []int, from, to int) int {
	best, away := 0, 1<<30
	for i, start := range starts {
		distance := max(from-start, start-from)
		if start > from && start < to {
			distance /= 2
		}
		if distance < away {
			best, away = i, distance
		}
	}
	return best
}
