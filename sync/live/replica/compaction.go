package replica

import "math"

const (
	// compactFrom is the number of changes since the last snapshot from which another one may pay.
	compactFrom = 256
	// tailPerRoot bounds the changes after the snapshot of a long history, as a multiple of the square root of its
	// length. Automerge takes 0.3 ms to load a change of a document that has 100,000 of them, because it walks the
	// earlier operations of the same key; as a part of a snapshot a change takes 6 µs.
	tailPerRoot = 16
)

// Long reports whether a snapshot pays and may be made now. It may be made only if all changes are durable.
func (d *Document) Long() bool {
	return d.Standing != Draft && d.snapshotPays(1) && len(d.unsaved) == 0
}

// Overdue reports whether a snapshot should have been made long ago, and some changes are not durable: as long as
// somebody's changes keep coming, none would be.
func Overdue(d *Document) bool {
	return d.Standing != Draft && d.snapshotPays(2) && len(d.unsaved) > 0
}

// snapshotPays reports whether so many times the changes have come since the last snapshot after which another one
// pays: a quarter of a short history, and fewer of a long one. Making a snapshot takes time in proportion to the whole
// history; loading the changes after it takes time in proportion to their number and to the history.
func (p *persisted) snapshotPays(times int) bool {
	enough := min(p.stored/4, int(tailPerRoot*math.Sqrt(float64(p.stored))))
	return p.stored-p.summary >= times*max(enough, compactFrom)
}
