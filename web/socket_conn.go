package web

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofiber/contrib/websocket"

	realtime "roomkey/sync"
	"roomkey/web/rfc6455"
)

// Times and sizes of one socket.
const (
	writeTime   = 30 * time.Second // for one frame; a session that is slow for longer is gone
	closeTime   = time.Second      // for the close frame
	joinedBytes = 16 << 10         // a larger frame is not copied into one buffer, but written in two parts
)

// conn is one WebSocket as sync/session sees it (session.Conn). The library only upgrades: it would take in any number
// of pings and fragments before it returned, and send close frames of its own. What we read and write goes straight
// from and to the network: one system call and no allocation per frame, and no buffer held by an idle socket.
type conn struct {
	net     net.Conn
	early   []byte // what came before the upgrade was answered
	parser  rfc6455.Parser
	arrival arrival

	writing sync.Mutex // held for one frame; guards what follows
	broken  bool       // a frame failed, or a close frame was sent: nothing can follow
	begun   int        // bytes of a frame that TryWrite has written, and WriteFrame goes on with
	pong    []byte     // what the peer's last ping asks for, to be sent after that frame
	attempt attempt

	closing  sync.Once
	closed   chan struct{}
	peerCode atomic.Int64 // the code with which the peer closed; 0: it did not
}

// newConn takes over the network connection of the library's object, of which nothing is used after it returned: Fiber
// gives the object to the next client. Whoever calls it closes the connection (end).
func newConn(socket *websocket.Conn) *conn {
	hijacked := socket.NetConn()
	c := &conn{net: unwrapped(hijacked), early: readEarly(hijacked), closed: make(chan struct{})}
	raw := rawOf(c.net)
	c.arrival.raw, c.arrival.net, c.attempt.raw = raw, c.net, raw
	c.attempt.prepare()
	return c
}

// Read is part of session.Conn.
func (c *conn) Read(limit int, to realtime.Receiver) (err error) {
	c.parser.Large = to.Large
	more := true
	take := func(data []byte) bool {
		more, err = c.take(data, limit, to)
		return more && err == nil
	}
	early := c.early
	c.early = nil
	if take(early) {
		if failed := c.arrival.read(take); err == nil {
			err = failed
		}
	}
	if !more {
		return nil
	}
	return readError(err)
}

// take gives out the frames that are in data, or end there; false if the receiver wants no more.
func (c *conn) take(data []byte, limit int, to realtime.Receiver) (more bool, err error) {
	for len(data) > 0 {
		to.Alive()
		var frame rfc6455.Frame
		if frame, data, err = c.parser.Next(data, limit); err != nil {
			return true, err
		}
		switch {
		case frame.Kind == 0:
			return true, nil
		case frame.Kind == rfc6455.Close:
			c.peerCode.Store(int64(frame.Code)) // Close answers it: the session calls it once Read has failed
			return true, errSocketClosed
		case frame.Kind == rfc6455.Binary && frame.Final:
			more = to.Message(frame.Payload, frame.Lent)
		default:
			if frame.Kind == rfc6455.Ping {
				if err := c.answer(frame.Payload); err != nil {
					return true, err
				}
			}
			more = to.Part(frame.Size, frame.Kind == rfc6455.Ping)
		}
		if !more {
			return false, nil
		}
	}
	return true, nil
}

// readError turns the reader's errors into those of session.Conn.
func readError(err error) error {
	var violation rfc6455.Violation
	switch {
	case errors.Is(err, rfc6455.ErrTooLarge):
		return realtime.ErrFrameTooLarge
	case errors.Is(err, rfc6455.ErrNotBinary):
		return realtime.ErrFrameNotBinary
	case errors.As(err, &violation):
		return fmt.Errorf("%w: %w", realtime.ErrFrameBroken, err)
	}
	return err
}

// First bytes of the frames that a server writes (RFC 6455, 5.2): final, and what it is.
const (
	binaryFrame = 0x80 | websocket.BinaryMessage
	closeFrame  = 0x80 | websocket.CloseMessage
	pingFrame   = 0x80 | websocket.PingMessage
	pongFrame   = 0x80 | websocket.PongMessage
)

// WriteFrame is part of session.Conn.
func (c *conn) WriteFrame(head, body []byte) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	return c.write(binaryFrame, head, body, writeTime)
}

