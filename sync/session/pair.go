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

// Read is part of Conn. Messages that were sent before a close are still read; then the error is a *CloseError.
func (p *Pair) Read(limit int, to Receiver) error {
	for more := true; more; {
		message, err := p.next()
		if err != nil {
			return err
		}
		if message.kind != pairPing || !p.mute.Load() {
			to.Alive()
		}
		switch {
		case message.kind == pairPing && !p.mute.Load():
			if err := p.send(pairMessage{kind: pairPong}); err != nil {
				return err
			}
			more = to.Part(0, true)
		case message.kind == pairPong:
			more = to.Part(0, false)
		case message.kind == pairText:
			return ErrFrameNotBinary
		case message.kind == pairData && len(message.data) > limit:
			return ErrFrameTooLarge
		case message.kind == pairData && len(message.data) > pairLarge && !to.Large(len(message.data)):
			return io.ErrClosedPipe
		case message.kind == pairData:
			more = to.Message(message.data, false)
		}
	}
	return nil
}

// ReadFrame is Read for one message.
func (p *Pair) ReadFrame(limit int) (data []byte, err error) {
	err = p.Read(limit, one{&data})
	return data, err
}

// pairLarge is the size of a large message.
const pairLarge = 1 << 20

// one is a Receiver of one message.
type one struct{ data *[]byte }

func (o one) Message(data []byte, _ bool) bool { *o.data = data; return false }
func (o one) Large(int) bool                   { return true }
func (o one) Part(int, bool) bool              { return true }
func (o one) Alive()                           {}

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

// TryWrite sends copies of frames while there is room for them.
func (p *Pair) TryWrite(frames [][2][]byte) (n int, err error) {
	for _, f := range frames {
		select {
		case <-p.link.closed:
			return n, io.ErrClosedPipe
		default:
		}
		select {
		case p.out <- pairMessage{data: slices.Concat(f[:]...)}:
			n++
		default:
			return n, nil
		}
	}
	return n, nil
}

// WriteText sends a text message, as no honest client does.
func (p *Pair) WriteText(text string) error {
	return p.send(pairMessage{kind: pairText, data: []byte(text)})
}

// Ping asks the other end for a pong.
func (p *Pair) Ping() error { return p.send(pairMessage{kind: pairPing}) }

// Look is part of Conn. Read notices each end by itself.
func (p *Pair) Look() {}

// Gone reports whether either end has closed the socket.
func (p *Pair) Gone() bool {
	select {
	case <-p.link.closed:
		return true
	default:
		return false
	}
}

// Polls is part of Conn: a Pair stands for a socket.
func (p *Pair) Polls() bool { return false }

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

// Close ends the socket for both ends.
func (p *Pair) Close(code int, reason string) error {
	p.link.once.Do(func() {
		p.link.how = CloseError{Code: code, Reason: reason}
		close(p.link.closed)
	})
	return nil
}
