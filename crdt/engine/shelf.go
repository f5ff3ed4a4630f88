package engine

import (
	"container/list"
	"fmt"
	"os"
	"runtime"
	"time"

	"roomkey/crm"
)

// What an engine process holds at most. An operation of a document costs up to 1.6 KB (measured: 20,000 operations of a
// text took 33 MB), one of a long history a tenth of that: beyond maxHeldBytes of the estimate, the memory that the process
// has in truth decides. To forget what would fit means to load it again at every edit.
const (
	maxHeldDocuments = 512
	maxHeldBytes     = 192 << 20
	maxResidentBytes = 384 << 20
	bytesOfDocument  = 16 << 10
	bytesOfOp        = 800
	collectAfter     = 32 << 20 // forgotten bytes
	collectPause     = 100 * time.Millisecond
)

// shelf keeps the documents that were used last, bounded by their number, their estimated bytes, and the memory of the
// process: what they take of it may go on to the limit, however much they were reckoned to take.
type shelf struct {
	documents int
	bytes     int64
	limit     int64        // of the process's memory
	resident  func() int64 // the process's memory in bytes; 0: not known
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

func newShelf(documents int, bytes, limit int64, resident func() int64) *shelf {
	return &shelf{documents: documents, bytes: bytes, limit: limit, resident: resident, entries: map[crm.ID]*list.Element{}, recent: list.New()}
}

// room is how many estimated bytes may be held.
func (s *shelf) room() int64 {
	if s.held <= s.bytes {
		return s.bytes
	}
	taken := s.resident()
	if taken <= 0 {
		return s.bytes
	}
	return max(s.bytes, int64(float64(s.held)*float64(s.limit)/float64(taken)))
}

// residentBytes is the memory of this process that is in use.
func residentBytes() int64 {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	var size, resident int64
	if _, err := fmt.Sscan(string(text), &size, &resident); err != nil {
		return 0
	}
	return resident * int64(os.Getpagesize())
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
	for room := s.room(); len(s.entries) > 1 && (len(s.entries) > s.documents || s.held > room); {
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
