package session

// outgoing is one frame that waits to be written. The envelope of a sync message is put around it only then: body is
// shared with every other socket that gets the same message, and is not changed.
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

// String names the kind for metrics.
func (k outgoingKind) String() string {
	return [...]string{"frame", "sync", "ephemeral", "ping"}[k]
}

// frameOverheadBytes is what a queued frame costs besides its body: the envelope, and its place in the queue.
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

// first is the frame that take would remove.
func (q *queue) first() *outgoing { return &q.frames[q.next] }

// take removes the first frame. Its bytes stay counted until it is written.
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

// count adds a frame's bytes to those that wait (sign 1), or takes them off (sign -1).
func (q *queue) count(o *outgoing, sign int) {
	switch {
	case o.kind == outPing:
	case o.answer:
		q.answers += sign * o.cost()
	default:
		q.pushes += sign * o.cost()
	}
}
