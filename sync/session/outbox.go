package session

import (
	"sync"
	"sync/atomic"
	"time"

	"roomkey/sync/wire"
)

const (
	// maxQueueFrames bounds how many frames wait for one socket: each costs memory, however small it is.
	maxQueueFrames = 8_192
	// answerPause is how many bytes of answers may wait while the session goes on reading.
	answerPause = 256 << 10
)

// outboxEnd says whether an outbox takes frames.
type outboxEnd byte

const (
	outboxOpen     outboxEnd = iota
	outboxFlushing           // it takes nothing more; what is queued is still written
	outboxShut               // it takes nothing more and writes nothing more
)

// outbox queues the frames of one socket and has them written in order. Its methods may be called from any goroutine.
type outbox struct {
	conn    Conn
	server  string // the server's peer id
	limit   int    // bytes of pushes that may wait; negative: no limit
	now     func() time.Time
	writers *writers
	frame   func(kind string, bytes int) // counts a frame that is written; may be nil
	drained func()                       // called when few answers wait again
	failed  func()                       // called after a write that failed
	flushed chan struct{}                // closed when nothing is or will be written
	tasks   sync.WaitGroup               // one while a writer is at work
	sent    atomic.Int64                 // messages

	mu     sync.Mutex // guards what follows
	client string     // the client's peer id, once it has joined
	user   *allowance // of the answers to its user, from then on
	queue  queue
	busy   bool // it waits for a writer, or one writes for it
	end    outboxEnd
	since  time.Time // when the last frame was begun, until nothing is left to write
	pinged time.Time // when the last ping was written
}

// push queues a frame. It never blocks. It is false if too much waits: the peer is too slow, and the frame is lost.
func (b *outbox) push(o outgoing) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.end != outboxOpen {
		return true
	}
	b.queue.count(&o, 1)
	tooMany := b.queue.answers > maxAloneUnread
	if o.answer {
		tooMany = b.user.hold(o.cost()) || tooMany
	}
	if b.limit >= 0 && b.queue.pushes > b.limit || b.queue.len() >= maxQueueFrames || tooMany {
		return false
	}
	b.queue.put(o)
	if !b.busy {
		b.busy = true
		b.tasks.Add(1)
		b.writers.add(b)
	}
	return true
}

// greet notes who the peer is: the envelopes of later frames name it, and its answers count with those to all sockets
// of its user.
func (b *outbox) greet(client string, user *allowance) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.client, b.user = client, user
	b.user.hold(b.queue.answers)
}

// close ends the outbox. flush says that queued frames are still written.
func (b *outbox) close(flush bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.end != outboxOpen {
		return
	}
	b.end = outboxShut
	if flush {
		b.end = outboxFlushing
	}
	if !b.busy {
		b.endLocked()
	}
}

// endLocked drops what is still queued.
func (b *outbox) endLocked() {
	b.user.hold(-b.queue.answers)
	b.queue = queue{}
	close(b.flushed)
}

// behind reports whether too many answers wait, so that reading should pause.
func (b *outbox) behind() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.queue.answers > answerPause
}

// progress says since when a frame is being written (zero: none is) and when the last ping was written.
func (b *outbox) progress() (since, pinged time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.since, b.pinged
}

// try writes queued frames as long as the network takes them at once. After tryFrames other outboxes have their turn.
func (b *outbox) try(lent *batch) {
	lent.n = 0
	for written := 0; written < tryFrames; written += lent.n {
		if !b.next(lent) {
			b.tasks.Done()
			return
		}
		n, err := b.tryBatch(lent)
		switch {
		case err != nil:
			b.failed()
		case n < lent.n:
			b.release(lent.queued[:n])
			go b.finish(lent.left(n))
			return
		}
	}
	b.release(lent.queued[:lent.n])
	b.writers.add(b)
}

// finish writes a batch that was taken from the queue, and all that follows it, however long the network takes.
func (b *outbox) finish(rest *batch) {
	defer b.tasks.Done()
	defer rest.giveBack()
	for more := true; more; more = b.next(rest) {
		for i := range rest.queued[:rest.n] {
			if err := b.writeFrame(rest, &rest.queued[i]); err != nil {
				b.failed()
			}
		}
	}
}

// next releases the frames of a batch, which were written, and fills it with the next ones. If there are none, or the
// outbox is shut, the writer ends.
func (b *outbox) next(lent *batch) (more bool) {
	b.mu.Lock()
	drained := b.releaseLocked(lent.queued[:lent.n])
	if more = b.queue.len() > 0 && b.end != outboxShut; more {
		b.since = b.now()
		lent.fill(&b.queue)
	} else {
		b.busy, b.since = false, time.Time{}
		if b.end != outboxOpen {
			b.endLocked()
		}
	}
	b.mu.Unlock()
	if drained {
		b.drained()
	}
	return more
}

// release gives back what written frames held.
func (b *outbox) release(written []outgoing) {
	b.mu.Lock()
	drained := b.releaseLocked(written)
	b.mu.Unlock()
	if drained {
		b.drained()
	}
}

// releaseLocked is true if few answers wait again.
func (b *outbox) releaseLocked(written []outgoing) (drained bool) {
	behind := b.queue.answers > answerPause
	for i := range written {
		b.queue.count(&written[i], -1)
		if written[i].answer && written[i].kind != outPing {
			b.user.hold(-written[i].cost())
		}
		if written[i].kind == outPing {
			b.pinged = b.now()
		}
	}
	return behind && b.queue.answers <= answerPause
}

// tryBatch writes a batch without waiting. If n is less than the whole, writeFrame has to follow with frame n.
func (b *outbox) tryBatch(lent *batch) (n int, err error) {
	if lent.waits() {
		return 0, nil
	}
	lent.frames, lent.heads = lent.frames[:0], lent.heads[:0]
	for i := range lent.queued[:lent.n] {
		o, from := &lent.queued[i], len(lent.heads)
		lent.heads = b.envelope(lent.heads, o)
		lent.frames = append(lent.frames, [2][]byte{lent.heads[from:], o.body})
	}
	n, err = b.conn.TryWrite(lent.frames)
	for i := range n {
		b.counted(lent.frames[i][0], &lent.queued[i])
	}
	return n, err
}

func (b *outbox) writeFrame(lent *batch, o *outgoing) error {
	if o.kind == outPing {
		return b.conn.Ping()
	}
	lent.heads = b.envelope(lent.heads[:0], o)
	b.counted(lent.heads, o)
	return b.conn.WriteFrame(lent.heads, o.body)
}

func (b *outbox) counted(head []byte, o *outgoing) {
	b.sent.Add(1)
	if b.frame != nil {
		b.frame(o.kind.String(), len(head)+len(o.body))
	}
}

// envelope appends the bytes that precede the body; they are the same each time. The client's name was set before the
// first frame that needs it was queued.
func (b *outbox) envelope(head []byte, o *outgoing) []byte {
	switch o.kind {
	case outSync:
		return wire.AppendSyncHead(head, b.server, b.client, o.doc, len(o.body))
	case outEphemeral:
		return wire.AppendEphemeralHead(head, b.client)
	}
	return head
}
