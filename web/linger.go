package web

import (
	"net"
	"sync/atomic"
	"time"
)

// Bounds of lingering: for how long, and for how many bytes, a client is heard out that was refused in mid-sentence.
const (
	lingerTime  = 2 * time.Second
	lingerBytes = 16 << 20
)

// lingerer makes connections that can linger.
type lingerer struct{ net.Listener }

func (l lingerer) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &lingering{Conn: c}, nil
}

// lingering is a connection whose Close, where it was asked to linger, first throws away what the peer still sends. A
// connection that is closed with unread bytes is reset, and the reset overtakes the answer: a client whose body is too
// large would hear nothing but that it was cut off.
type lingering struct {
	net.Conn
	refused atomic.Bool
}

func (c *lingering) Close() error {
	if c.refused.Load() {
		hearOut(c.Conn)
	}
	return c.Conn.Close()
}

// hearOut ends our side of a connection and reads the peer's, within bounds, until it ends.
func hearOut(c net.Conn) {
	if half, ok := c.(interface{ CloseWrite() error }); ok {
		_ = half.CloseWrite()
	}
	_ = c.SetReadDeadline(time.Now().Add(lingerTime))
	scratch := scratches.Get().(*[scratchBytes]byte)
	defer scratches.Put(scratch)
	for read := 0; read < lingerBytes; {
		n, err := c.Read(scratch[:])
		if err != nil {
			return
		}
		read += n
	}
}

// unwrapped is the network connection below fasthttp's wrapper and ours: they hide that it can write two parts in one
// call and close one direction.
func unwrapped(c net.Conn) net.Conn {
	if hijacked, ok := c.(interface{ UnsafeConn() net.Conn }); ok {
		c = hijacked.UnsafeConn()
	}
	if ours, ok := c.(*lingering); ok {
		return ours.Conn
	}
	return c
}
