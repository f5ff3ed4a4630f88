package engine

import (
	"sync"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
)

const (
	// apartTimeout bounds a call in a process that others don't wait for.
	apartTimeout = 15 * time.Second
	// apartIdle is for how long such a process is kept without calls. Its memory is given back when it ends.
	apartIdle = 5 * time.Second
)

// heavy are the processes of heavy documents. A document is held by the process that its last user called, by whether
// that user was within the budget. So whoever edits a heavy document within the budget waits for nobody beyond it.
type heavy struct {
	from           int // operations
	within, beyond *supervisor

	mu   sync.Mutex // guards held
	held map[crm.ID]*supervisor
}

// process gives the process for a call of a heavy document. light is the one that held it before it was heavy. The
// calls for one document come one after the other, so no other process is working on it.
func (h *heavy) process(doc crdt.Doc, beyond bool, light *supervisor) *supervisor {
	k := h.within
	if beyond {
		k = h.beyond
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	last := h.held[doc.ID]
	switch {
	case last == k:
		return k
	case last != nil && doc.User == nil: // the server's own calls stay
		return last
	case last == nil:
		last = light
	}
	last.markStale(doc.ID)
	k.markStale(doc.ID) // it may hold the document as that was
	h.held[doc.ID] = k
	return k
}

// giveBack has the process of a light document load it again, if the document was in a process of heavy ones for a
// large draft.
func (h *heavy) giveBack(doc crdt.Doc, light *supervisor) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if last := h.held[doc.ID]; last != nil {
		last.markStale(doc.ID)
		light.markStale(doc.ID)
		delete(h.held, doc.ID)
	}
}

// drop makes the process that holds a document drop it.
func (h *heavy) drop(id crm.ID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if k := h.held[id]; k != nil {
		k.markStale(id)
		delete(h.held, id)
	}
}
