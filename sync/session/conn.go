package session

import (
	"strconv"

	"roomkey/crm"
	"roomkey/sync/wire"
)

// Conn is one WebSocket as a session sees it: whole binary messages in both directions, and nothing of HTTP. web adapts
// its sockets to it; NewPair makes two that are joined in memory.
//
// ReadFrame is called by one goroutine at a time, and so are WriteFrame, TryWrite and Ping together; Close may be
// called by any, also while the others block, and makes them return.
type Conn interface {
	// ReadFrame waits for the next binary message. The slice is the caller's. A message of more than limit bytes gives
	// ErrFrameTooLarge as soon as it declares them, one that is not binary ErrFrameNotBinary, and a breach of RFC 6455
	// ErrFrameBroken; any other error means that the socket is gone. The connection itself must not have told the peer
	// why: the session closes it with the right code.
	ReadFrame(limit int) ([]byte, error)
	// WriteFrame sends head and body as one binary message. It keeps neither: body is shared with other sockets and
	// must not be changed.
	WriteFrame(head, body []byte) error
	// TryWrite is WriteFrame without waiting. It is false if the network did not take all of the frame at once. The
	// next call must be WriteFrame or TryWrite with the same head and body; it sends the rest.
	TryWrite(head, body []byte) (bool, error)
	// Ping asks the peer for a sign of life.
	Ping() error
	// OnPart sets a function that ReadFrame calls for each frame that does not end a message, before it reads on: for a
	// ping, once it is answered, for a pong, and for a fragment. size is in bytes, of the payload. The function may
	// wait. If it returns false, ReadFrame returns an error. OnPart is called once, before the first ReadFrame.
	OnPart(func(size int, ping bool) bool)
	// OnLarge sets a function that ReadFrame calls before it takes memory for a message of more than a megabyte, with
	// the bytes that the message has as far as is known. The function may wait. If it returns false, ReadFrame returns
	// an error. OnLarge is called once, before the first ReadFrame.
	OnLarge(func(bytes int) bool)
	// OnAlive sets a function that ReadFrame calls at each sign of life of the peer: at each pong, and at least once
	// for every 64 KiB of a long message. It is called once, before the first ReadFrame.
	OnAlive(func())
	// Close sends a close frame if that is possible within a second, and frees the socket. Only the first call counts.
	Close(code int, reason string) error
}

// ErrFrameTooLarge is ReadFrame's error for a message beyond its limit.
var ErrFrameTooLarge = crm.Errorf(crm.CodeTooLarge, "the frame is larger than %d bytes", wire.MaxFrameBytes)

// ErrFrameNotBinary is ReadFrame's error for a text message.
var ErrFrameNotBinary = crm.Errorf(crm.CodeInvalid, "frames are binary")

// ErrFrameBroken is ReadFrame's error for what is no WebSocket frame.
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
