// Package gate is a way to a TCP address that delays what goes through it and can be closed, for tests of what happens
// between machines. It refuses to lose single bytes: TCP would send them again.
//
//	g := gate.New(t, "127.0.0.1:6222", 40*time.Millisecond)
//	dial(g.Addr())
//	g.Close(true) // silence: both ends still think that they are connected
//	g.Close(false)
package gate

import (
	"net"
	"sync"
	"testing"
	"time"
)

// Gate is a way to an address. Its methods may be called concurrently.
type Gate struct {
	listener net.Listener
	delay    time.Duration
	running  sync.WaitGroup

	mu    sync.Mutex // guards what follows
	to    string
	shut  chan struct{} // closed when the gate opens; nil: it is open
	conns map[net.Conn]bool
}

// New opens a gate to an address, which need not be listened on yet. It ends with the test.
func New(t testing.TB, to string, oneWay time.Duration) *Gate {
	t.Helper()
	g, err := Open(to, oneWay)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(g.End)
	return g
}

// Open is New for what is no test: call End.
func Open(to string, oneWay time.Duration) (*Gate, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	g := &Gate{listener: listener, delay: oneWay, to: to, conns: make(map[net.Conn]bool)}
	g.running.Go(func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			g.running.Go(func() { g.pass(near) })
		}
	})
	return g, nil
}

// End ends the gate and all connections.
func (g *Gate) End() {
	_ = g.listener.Close()
	g.Close(false)
	g.drop()
	g.running.Wait()
}

// Addr is where the gate is reached.
func (g *Gate) Addr() string { return g.listener.Addr().String() }

// Close closes the gate, or opens it. While it is closed, it takes everything and hands nothing on, as a network does
// that is cut. What was under way is lost: connections end when it opens.
func (g *Gate) Close(closed bool) {
	g.mu.Lock()
	if closed == (g.shut != nil) {
		g.mu.Unlock()
		return
	}
	if closed {
		g.shut = make(chan struct{})
		g.mu.Unlock()
		return
	}
	shut := g.shut
	g.shut = nil
	g.mu.Unlock()
	g.drop()
	close(shut)
}

// drop ends all connections.
func (g *Gate) drop() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for conn := range g.conns {
		_ = conn.Close()
	}
	clear(g.conns)
}

// hold notes a connection until it is released.
func (g *Gate) hold(conn net.Conn) (release func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.conns[conn] = true
	return func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		delete(g.conns, conn)
		_ = conn.Close()
	}
}

// wait waits until the gate is open.
func (g *Gate) wait() {
	g.mu.Lock()
	shut := g.shut
	g.mu.Unlock()
	if shut != nil {
		<-shut
	}
}

func (g *Gate) pass(near net.Conn) {
	defer g.hold(near)()
	g.wait()
	far, err := net.Dial("tcp", g.to)
	if err != nil {
		return
	}
	defer g.hold(far)()
	var ways sync.WaitGroup
	ways.Go(func() { g.carry(far, near) })
	ways.Go(func() { g.carry(near, far) })
	ways.Wait()
}

// maxUnderWay is how many pieces may be under way at once.
const maxUnderWay = 4096

// piece is what was read at once, and when it arrives.
type piece struct {
	data []byte
	at   time.Time
}

// carry hands on what comes from one end to the other, each piece after the delay.
func (g *Gate) carry(to, from net.Conn) {
	pieces := make(chan piece, maxUnderWay)
	var reading sync.WaitGroup
	reading.Go(func() {
		defer close(pieces)
		for {
			data := make([]byte, 32<<10)
			n, err := from.Read(data)
			if n > 0 {
				pieces <- piece{data[:n], time.Now().Add(g.delay)}
			}
			if err != nil {
				return
			}
		}
	})
	for p := range pieces {
		<-time.After(time.Until(p.at))
		g.wait()
		if _, err := to.Write(p.data); err != nil {
			break
		}
	}
	_, _ = to.Close(), from.Close()
	for range pieces { // so that reading ends
	}
	reading.Wait()
}