// TryWrite is part of session.Conn. It does not wait for another writer either: a pong may be stuck.
func (c *conn) TryWrite(list [][2][]byte) (n int, err error) {
	if !c.writing.TryLock() {
		return 0, nil
	}
	defer c.writing.Unlock()
	if c.broken {
		return 0, errSocketClosed
	}
	bytes := borrowFrame()
	defer returnFrame(bytes)
	for _, f := range list {
		*bytes = appendFrameHeader(*bytes, binaryFrame, len(f[0])+len(f[1]))
		*bytes = append(append(*bytes, f[0]...), f[1]...)
	}
	took, err := c.attempt.write((*bytes)[c.begun:])
	c.begun += took
	if err != nil {
		c.broken = true
		return 0, err
	}
	for ; n < len(list); n++ {
		size := frameSize(len(list[n][0]) + len(list[n][1]))
		if c.begun < size {
			break
		}
		c.begun -= size
	}
	return n, nil
}

// Ping is part of session.Conn.
func (c *conn) Ping() error {
	c.writing.Lock()
	defer c.writing.Unlock()
	return c.write(pingFrame, nil, nil, writeTime)
}

// Look is part of session.Conn.
func (c *conn) Look() { c.arrival.look() }

// Gone is part of session.Conn.
func (c *conn) Gone() bool { return c.arrival.isOver() }

// Polls is part of session.Conn.
func (c *conn) Polls() bool { return false }

// answer answers a ping, unless a frame is begun: the pong follows that one.
func (c *conn) answer(ping []byte) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	if c.begun > 0 {
		c.pong = append(appendFrameHeader(nil, pongFrame, len(ping)), ping...)
		return nil
	}
	return c.write(pongFrame, ping, nil, writeTime)
}

var errSocketClosed = errors.New("the socket is closed")

var frames = sync.Pool{New: func() any { frame := make([]byte, 0, 1<<10); return &frame }}

// borrowFrame lends an empty buffer for one frame.
func borrowFrame() *[]byte {
	frame := frames.Get().(*[]byte)
	*frame = (*frame)[:0]
	return frame
}

func returnFrame(frame *[]byte) {
	if cap(*frame) <= 2*joinedBytes {
		frames.Put(frame)
	}
}

// write writes a frame, or the rest of the one that is begun. The caller holds writing.
func (c *conn) write(first byte, head, body []byte, limit time.Duration) error {
	if c.broken || c.begun > 0 && first != binaryFrame {
		c.broken = true
		return errSocketClosed
	}
	frame := borrowFrame()
	defer returnFrame(frame)
	*frame = append(appendFrameHeader(*frame, first, len(head)+len(body)), head...)
	if len(body) <= joinedBytes {
		*frame = append(append(*frame, body...), c.pong...)
		body, c.pong = nil, nil
	}
	rest := (*frame)[c.begun:]
	c.begun = 0
	if err := c.net.SetWriteDeadline(time.Now().Add(limit)); err != nil {
		return err
	}
	c.hurryIfClosing()
	var err error
	if body == nil {
		_, err = c.net.Write(rest)
	} else {
		parts := net.Buffers{rest, body}
		_, err = parts.WriteTo(c.net)
	}
	if err != nil || first == closeFrame {
		c.broken = true
		return err
	}
	return c.net.SetWriteDeadline(time.Time{}) // one that has passed would fail the next attempt
}

// hurryIfClosing shortens the deadline that a frame's writer has just set, in case Close did so a moment before.
func (c *conn) hurryIfClosing() {
	select {
	case <-c.closed:
		_ = c.net.SetWriteDeadline(time.Now().Add(closeTime))
	default:
	}
}

// frameSize is the size of a frame with a payload of length bytes.
func frameSize(length int) int {
	switch {
	case length <= 125:
		return 2 + length
	case length <= 0xffff:
		return 4 + length
	}
	return 10 + length
}

func appendFrameHeader(dst []byte, first byte, length int) []byte {
	switch {
	case length <= 125:
		return append(dst, first, byte(length))
	case length <= 0xffff:
		return binary.BigEndian.AppendUint16(append(dst, first, 126), uint16(length))
	}
	return binary.BigEndian.AppendUint64(append(dst, first, 127), uint64(length))
}

// Close sends the close frame and makes a blocked Read and WriteFrame return. The network connection itself is closed
// by end.
func (c *conn) Close(code int, reason string) error {
	var err error
	c.closing.Do(func() {
		close(c.closed)
		_ = c.net.SetWriteDeadline(time.Now().Add(closeTime)) // for the frame that is being written now
		if peer := c.peerCode.Load(); peer != 0 {
			code, reason = int(peer), "" // RFC 6455, 5.5.1: the answer repeats it
		}
		c.writing.Lock()
		err = c.write(closeFrame, websocket.FormatCloseMessage(code, reason), nil, closeTime)
		c.writing.Unlock()
		_ = c.net.SetReadDeadline(time.Unix(1, 0))
	})
	return err
}

// end hears the peer out, so that it hears the close frame's code, and closes the network connection. It is called when
// nobody reads or writes any more.
func (c *conn) end() {
	hearOut(c.net)
	_ = c.net.Close() // the peer has heard, or never will
}
