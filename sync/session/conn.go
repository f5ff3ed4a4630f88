package session

import (
	"strconv"

	"roomkey/crm"
	"roomkey/sync/wire"
)

// Conn is one WebSocket as a session sees it: whole binary messages in both directions, and nothing of HTTP. web adapts
// its sockets to it; NewPair makes two that are joined in memory.
//
// Read is called once; of WriteFrame, TryWrite and Ping, one at a time. Look, Gone and Close may be called by any
// goroutine, also while the others block; Close makes them return.
type Conn interface {
	// Read gives to what the peer sends, until that wants no more; then the error is nil. A message of more than limit
	// bytes gives ErrFrameTooLarge as soon as it declares them, one that is not binary ErrFrameNotBinary, and a breach
	// of RFC 6455 ErrFrameBroken; any other error means that the socket is gone. The connection itself must not have
	// told the peer why: the session closes it with the right code.
	Read(limit int, to Receiver) error
	// WriteFrame sends head and body as one binary message. It keeps neither: body is shared with other sockets and
	// must not be changed.
	WriteFrame(head, body []byte) error
	// TryWrite is WriteFrame for several frames, each a head and a body, without waiting. n is how many of them the
	// network took whole. If some are left, the next call must be WriteFrame with the first of these, or TryWrite from
	// that one on; it sends the rest.
	TryWrite(frames [][2][]byte) (n int, err error)
	// Ping asks the peer for a sign of life.
	Ping() error
	// Look makes Read return if the peer has ended the connection and Read did not notice. It is called each second,
	// and does not wait.
	Look()
	// Gone reports whether the peer has ended the connection, also where Read has not come to that yet. It does not
	// wait.
	Gone() bool
	// Polls reports whether this is no socket: the peer's messages travel in requests, and it asks for the others.
	Polls() bool
	// Close sends a close frame if that is possible within a second, and frees the socket. Only the first call counts.
	Close(code int, reason string) error
}

// Receiver takes in what a peer sends. Read calls its methods one at a time. Message and Part may wait, and nothing is
// read meanwhile; if one returns false, Read returns.
type Receiver interface {
	// Message takes a whole binary message. If it is lent, it is only valid until Message returns, and may be changed;
	// else it is the receiver's.
	Message(data []byte, lent bool) bool
	// Part takes each frame that does not end a message: a ping, once it is answered, a pong, and a fragment. size is
	// in bytes, of the payload.
	Part(size int, ping bool) bool
	// Large is asked before memory is taken for a message of more than a megabyte, once for each of its fragments:
	// bytes is what the message has as far as headers have declared. It may wait. False as for the others.
	Large(bytes int) bool
	// Alive is called at each sign of life: before each Message and Part, and at least once for every 64 KiB of a long
	// message.
	Alive()
}

// ErrFrameTooLarge is Read's error for a message beyond its limit.
var ErrFrameTooLarge = crm.Errorf(crm.CodeTooLarge, "the frame is larger than %d bytes", wire.MaxFrameBytes)

// ErrFrameNotBinary is Read's error for a text message.
var ErrFrameNotBinary = crm.Errorf(crm.CodeInvalid, "frames are binary")

// ErrFrameBroken is Read's error for what is no WebSocket frame.
var ErrFrameBroken = crm.Errorf(crm.CodeInvalid, "RFC 6455 forbids this frame")

// CloseError says how a socket was closed. Serve returns it if the server closed the socket, and a Pair's ReadFrame if
// its other end did.
type CloseError struct {
	Code   int
	Reason string
}

func (e *CloseError) Error() string {
	text := "socket closed with " + strconv.Itoa(e.Code)
	if e.Reason != "" {
		text += ": " + e.Reason
	}
	return text
}
