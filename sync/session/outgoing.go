package session

import (
	"sync"
	"time"

	"roomkey/sync/wire"
)

// maxQueueFrames bounds what waits for one socket besides the bytes: each frame costs memory, however small.
const maxQueueFrames = 8_192

// maxAnswerBytes bounds the answers that wait for one socket. They are what its own messages asked for, so they don't
// count as being too slow: the session stops reading instead (answerPause). Only a peer that asks for much on many
// documents at once and reads nothing gets here.
const (
	maxAnswerBytes = 32 << 20
	answerPause    = 256 << 10
)

// outgoing is what one frame waits as. The envelope of a sync message is put around it when it is written: data is shared
// with every other socket that gets the same.
type outgoing struct {
	kind   outgoingKind
	answer bool   // counts as an answer, not as a push
	doc    string // base58check; of a sync message
	body   []byte
}

type outgoingKind byte

const (
	outFrame     outgoingKind = iota // body is the whole frame
	outSync                          // body is an Automerge sync message
	outEphemeral                     // body is the frame's entries after targetId
	outPing
)

// frameOverheadBytes is what a queued frame costs besides its body: the envelope to come, and its place in the queue.
const frameOverheadBytes = 128

func (o *outgoing) cost() int { return len(o.body) + frameOverheadBytes }

// queue holds frames in order. Its zero value is empty, and an empty queue holds no memory.
type queue struct {
	frames  []outgoing
	next    int // the first of frames that was not taken yet
	pushes  int // bytes
	answers int // bytes
}

func (q *queue) len() int { return len(q.frames) - q.next }

func (q *queue) put(o outgoing) {
	if q.next > 64 && q.next*2 > len(q.frames) {
		kept := copy(q.frames, q.frames[q.next:])
		clear(q.frames[kept:])
		q.frames, q.next = q.frames[:kept], 0
	}
	q.frames = append(q.frames, o)
}

// take removes the first frame. Its bytes stay counted until release: it is not written yet.
func (q *queue) take() outgoing {
	o := q.frames[q.next]
	q.frames[q.next] = outgoing{}
	q.next++
	if q.next == len(q.frames) {
		q.next = 0
		if cap(q.frames) > 16 {
			q.frames = nil
		}
		q.frames = q.frames[:0]
	}
	return o
}

func (q *queue) count(o *outgoing, sign int) {
	switch {
	case o.kind == outPing:
	case o.answer:
		q.answers += sign * o.cost()
	default:
		q.pushes += sign * o.cost()
	}
}

// push queues a frame, and has it written. It never blocks. A peer that lets more than its share lie is
// closed as too slow.
func (s *Session) push(o outgoing) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pushLocked(o)
}

func (s *Session) pushLocked(o outgoing) {
	if s.end != nil {
		return
	}
	s.queue.count(&o, 1)
	limit := s.sockets.config.Limits.QueueBytes
	if limit >= 0 && s.queue.pushes > limit || s.queue.len() >= maxQueueFrames || s.queue.answers > maxAnswerBytes {
		s.closeLocked(wire.CloseSlow)
		return
	}
	s.queue.put(o)
	if !s.writing {
		s.writing = true
		s.tasks.Add(1)
		s.sockets.writers.add(s)
	}
}

// envelopes lends writers the memory for what they put before a shared body.
var envelopes = sync.Pool{New: func() any { envelope := make([]byte, 0, 512); return &envelope }}

// writeQueue writes a frame that was taken from the queue, and all that follows it, however long the network takes.
func (s *Session) writeQueue(o outgoing) {
	defer s.tasks.Done()
	envelope := envelopes.Get().(*[]byte)
	defer envelopes.Put(envelope)
	for ok := true; ok; o, ok = s.nextFrame() {
		if err := s.writeFrame((*envelope)[:0], &o); err != nil {
			s.lost()
		}
		s.written(&o)
	}
}

// nextFrame takes the next frame to write. Where there is none, or nothing is to be written any more, the writer ends.
func (s *Session) nextFrame() (outgoing, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.queue.len() == 0 || s.end != nil && (!s.end.Flush || s.gone) {
		s.writing, s.writingSince = false, time.Time{}
		if s.end != nil {
			s.queue = queue{}
			close(s.flushed)
		}
		return outgoing{}, false
	}
	s.writingSince = s.sockets.config.Now()
	return s.queue.take(), true
}

func (s *Session) writeFrame(envelope []byte, o *outgoing) error {
	if o.kind == outPing {
		return s.conn.Ping()
	}
	head := s.envelope(envelope, o)
	s.countOut(head, o)
	return s.conn.WriteFrame(head, o.body)
}

func (s *Session) countOut(head []byte, o *outgoing) {
	call2(s.sockets.config.Metrics.FrameOut, o.kind.String(), len(head)+len(o.body))
}

// envelope appends what is written before the body: the same each time.
func (s *Session) envelope(head []byte, o *outgoing) []byte {
	switch o.kind {
	case outSync:
		return wire.AppendSyncHead(head, s.sockets.peerID, s.peer, o.doc, len(o.body))
	case outEphemeral:
		return wire.AppendEphemeralHead(head, s.peer)
	}
	return head
}

// written releases what a frame held, and lets the reader go on where it waited for that.
func (s *Session) written(o *outgoing) {
	s.mu.Lock()
	paused := s.queue.answers > answerPause
	s.queue.count(o, -1)
	if o.kind == outPing {
		s.pinged = s.sockets.config.Now()
	}
	wake := paused && s.queue.answers <= answerPause
	s.mu.Unlock()
	if wake {
		s.wake()
	}
}

// String names the kind for metrics.
func (k outgoingKind) String() string {
	return [...]string{"frame", "sync", "ephemeral", "ping"}[k]
}
