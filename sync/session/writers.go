package session

import (
	"runtime"
	"sync"
)

// Bounds of the shared writers.
const (
	tryFrames   = 16 // of one session, before others get their turn
	queueEach   = 16 // sessions that wait, for one more writer to start
	maxTryBytes = 8 << 10
)

// writers write what sessions have queued, as far as the network takes it at once: a few goroutines for all, while there
// is something to write. One a session for each frame would cost a third of what writing it does. A session whose socket
// does not take a frame at once, or whose frame is large, goes on in a goroutine of its own, so that nobody waits for it.
// Only one goroutine writes for a session at a time.
type writers struct {
	mu      sync.Mutex // guards what follows
	ready   []*Session // in order; each is here, or being written for, at most once
	next    int        // the first of ready that was not taken yet
	running int
}

// add has a session's queue written. It never blocks.
func (w *writers) add(s *Session) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ready = append(w.ready, s)
	if w.running == 0 || w.running < runtime.GOMAXPROCS(0) && len(w.ready)-w.next > queueEach*w.running {
		w.running++
		go w.run()
	}
}

// run writes until no session waits. Whatever it touches belongs to a session, which waits for its tasks.
func (w *writers) run() {
	envelope := envelopes.Get().(*[]byte)
	defer envelopes.Put(envelope)
	for {
		s := w.take()
		if s == nil {
			return
		}
		s.tryQueue((*envelope)[:0])
	}
}

// take removes the session that has waited longest; nil ends a writer.
func (w *writers) take() *Session {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.next == len(w.ready) {
		w.ready, w.next = w.ready[:0], 0
		w.running--
		return nil
	}
	s := w.ready[w.next]
	w.ready[w.next] = nil
	w.next++
	return s
}

// tryQueue writes what is queued, as long as the network takes it at once.
func (s *Session) tryQueue(envelope []byte) {
	for range tryFrames {
		o, ok := s.nextFrame()
		if !ok {
			s.tasks.Done()
			return
		}
		done, err := s.tryFrame(envelope, &o)
		switch {
		case err != nil:
			s.lost()
		case !done:
			go s.writeQueue(o)
			return
		}
		s.written(&o)
	}
	s.sockets.writers.add(s)
}

// tryFrame is writeFrame without waiting. It is false where that, with the same frame, has to follow.
func (s *Session) tryFrame(envelope []byte, o *outgoing) (bool, error) {
	if o.kind == outPing || len(o.body) > maxTryBytes {
		return false, nil
	}
	head := s.envelope(envelope, o)
	done, err := s.conn.TryWrite(head, o.body)
	if done {
		s.countOut(head, o)
	}
	return done, err
}
