package session

import (
	"runtime"
	"sync"
)

// queueEach is how many outboxes must wait for each running writer before one more writer starts.
const queueEach = 16

// writable has frames to write. try writes them as far as the network takes them at once, in batches that it makes in
// the one that it is lent.
type writable interface {
	try(*batch)
}

// writers are a few goroutines that write for all sessions, as far as the network takes the frames at once. They run
// only while there is something to write. A goroutine for each frame would add a third to the cost of writing. A
// session whose socket does not take a frame at once, or whose frame is large, goes on in a goroutine of its own, so
// that nobody waits for it. Only one goroutine writes for a session at a time.
type writers struct {
	mu      sync.Mutex // guards what follows
	ready   []writable // in order; each is here, or being written for, at most once
	next    int        // the first of ready that was not taken yet
	running int
	holds   int // calls of hold that have not ended: nothing is taken meanwhile
}

// add has an outbox written. It never blocks.
func (w *writers) add(box writable) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ready = append(w.ready, box)
	w.startLocked()
}

// hold calls queue, which queues frames for many sockets and does not block. Writing begins when it has returned, so
// that all its frames for one socket are written at once.
func (w *writers) hold(queue func()) {
	w.mu.Lock()
	w.holds++
	w.mu.Unlock()
	defer func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.holds--
		w.startLocked()
	}()
	queue()
}

// startLocked starts as many writers as what waits asks for.
func (w *writers) startLocked() {
	for w.holds == 0 && w.running < runtime.GOMAXPROCS(0) && len(w.ready)-w.next > queueEach*w.running {
		w.running++
		go w.run()
	}
}

// run writes until no outbox waits. Everything it touches belongs to a session, which waits for its outbox to end.
func (w *writers) run() {
	lent := borrowBatch()
	defer lent.giveBack()
	for {
		box := w.take()
		if box == nil {
			return
		}
		box.try(lent)
	}
}

// take removes the outbox that has waited longest; nil ends a writer.
func (w *writers) take() writable {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.next == len(w.ready) {
		w.ready, w.next = w.ready[:0], 0
	}
	if len(w.ready) == 0 || w.holds > 0 {
		w.running--
		return nil
	}
	box := w.ready[w.next]
	w.ready[w.next] = nil
	w.next++
	return box
}
