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
	// … and one of users beyond the budget, who may wait for another
	beyondIdle = 2 * time.Second
)

// largeCall is the part of what makes a document heavy from which on a call is too large for the other processes: one
// that brings so many operations, or that a user beyond the budget makes for a document of so many.
const largeCall = 8

// largeSnapshot is the part from which on a snapshot is made there: the engine writes and loads the whole document for
// it, which takes 6 µs for each operation.
const largeSnapshot = 16

// heavy are the processes of heavy documents and large calls. A document is held by the process that its last user
// called, by whether that user was within the budget. So whoever edits a heavy document within the budget waits for
// nobody beyond it.
type heavy struct {
	from           int // operations
	within, beyond *supervisor

	mu   sync.Mutex // guards held
	held map[crm.ID]*supervisor
}

// takes reports whether a call is for these processes. over says that its user is beyond the budget.
func (h *heavy) takes(doc crdt.Doc, over bool) bool {
	switch {
	case h == nil:
		return false
	case doc.Ops >= h.from || doc.New >= h.from/largeCall || over && doc.Ops >= h.from/largeCall:
		return true
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return doc.User == nil && h.held[doc.ID] != nil // the server's own calls stay
}

// copies reports whether a snapshot of a light document is made of a copy in these processes: it needs none of the
// document's order of calls, and the others don't wait for it.
func (h *heavy) copies(doc crdt.Doc, r *request) bool {
	return h != nil && r.op == opSnapshot && doc.Load != nil && doc.Ops >= h.from/largeSnapshot
}

// giveBack has the process of light documents hold a document.
func (h *heavy) giveBack(id crm.ID, light *supervisor) {
	if h == nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if last := h.held[id]; last != nil {
		last.markStale(id)
		light.markStale(id) // it may hold the document as that was
		delete(h.held, id)
	}
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
	case last != nil && doc.User == nil:
		return last
	case last == nil:
		last = light
	}
	last.markStale(doc.ID)
	k.markStale(doc.ID) // it may hold the document as that was
	h.held[doc.ID] = k
	return k
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
