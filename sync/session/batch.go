package session

import "sync"

// A batch has at most this many frames, and bytes in their bodies.
const (
	tryFrames   = 16
	maxTryBytes = 8 << 10
)

// batch is the frames of one socket that are written at once, as one system call costs more than copying them.
type batch struct {
	queued [tryFrames]outgoing
	n      int
	frames [][2][]byte // as they are written: head and body
	heads  []byte      // what precedes the bodies
}

// waits reports whether writing the batch may have to wait for the network: it is one ping, or one large frame.
func (b *batch) waits() bool { return b.n == 1 && b.queued[0].alone() }

// alone reports whether a frame makes a batch of its own.
func (o *outgoing) alone() bool { return o.kind == outPing || len(o.body) > maxTryBytes }

// fill takes frames out of a queue, in order.
func (b *batch) fill(q *queue) {
	b.n = 0
	for bytes := 0; q.len() > 0 && b.n < tryFrames; {
		next := q.first()
		bytes += len(next.body)
		if b.n > 0 && (next.alone() || bytes > maxTryBytes) {
			return
		}
		b.queued[b.n] = q.take()
		b.n++
		if b.waits() {
			return
		}
	}
}

// left makes a batch of its own of the frames from number n on.
func (b *batch) left(n int) *batch {
	rest := borrowBatch()
	rest.n = copy(rest.queued[:], b.queued[n:b.n])
	return rest
}

var batches = sync.Pool{New: func() any { return new(batch) }}

func borrowBatch() *batch { return batches.Get().(*batch) }

// giveBack forgets what is in the batch.
func (b *batch) giveBack() {
	clear(b.queued[:])
	clear(b.frames)
	b.n, b.frames, b.heads = 0, b.frames[:0], b.heads[:0]
	batches.Put(b)
}
