package engine

import (
	"container/list"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"time"

	"roomkey/crm"
	"roomkey/internal/trim"
)

// Limits of the documents that an engine process holds. An operation of a document costs up to 1.6 KB (measured: 20,000
// operations of a text took 33 MB), one of a long history a tenth of that. The estimate is therefore high: once it
// exceeds maxHeldBytes, the memory that the process really uses decides. A document that is dropped although it would
// fit must be loaded again at every edit.
const (
	maxHeldDocuments = 512
	maxHeldBytes     = 192 << 20
	maxResidentBytes = 256 << 20
	// … of a process for heavy documents, which ends soon after the last call
	tightHeldBytes     = 64 << 20
	tightResidentBytes = 112 << 20
	bytesOfDocument    = 16 << 10
	bytesOfOp          = 800
	collectAfter       = 32 << 20 // dropped bytes
	collectPause       = 100 * time.Millisecond
	// … by tidy, which gives memory back trimsAfter times after the collector has run: finalizers, which free the
	// documents, may take until then
	tidyAfter  = 4 << 20
	trimsAfter = 2
)

// cache keeps the documents that were used last. It is bounded by their number, by their estimated size, and by the
// memory of the process: the documents may use the memory up to the limit even if the estimate is higher.
type cache struct {
	documents  int
	bytes      int64
	limit      int64        // of the process's memory, in bytes
	resident   func() int64 // the process's memory in bytes; 0: unknown
	entries    map[crm.ID]*list.Element
	recent     *list.List // of *entry, the most recently used first
	heldBytes  int64
	freedBytes int64 // bytes since the collector ran
	trims      int   // how many times memory that C has freed is still to be given back
}

type entry struct {
	id       crm.ID
	document *document
	bytes    int64
}

func newCache(documents int, bytes, limit int64, resident func() int64) *cache {
	return &cache{documents: documents, bytes: bytes, limit: limit, resident: resident,
		entries: map[crm.ID]*list.Element{}, recent: list.New()}
}

// capacity returns how many estimated bytes may be held.
func (s *cache) capacity() int64 {
	if s.heldBytes <= s.bytes {
		return s.bytes
	}
	taken := s.resident()
	if taken <= 0 {
		return s.bytes
	}
	return max(s.bytes, int64(float64(s.heldBytes)*float64(s.limit)/float64(taken)))
}

// residentBytes returns the memory that this process uses, in bytes.
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

// get finds a document and marks it as used. It returns nil if the document is not held.
func (s *cache) get(id crm.ID) *document {
	e := s.entries[id]
	if e == nil {
		return nil
	}
	s.recent.MoveToFront(e)
	return e.Value.(*entry).document
}

// put adds a document that is not held.
func (s *cache) put(id crm.ID, d *document) {
	s.entries[id] = s.recent.PushFront(&entry{id: id, document: d})
	s.resize(id)
}

// resize accounts for a document's growth, and drops the least recently used documents if the cache is too large. The
// document itself stays.
func (s *cache) resize(id crm.ID) {
	e := s.entries[id]
	if e == nil {
		return
	}
	d := e.Value.(*entry)
	s.heldBytes -= d.bytes
	d.bytes = d.document.bytes()
	s.heldBytes += d.bytes
	for capacity := s.capacity(); len(s.entries) > 1 && (len(s.entries) > s.documents || s.heldBytes > capacity); {
		s.drop(s.recent.Back().Value.(*entry).id)
	}
}

// bytes returns the estimated size of a document.
func (d *document) bytes() int64 { return bytesOfDocument + bytesOfOp*int64(d.ops) }

func (s *cache) drop(id crm.ID) {
	e := s.entries[id]
	if e == nil {
		return
	}
	d := s.recent.Remove(e).(*entry)
	delete(s.entries, id)
	s.heldBytes -= d.bytes
	s.freed(d.bytes)
}

func (s *cache) dropAll() {
	for id := range s.entries {
		s.drop(id)
	}
}

// dropOthers drops all documents but one.
func (s *cache) dropOthers(kept crm.ID) {
	for id := range s.entries {
		if id != kept {
			s.drop(id)
		}
	}
}

// freed counts memory that Go's collector can release, and runs the collector if there is enough of it.
func (s *cache) freed(bytes int64) {
	if s.freedBytes += bytes; s.freedBytes >= collectAfter {
		s.collect()
	}
}

// collect runs the collector, and waits until what it has released was freed.
func (s *cache) collect() {
	s.freedBytes, s.trims = 0, trimsAfter
	// automerge-go frees memory in finalizers, which run in one goroutine. When the finalizer of the newest object has
	// run, the others have run too, or will soon.
	done := make(chan struct{})
	runtime.SetFinalizer(&struct{ last [16]byte }{}, func(any) { close(done) })
	runtime.GC()
	select {
	case <-done:
	case <-time.After(collectPause):
	}
}

// tidy answers opTidy.
func (s *cache) tidy() []byte {
	if s.freedBytes >= tidyAfter {
		s.collect()
	}
	if s.trims > 0 {
		s.trims--
		debug.FreeOSMemory()
		trim.Memory()
	}
	return []byte{statusDone}
}
