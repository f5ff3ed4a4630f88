package rfc6455

import (
	"errors"
	"slices"
)

// Errors of Next besides a Violation.
var (
	ErrTooLarge  = errors.New("the message is larger than the limit")
	ErrNotBinary = errors.New("the message is text")
	ErrStopped   = errors.New("the message is not wanted")
)

// LargeBytes is the size of a message beyond which Parser.Large is asked.
const LargeBytes = 1 << 20

const firstBytes = 16 << 10 // allocated for a message of which nothing has come

// Parser parses the frames of one client. Its zero value is ready; between two messages it holds no memory of its own.
// It is not safe for concurrent use, and of no use after an error.
type Parser struct {
	// Large is asked before memory is taken for a message of more than LargeBytes: how many it has as far as headers
	// have declared. It may wait. If it returns false, Next returns ErrStopped. Nil: nobody is asked.
	Large func(bytes int) bool

	begun   []byte // what has come of a header that has not come whole
	frame   header // the frame whose payload is read
	open    bool   // there is one
	read    int    // bytes of its payload
	control []byte // what has come of a control frame's payload that has not come whole
	message []byte // what has come of a message that has not come whole
	within  bool   // more fragments of it are to come
}

// Frame is one frame. A fragment has the kind of its message.
type Frame struct {
	Kind  Kind // 0: no frame has come whole
	Final bool // it is a control frame, or ends its message
	Size  int  // bytes of its payload
	// Payload is that of a control frame. For a frame that ends a message it is the whole message. It is nil for other
	// fragments. If it is lent, it may be a part of the bytes that were parsed; else it is the caller's.
	Payload []byte
	Lent    bool
	Code    int // of a close frame; 1005 if it has none
}

// Next takes bytes off data up to the end of a frame, and gives the frame and the rest. It changes data, and keeps none
// of it. A message of more than limit bytes gives ErrTooLarge as soon as a header declares it, and a text message
// ErrNotBinary. Other errors: a Violation.
func (p *Parser) Next(data []byte, limit int) (f Frame, rest []byte, err error) {
	if !p.open {
		if data, err = p.begin(data, limit); err != nil || !p.open {
			return Frame{}, nil, err
		}
	}
	size := int(p.frame.length)
	part := data[:min(size-p.read, len(data))]
	unmask(p.frame.mask, p.read, part)
	p.read += len(part)
	switch whole := p.read == size; {
	case p.frame.kind.control():
		f, err = p.takeControl(part, whole)
	default:
		f = p.takeData(part, whole)
	}
	return f, data[len(part):], err
}

// begin takes a header off data. If it has come whole, the frame is open.
func (p *Parser) begin(data []byte, limit int) (rest []byte, err error) {
	had, from := len(p.begun), data
	if had > 0 {
		from = append(p.begun, data[:min(len(data), maxHeaderBytes-had)]...)
	}
	h, size, err := parseHeader(from)
	switch {
	case err != nil:
		return nil, err
	case size == 0:
		p.begun = slices.Clip(append(p.begun[:0:0], from...))
		return nil, nil
	}
	p.begun = nil
	if err := p.check(h, limit); err != nil {
		return nil, err
	}
	if bytes := len(p.message) + int(h.length); bytes > LargeBytes && p.Large != nil && !p.Large(bytes) {
		return nil, ErrStopped
	}
	p.frame, p.open, p.read = h, true, 0
	return data[size-had:], nil
}

// check checks what a header says against the message so far.
func (p *Parser) check(h header, limit int) error {
	switch {
	case h.kind.control():
	case p.within && h.kind != continuation:
		return Violation("a message begins within another")
	case !p.within && h.kind == continuation:
		return Violation("a fragment belongs to no message")
	case h.kind == text:
		return ErrNotBinary
	case h.length > uint64(limit-len(p.message)):
		return ErrTooLarge
	}
	return nil
}

// takeControl takes part of a control frame's payload, and gives the frame if that is whole.
func (p *Parser) takeControl(part []byte, whole bool) (f Frame, err error) {
	if !whole {
		p.control = append(p.control, part...)
		return Frame{}, nil
	}
	if len(p.control) > 0 {
		part, p.control = append(p.control, part...), nil
	}
	p.open = false
	f = Frame{Kind: p.frame.kind, Final: true, Size: len(part), Payload: part, Lent: true}
	if f.Kind == Close {
		f.Code, err = parseClose(part)
	}
	return f, err
}

// takeData takes part of a fragment's payload, and gives the fragment if that is whole.
func (p *Parser) takeData(part []byte, whole bool) Frame {
	f := Frame{Kind: Binary, Final: p.frame.final, Size: int(p.frame.length), Lent: true}
	switch {
	case whole && f.Final && len(p.message) == 0: // the usual case: it came at once
		f.Payload = part
	default:
		p.keep(part, f.Size-p.read)
		if !whole {
			return Frame{}
		}
		if f.Final {
			f.Payload, f.Lent, p.message = p.message, false, nil
		}
	}
	p.open, p.within = false, !f.Final
	return f
}

// keep appends part of a payload, of which left bytes are to come, to the message. Memory is taken for what has come,
// and as much again.
func (p *Parser) keep(part []byte, left int) {
	if len(part) > 0 && len(p.message)+len(part) > cap(p.message) {
		p.message = slices.Grow(p.message, len(part)+min(left, max(len(p.message), firstBytes)))
	}
	p.message = append(p.message, part...)
}
