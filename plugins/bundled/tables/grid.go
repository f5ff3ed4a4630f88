package tables

// grid is a table that grows by cells, of files that hold no table: a column is there once a row has something in it.
type grid struct {
	columns map[string]int // by heading
	table   Table
}

func newGrid() *grid { return &grid{columns: map[string]int{}, table: Table{Separator: ','}} }

// Bounds of what a file makes. Rows beyond are counted, and further cells of a kind are joined.
const (
	maxGridRows = 12_000    // with cells
	maxAlike    = 20        // columns of one kind
	maxJoined   = 100 << 10 // bytes of a cell to which others are joined
)

// row adds a row, numbered as its component is in the file. It reports whether the row may have cells.
func (g *grid) row(number int) bool {
	g.table.Rows = append(g.table.Rows, Row{Number: number})
	return len(g.table.Rows) <= maxGridRows
}

// warn tells of what the last row lacks, in words that fit after "row 3".
func (g *grid) warn(text string) {
	r := &g.table.Rows[len(g.table.Rows)-1]
	r.Warnings = append(r.Warnings, text)
}

// put sets a cell of the last row, if there is something to set and nothing there. It reports whether it did.
func (g *grid) put(heading, text string) bool {
	if text == "" {
		return true
	}
	at, known := g.columns[heading]
	if !known {
		at = len(g.table.Header.Cells)
		g.columns[heading] = at
		g.table.Header.Cells = append(g.table.Header.Cells, heading)
	}
	r := &g.table.Rows[len(g.table.Rows)-1]
	for len(r.Cells) <= at {
		r.Cells = append(r.Cells, "")
	}
	if r.Cells[at] != "" {
		return false
	}
	r.Cells[at] = text
	return true
}

// add puts a text under a heading, or under the heading with the first number that is free.
func (g *grid) add(heading string, text string) {
	for n := 1; n < maxAlike; n++ {
		if g.put(numbered(heading, n), text) {
			return
		}
	}
	g.join(numbered(heading, maxAlike), text, "; ")
}

// join adds a text to the cell of a heading, in a line of its own.
func (g *grid) join(heading, text, between string) {
	if text == "" || g.put(heading, text) {
		return
	}
	r := &g.table.Rows[len(g.table.Rows)-1]
	if cell := &r.Cells[g.columns[heading]]; len(*cell) < maxJoined {
		*cell += between + text
	}
}
