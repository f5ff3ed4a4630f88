package session

import (
	"io"
	"slices"
	"sync"
	"sync/atomic"
)

// Pair is one end of a socket in memory. Both ends hold a Conn's contract; as on a real socket, a writer waits while
// buffer messages are unread at the other end, and an end answers pings only while somebody reads from it.
type Pair struct {
	in, out chan pairMessage
	link    *pairLink
	alive   func()
	part    func(size int, ping bool) bool
	large   func(bytes int) bool
	mute    atomic.Bool
}

// pairLink is shared by two ends. It says whether, and how, either closed the socket.
type pairLink struct {
	once   sync.Once
	closed chan struct{}
	how    CloseError // written before closed is closed
}

type pairKind byte

const (
	pairData pairKind = iota
	pairText
	pairPing
	pairPong
)

type pairMessage struct {
	kind pairKind
	data []byte
}

// NewPair joins two ends. Each direction holds up to buffer messages that are not read yet.
func NewPair(buffer int) (a, b *Pair) {
	link := &pairLink{closed: make(chan struct{})}
	there, back := make(chan pairMessage, buffer), make(chan pairMessage, buffer)
	return &Pair{in: there, out: back, link: link}, &Pair{in: back, out: there, link: link}
}

// ReadFrame gives the next message. Messages that were sent before a close are still read; then the error is a
// *CloseError.
func (p *Pair) ReadFrame(limit int) ([]byte, error) {
	for {
		message, err := p.next()
		if err != nil {
			return nil, err
		}
		if message.kind != pairPing && p.alive != nil {
			p.alive()
		}
		switch {
		case message.kind == pairPing && !p.mute.Load():
			if err := p.send(pairMessage{kind: pairPong}); err != nil {
				return nil, err
			}
			if !p.readsOn(true) {
				return nil, io.ErrClosedPipe
			}
		case message.kind == pairPong && !p.readsOn(false):
			return nil, io.ErrClosedPipe
		case message.kind == pairText:
			return nil, ErrFrameNotBinary
		case message.kind == pairData && len(message.data) > limit:
			return nil, ErrFrameTooLarge
		case message.kind == pairData && len(message.data) > pairLarge && p.large != nil && !p.large(len(message.data)):
			return nil, io.ErrClosedPipe
		case message.kind == pairData:
			return message.data, nil
		}
	}
}

func (p *Pair) next() (pairMessage, error) {
	select {
	case message := <-p.in:
		return message, nil
	default:
	}
	select {
	case message := <-p.in:
		return message, nil
	case <-p.link.closed:
		how := p.link.how
		return pairMessage{}, &how
	}
}

// WriteFrame sends a copy of head and body.
func (p *Pair) WriteFrame(head, body []byte) error {
	return p.send(pairMessage{data: slices.Concat(head, body)})
}

// TryWrite sends a copy of head and body where there is room for it.
func (p *Pair) TryWrite(head, body []byte) (bool, error) {
	select {
	case <-p.link.closed:
		return false, io.ErrClosedPipe
	default:
	}
	select {
	case p.out <- pairMessage{data: slices.Concat(head, body)}:
		return true, nil
	default:
		return false, nil
	}
}

// WriteText sends a text message, as no honest client does.
func (p *Pair) WriteText(text string) error {
	return p.send(pairMessage{kind: pairText, data: []byte(text)})
}

// Ping asks the other end for a pong.
func (p *Pair) Ping() error { return p.send(pairMessage{kind: pairPing}) }

func (p *Pair) send(message pairMessage) error {
	select {
	case <-p.link.closed:
		return io.ErrClosedPipe
	default:
	}
	select {
	case p.out <- message:
		return nil
	case <-p.link.closed:
		return io.ErrClosedPipe
	}
}

// Mute makes this end leave pings unanswered, as a dead peer does.
func (p *Pair) Mute() { p.mute.Store(true) }

// OnPart is part of Conn.
func (p *Pair) OnPart(f func(size int, ping bool) bool) { p.part = f }

func (p *Pair) readsOn(ping bool) bool { return p.part == nil || p.part(0, ping) }

// pairLarge is the size of a large message.
const pairLarge = 1 << 20

// OnLarge is part of Conn.
func (p *Pair) OnLarge(f func(bytes int) bool) { p.large = f }

// OnAlive is part of Conn.
func (p *Pair) OnAlive(f func()) { p.alive = f }

// Close ends the socket for both ends.
func (p *Pair) Close(code int, reason string) error {
	p.link.once.Do(func() {
		p.link.how = CloseError{Code: code, Reason: reason}
		close(p.link.closed)
	})
	return nil
}
