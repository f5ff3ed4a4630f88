package engine

import (
	"container/list"
	"runtime"
	"time"

	"roomkey/crm"
)

// What an engine process holds at most. An operation of a document costs up to 1.6 KB (measured: 20,000 operations of a
// text took 33 MB), one of a long history much less.
const (
	maxHeldDocuments = 512
	maxHeldBytes     = 192 << 20
	bytesOfDocument  = 16 << 10
	bytesOfOp        = 800
	collectAfter     = 32 << 20 // forgotten bytes
	collectPause     = 100 * time.Millisecond
)

// shelf keeps the documents that were used last, bounded by their number and estimated bytes.
type shelf struct {
	documents int
	bytes     int64
	entries   map[crm.ID]*list.Element
	recent    *list.List // of *entry, the last used first
	held      int64
	forgotten int64 // bytes since the collector ran
}

type entry struct {
	id    crm.ID
	held  *held
	bytes int64
}

func newShelf(documents int, bytes int64) *shelf {
	return &shelf{documents: documents, bytes: bytes, entries: map[crm.ID]*list.Element{}, recent: list.New()}
}

// get finds a document and marks it as used; nil when it is not held.
func (s *shelf) get(id crm.ID) *held {
	e := s.entries[id]
	if e == nil {
		return nil
	}
	s.recent.MoveToFront(e)
	return e.Value.(*entry).held
}

// put adds a document that is not held.
func (s *shelf) put(id crm.ID, d *held) {
	s.entries[id] = s.recent.PushFront(&entry{id: id, held: d})
	s.weigh(id)
}

// weigh takes note of a document's growth, and forgets the least used ones where it is too much. The document itself
// stays.
func (s *shelf) weigh(id crm.ID) {
	e := s.entries[id]
	if e == nil {
		return
	}
	d := e.Value.(*entry)
	s.held -= d.bytes
	d.bytes = d.held.bytes()
	s.held += d.bytes
	for len(s.entries) > 1 && (len(s.entries) > s.documents || s.held > s.bytes) {
		s.forget(s.recent.Back().Value.(*entry).id)
	}
}

// bytes is what a document is reckoned to take.
func (d *held) bytes() int64 { return bytesOfDocument + bytesOfOp*int64(d.ops) }

func (s *shelf) forget(id crm.ID) {
	e := s.entries[id]
	if e == nil {
		return
	}
	d := s.recent.Remove(e).(*entry)
	delete(s.entries, id)
	s.held -= d.bytes
	s.litter(d.bytes)
}

func (s *shelf) forgetAll() {
	for id := range s.entries {
		s.forget(id)
	}
}

// litter counts memory that is free once Go's collector has found the objects that stand for it, and lets it look.
func (s *shelf) litter(bytes int64) {
	if s.forgotten += bytes; s.forgotten < collectAfter {
		return
	}
	s.forgotten = 0
	// automerge-go frees in finalizers. They run in one goroutine, so when the one of an object that was lost last has
	// run, the others have too, or soon will.
	done := make(chan struct{})
	runtime.SetFinalizer(&struct{ last [16]byte }{}, func(any) { close(done) })
	runtime.GC()
	select {
	case <-done:
	case <-time.After(collectPause):
	}
}
