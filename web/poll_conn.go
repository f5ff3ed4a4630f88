package web

import (
	"encoding/binary"
	"sync"
	"time"

	realtime "roomkey/sync"
)

// Times and sizes of one poll.
const (
	pollWait  = 15 * time.Second // longest wait of a request for frames; less than answerTime
	pollGone  = 45 * time.Second // without a request, and a client is gone
	pollLater = 30 * time.Second // how long a closed poll is remembered, so that its client hears why
	pollsKept = 5                // of one user
	pollLast  = 64 << 10         // of frames that a client gets after its poll was closed; more are dropped
	pollBytes = 4 << 20          // of frames that wait for the client; beyond, the session's writer waits
)

// pollConn is a connection of a client whose network lets no WebSocket through, as sync/session sees it (session.Conn):
// frames travel as bodies of requests. Safe for concurrent use.
type pollConn struct {
	in     chan []byte // frames of the client, each to be taken before the next is read
	alive  chan struct{}
	wake   chan struct{} // something waits for the client
	gone   chan struct{} // closed when the client asks no more
	closed chan struct{} // closed by Close
	now    func() time.Time

	goneOnce, closeOnce sync.Once
	receiving           sync.Mutex // held by the one request that waits for frames

	mu      sync.Mutex // guards what follows
	drained *sync.Cond // the client has taken frames, or the poll is closed
	out     [][]byte
	size    int // of out, in bytes
	asking  int // requests under way
	last    time.Time
	code    int
	reason  string
}

func newPollConn(now func() time.Time) *pollConn {
	c := &pollConn{in: make(chan []byte), alive: make(chan struct{}, 1), wake: make(chan struct{}, 1),
		gone: make(chan struct{}), closed: make(chan struct{}), now: now, last: now()}
	c.drained = sync.NewCond(&c.mu)
	return c
}

// Read is part of session.Conn.
func (c *pollConn) Read(limit int, to realtime.Receiver) error {
	for {
		select {
		case frame := <-c.in:
			to.Alive()
			switch {
			case len(frame) > limit:
				return realtime.ErrFrameTooLarge
			case len(frame) > 1<<20 && !to.Large(len(frame)):
				return nil
			case !to.Message(frame, false):
				return nil
			}
		case <-c.alive:
			to.Alive()
		case <-c.gone:
			return errSocketClosed
		case <-c.closed:
			return errSocketClosed
		}
	}
}

// WriteFrame is part of session.Conn.
func (c *pollConn) WriteFrame(head, body []byte) error {
	deadline := c.now().Add(writeTime) // before late starts, which must not come too early to end the wait
	late := time.AfterFunc(writeTime, func() { c.Look(); c.drained.Broadcast() })
	defer late.Stop()
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.size > pollBytes && !c.isClosed() {
		if !c.now().Before(deadline) {
			return errSocketClosed
		}
		c.drained.Wait()
	}
	return c.append(head, body)
}

// TryWrite is part of session.Conn.
func (c *pollConn) TryWrite(frames [][2][]byte) (n int, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, frame := range frames {
		if c.size > pollBytes {
			return n, nil
		}
		if err := c.append(frame[0], frame[1]); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// append queues a frame with its length before it. The caller holds mu.
func (c *pollConn) append(head, body []byte) error {
	if c.isClosed() {
		return errSocketClosed
	}
	frame := binary.BigEndian.AppendUint32(make([]byte, 0, 4+len(head)+len(body)), uint32(len(head)+len(body)))
	frame = append(append(frame, head...), body...)
	c.out = append(c.out, frame)
	c.size += len(frame)
	signal(c.wake)
	return nil
}

// Ping is part of session.Conn. The client's requests are its signs of life.
func (c *pollConn) Ping() error { return nil }

// Look is part of session.Conn.
func (c *pollConn) Look() {
	if c.Gone() {
		c.goneOnce.Do(func() { close(c.gone) })
	}
}

// Gone is part of session.Conn.
func (c *pollConn) Gone() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.asking == 0 && c.now().Sub(c.last) > pollGone
}

// Polls is part of session.Conn.
func (c *pollConn) Polls() bool { return true }

// Close is part of session.Conn.
func (c *pollConn) Close(code int, reason string) error {
	c.closeOnce.Do(func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.code, c.reason = code, reason
		if c.size > pollLast {
			c.out, c.size = nil, 0
		}
		close(c.closed) // under the lock: no writer is between its look at closed and its wait
		c.drained.Broadcast()
	})
	return nil
}

// ask notes that a request of the client is under way, until the returned function is called.
func (c *pollConn) ask() (done func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asking++
	signal(c.alive)
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.asking--
		c.last = c.now()
	}
}

// take gives what waits for the client: frames, each with its length before it, of up to about pollBytes.
func (c *pollConn) take() (frames []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := 0
	for n < len(c.out) && len(frames) < pollBytes {
		frames = append(frames, c.out[n]...)
		n++
	}
	c.out = append([][]byte(nil), c.out[n:]...)
	c.size -= len(frames)
	c.drained.Broadcast()
	return frames
}

// ending says how the poll was closed.
func (c *pollConn) ending() (code int, reason string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.code, c.reason
}

func (c *pollConn) isClosed() bool {
	select {
	case <-c.closed:
		return true
	default:
		return false
	}
}

func signal(to chan struct{}) {
	select {
	case to <- struct{}{}:
	default:
	}
}
