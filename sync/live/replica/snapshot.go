package replica

const compactFrom = 256 // changes since the last snapshot

// persisted is how much of a document the storage has.
type persisted struct {
	stored  int // changes that are durable
	summary int // changes within the stored snapshot
}

// Stored is the number of changes that are durable.
func (p *persisted) Stored() int { return p.stored }

// Snapshotted is the number of changes within the stored snapshot.
func (p *persisted) Snapshotted() int { return p.summary }

// Long reports whether a snapshot pays, and may be made: there are many changes since the last one, a good part of all, so
// that the work for a document's whole life stays proportional to its length; and nothing is on its way to the storage.
func (d *Document) Long() bool {
	tail := d.stored - d.summary
	return d.Standing != Draft && tail >= compactFrom && tail >= d.stored/4 && len(d.unsaved) == 0
}

// Compacted notes that a snapshot was stored, or does not pay before as many changes have come again.
func (p *persisted) Compacted() { p.summary = p.stored }
