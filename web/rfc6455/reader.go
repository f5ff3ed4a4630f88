package rfc6455

import (
	"errors"
	"io"
	"slices"
)

// Errors of Next besides a Violation and those of the source.
var (
	ErrTooLarge  = errors.New("the message is larger than the limit")
	ErrNotBinary = errors.New("the message is text")
	ErrStopped   = errors.New("the message is not wanted")
)

// LargeBytes is the size of a message beyond which Reader.Large is asked.
const LargeBytes = 1 << 20

const (
	bufferBytes = 512      // held by every connection; larger payloads don't go through the buffer
	firstBytes  = 16 << 10 // allocated for a message of which nothing has come
	readBytes   = 32 << 10 // taken from the source at once
)

// Reader reads the frames of one client. It is not safe for concurrent use, and of no use after an error.
type Reader struct {
	// Large is asked before memory is taken for a message of more than LargeBytes: how many it has as far as headers
	// have declared. It may wait. If it returns false, Next returns ErrStopped. Nil: nobody is asked.
	Large func(bytes int) bool

	source   io.Reader
	progress func()
	message  []byte // of the message that is read
	within   bool   // more of it is to come

	buffer     [bufferBytes]byte
	start, end int // of what was read of the buffer and not used
}

// NewReader reads from source. It calls progress whenever it has read part of a payload and more is to come, at least
// once for every 32 KiB.
func NewReader(source io.Reader, progress func()) *Reader {
	return &Reader{source: source, progress: progress}
}

// Frame is one frame. A fragment has the kind of its message.
type Frame struct {
	Kind  Kind
	Final bool // it is a control frame, or ends its message
	Size  int  // bytes of its payload
	// Payload is that of a control frame, valid until the next call. For a frame that ends a message it is the whole
	// message, and the caller's. It is nil for other fragments.
	Payload []byte
	Code    int // of a close frame; 1005 if it has none
}

// Next waits for the next frame. A message of more than limit bytes gives ErrTooLarge as soon as a header declares it,
// and a text message ErrNotBinary. Other errors: a Violation, and the source's; io.EOF only between two frames.
func (r *Reader) Next(limit int) (Frame, error) {
	h, err := r.header()
	if err != nil {
		return Frame{}, err
	}
	if h.kind.control() {
		return r.control(h)
	}
	switch {
	case r.within && h.kind != continuation:
		return Frame{}, Violation("a message begins within another")
	case !r.within && h.kind == continuation:
		return Frame{}, Violation("a fragment belongs to no message")
	case h.kind == text:
		return Frame{}, ErrNotBinary
	case h.length > uint64(limit-len(r.message)):
		return Frame{}, ErrTooLarge
	}
	if bytes := len(r.message) + int(h.length); bytes > LargeBytes && r.Large != nil && !r.Large(bytes) {
		return Frame{}, ErrStopped
	}
	if err := r.payload(h); err != nil {
		return Frame{}, err
	}
	frame := Frame{Kind: Binary, Final: h.final, Size: int(h.length)}
	if r.within = !h.final; h.final {
		frame.Payload, r.message = r.message, nil
	}
	return frame, nil
}

// header reads a header.
func (r *Reader) header() (header, error) {
	for {
		h, size, err := parseHeader(r.buffer[r.start:r.end])
		if err != nil || size > 0 {
			r.start += size
			return h, err
		}
		if err := r.fill(); err != nil {
			if errors.Is(err, io.EOF) && r.start < r.end {
				err = io.ErrUnexpectedEOF
			}
			return h, err
		}
	}
}

// control reads the payload of a control frame.
func (r *Reader) control(h header) (Frame, error) {
	size := int(h.length)
	for r.end-r.start < size {
		if err := r.fill(); err != nil {
			return Frame{}, unexpected(err)
		}
	}
	payload := r.buffer[r.start : r.start+size]
	r.start += size
	unmask(h.mask, 0, payload)
	frame := Frame{Kind: h.kind, Final: true, Size: size, Payload: payload}
	var err error
	if h.kind == Close {
		frame.Code, err = parseClose(payload)
	}
	return frame, err
}

// payload appends a frame's payload to the message. Memory is taken for what has come, and as much again.
func (r *Reader) payload(h header) error {
	for read, left := 0, int(h.length); left > 0; {
		had := len(r.message)
		if had == cap(r.message) {
			r.message = slices.Grow(r.message, min(left, max(had, firstBytes)))
		}
		n, err := r.read(r.message[had : had+min(left, cap(r.message)-had, readBytes)])
		r.message = r.message[:had+n]
		unmask(h.mask, read, r.message[had:])
		read, left = read+n, left-n
		switch {
		case left == 0:
			return nil
		case err != nil:
			return unexpected(err)
		}
		r.progress()
	}
	return nil
}

// read reads into p: what is in the buffer, or else from the source.
func (r *Reader) read(p []byte) (int, error) {
	if r.start == r.end && len(p) >= len(r.buffer) {
		return r.source.Read(p)
	}
	if r.start == r.end {
		if err := r.fill(); err != nil {
			return 0, err
		}
	}
	n := copy(p, r.buffer[r.start:r.end])
	r.start += n
	return n, nil
}

// fill reads from the source into the buffer, which is not full.
func (r *Reader) fill() error {
	r.end = copy(r.buffer[:], r.buffer[r.start:r.end])
	r.start = 0
	n, err := r.source.Read(r.buffer[r.end:])
	r.end += n
	if n > 0 {
		return nil // an error comes again
	}
	return err
}

// unexpected is the error for a source that ends within a frame.
func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
