package testclient

import (
	"bytes"
	"slices"

	"roomkey/crdt"
	"roomkey/crm"
)

// Has reports whether the document holds all of hashes here.
func (d *Doc) Has(hashes ...crm.Hash) bool {
	d.c.mu.Lock()
	defer d.c.mu.Unlock()
	return len(d.m.graph.Missing(hashes)) == 0
}

// Holds is Has for use within the client's Wait, which holds the lock.
func (d *Doc) Holds(hashes ...crm.Hash) bool { return len(d.m.graph.Missing(hashes)) == 0 }

// Chunks are the changes that the document holds here, inflated, in the order in which they came. The slices are
// shared: do not modify them.
func (d *Doc) Chunks() [][]byte {
	d.c.mu.Lock()
	defer d.c.mu.Unlock()
	chunks := make([][]byte, len(d.m.order))
	for i, hash := range d.m.order {
		chunks[i] = d.m.data[hash]
	}
	return chunks
}

// IsSaved reports whether the server has said that a change is on disk.
func (d *Doc) IsSaved(hash crm.Hash) bool {
	d.c.mu.Lock()
	defer d.c.mu.Unlock()
	return d.saved[hash]
}

// Tip is where a new change would stand: after which changes, and with which counter its operations would begin.
func (d *Doc) Tip() (heads []crm.Hash, startOp uint64) {
	d.c.mu.Lock()
	defer d.c.mu.Unlock()
	return slices.Clone(d.m.graph.Heads()), d.m.graph.MaxOp() + 1
}

// Syncs is the number of sync messages that came for the document.
func (d *Doc) Syncs() int {
	d.c.mu.Lock()
	defer d.c.mu.Unlock()
	return d.syncs
}

// Present sends changes that are not the document's own, whatever they are: hashes are what they are to be called.
func (d *Doc) Present(hashes []crm.Hash, chunks [][]byte) error {
	d.c.mu.Lock()
	defer d.c.mu.Unlock()
	heads := slices.Concat(d.m.graph.Heads(), hashes)
	slices.SortFunc(heads, func(a, b crm.Hash) int { return bytes.Compare(a[:], b[:]) })
	message := crdt.Message{Heads: slices.Compact(heads), Changes: chunks}
	return d.send("sync", message.Encode())
}

// SendSync sends bytes as a document's sync message, whatever they are.
func (d *Doc) SendSync(data []byte) error { return d.send("sync", data) }

// HeadsLocked is Heads for use within the client's Wait, which holds the lock.
func (d *Doc) HeadsLocked() []crm.Hash { return d.headsLocked() }

// SyncsLocked is Syncs for use within the client's Wait, which holds the lock.
func (d *Doc) SyncsLocked() int { return d.syncs }

// HasLocked reports whether a root field has a value here, for use within the client's Wait, which holds the lock.
func (d *Doc) HasLocked(key string) bool {
	_, ok := d.m.content.Root(key)
	return ok
}
