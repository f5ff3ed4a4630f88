package crdt

// The columns of a change's operations, in the order in which the format stores them.
const (
	colObjActor = iota
	colObjCounter
	colKeyActor
	colKeyCounter
	colKeyString
	colInsert
	colAction
	colValueMeta
	colValue
	colPredCount
	colPredActor
	colPredCounter
	colExpand
	colMark
	columnCount
)

// columnSpecs are the columns' numbers in the format: id·16 + type. The types are 0 group, 1 actor, 2 integer, 3
// delta, 4 boolean, 5 string, 6 value metadata and 7 value. Bit 8 marks a deflated column, which may occur in a
// document chunk but not in a change.
var columnSpecs = [columnCount]uint64{0x01, 0x02, 0x11, 0x13, 0x15, 0x34, 0x42, 0x56, 0x57, 0x70, 0x71, 0x73, 0x94,
	0xa5}

// columns are the encoded columns of one change. An absent column is empty.
type columns [columnCount][]byte

// columns reads the table of columns (a count, then the spec and length of each) and the columns that follow it.
//
// It refuses an unknown column instead of skipping it. Automerge drops such a column when it saves the document, which
// changes the change's hash, and then nobody can load the saved document again.
func (r *reader) columns() columns {
	var cols columns
	var sizes [columnCount]uint64
	next := 0
	for n := r.uint(); n > 0 && r.err == nil; n-- {
		spec := r.uint()
		for next < columnCount && columnSpecs[next] != spec {
			next++
		}
		if next == columnCount {
			r.fail("a column is unknown or out of order")
			break
		}
		if sizes[next] = r.uint(); sizes[next] == 0 {
			r.fail("a column is empty")
		}
		next++
	}
	for i := range cols {
		cols[i] = r.take(sizes[i])
	}
	return cols
}

// appendTo appends the table of columns and the columns to out.
func (cols *columns) appendTo(out []byte) []byte {
	count := 0
	for _, col := range cols {
		if len(col) > 0 {
			count++
		}
	}
	out = appendUint(out, uint64(count))
	for i, col := range cols {
		if len(col) > 0 {
			out = appendUint(appendUint(out, columnSpecs[i]), uint64(len(col)))
		}
	}
	for _, col := range cols {
		out = append(out, col...)
	}
	return out
}
