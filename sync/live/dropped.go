package live

import (
	"sync"

	"roomkey/crdt"
)

// maxDropped bounds the changes that are remembered as dropped.
const maxDropped = 10_000

// droppedChanges are changes of other regions that can't be taken in. What was made after one of them does not wait for
// it. Safe for concurrent use.
type droppedChanges struct {
	mu     sync.Mutex // guards hashes
	hashes map[crdt.Hash]struct{}
}

func (d *droppedChanges) has(h crdt.Hash) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	_, there := d.hashes[h]
	return there
}

func (d *droppedChanges) add(h crdt.Hash) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.hashes == nil || len(d.hashes) >= maxDropped {
		d.hashes = map[crdt.Hash]struct{}{}
	}
	d.hashes[h] = struct{}{}
}
