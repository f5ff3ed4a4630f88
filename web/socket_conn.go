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

// conn is one WebSocket as sync sees it. The library only upgrades: it would take in any number of pings and fragments
// before it returned, and send close frames of its own. Writing goes straight to the network: one system call and no
// allocation per frame, and no buffer held by an idle socket. Nothing of it may be used after the upgrade's handler
// returned, when Fiber gives the library's object to the next client.
type conn struct {
	net    net.Conn
	reader *rfc6455.Reader
	alive  func()
	part   func(size int, ping bool) bool

	writing sync.Mutex // held for one frame; guards what follows
	broken  bool       // a frame failed, or a close frame was sent: nothing can follow
	begun   int        // bytes of a frame that TryWrite has written, and WriteFrame goes on with
	pong    []byte     // what the peer's last ping asks for, to be sent after that frame
	attempt attempt

	closing  sync.Once
	closed   chan struct{}
	peerCode atomic.Int64 // the code with which the peer closed; 0: it did not
}

var _ realtime.Conn = (*conn)(nil)

func newConn(socket *websocket.Conn) *conn {
	c := &conn{net: socket.NetConn(), alive: func() {}, part: func(int, bool) bool { return true },
		closed: make(chan struct{})}
	c.reader = rfc6455.NewReader(c.net, func() { c.alive() })
	c.attempt.prepare(unwrapped(c.net))
	return c
}

// OnAlive is part of realtime.Conn.
func (c *conn) OnAlive(f func()) { c.alive = f }

// OnPart is part of realtime.Conn.
func (c *conn) OnPart(f func(size int, ping bool) bool) { c.part = f }

// OnLarge is part of realtime.Conn.
func (c *conn) OnLarge(f func(bytes int) bool) { c.reader.Large = f }

// ReadFrame reads up to the end of the next message.
func (c *conn) ReadFrame(limit int) ([]byte, error) {
	for {
		frame, err := c.reader.Next(limit)
		if err != nil {
			return nil, readError(err)
		}
		switch frame.Kind {
		case rfc6455.Close:
			c.peerCode.Store(int64(frame.Code)) // Close answers it: the session calls it once ReadFrame has failed
			return nil, errSocketClosed
		case rfc6455.Ping:
			err = c.answer(frame.Payload)
		case rfc6455.Binary:
			if frame.Final {
				return frame.Payload, nil
			}
		}
		if err != nil {
			return nil, err
		}
		c.alive()
		if !c.part(frame.Size, frame.Kind == rfc6455.Ping) {
			return nil, errSocketClosed
		}
	}
}

// readError turns the reader's errors into those of realtime.Conn.
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

// WriteFrame is part of realtime.Conn.
func (c *conn) WriteFrame(head, body []byte) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	return c.write(binaryFrame, head, body, writeTime)
}

// TryWrite is part of realtime.Conn. It does not wait for another writer either: a pong may be stuck.
func (c *conn) TryWrite(head, body []byte) (bool, error) {
	if len(body) > joinedBytes || !c.writing.TryLock() {
		return false, nil
	}
	defer c.writing.Unlock()
	if c.broken {
		return false, errSocketClosed
	}
	frame := borrowFrame()
	defer returnFrame(frame)
	*frame = append(append(appendFrameHeader(*frame, binaryFrame, len(head)+len(body)), head...), body...)
	n, err := c.attempt.write((*frame)[c.begun:])
	c.begun += n
	if err != nil {
		c.broken = true
		return false, err
	}
	if c.begun < len(*frame) {
		return false, nil
	}
	c.begun = 0
	return true, nil
}

// Ping is part of realtime.Conn.
func (c *conn) Ping() error {
	c.writing.Lock()
	defer c.writing.Unlock()
	return c.write(pingFrame, nil, nil, writeTime)
}

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
		_, err = parts.WriteTo(unwrapped(c.net))
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

func appendFrameHeader(dst []byte, first byte, length int) []byte {
	switch {
	case length <= 125:
		return append(dst, first, byte(length))
	case length <= 0xffff:
		return binary.BigEndian.AppendUint16(append(dst, first, 126), uint16(length))
	}
	return binary.BigEndian.AppendUint64(append(dst, first, 127), uint64(length))
}

// Close sends the close frame and makes a blocked ReadFrame and WriteFrame return. The network connection itself is
// closed by fasthttp after the upgrade's handler returned; its own Close does nothing.
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

// linger hears the peer out, so that it hears the close frame's code. The handler calls it when nobody reads or writes
// any more.
func (c *conn) linger() { hearOut(unwrapped(c.net)) }
