package web

import (
	"net"
	"syscall"
	"time"

	"roomkey/crm"
)

// goneAfter is for how long a request must have waited for its turn before the server asks whether its client is there.
const goneAfter = 100 * time.Millisecond

// errLeft ends a request whose client has closed the connection while it waited. Nobody reads it.
var errLeft = crm.Errorf(crm.CodeUnavailable, "the connection was closed before the request's turn")

// hasLeft reports whether the peer of a connection has closed it. It reads nothing. Of a connection that can't be asked
// the peer is there.
func hasLeft(c net.Conn) (left bool) {
	inner, ok := unwrapped(c).(syscall.Conn)
	if !ok {
		return false
	}
	raw, err := inner.SyscallConn()
	if err != nil {
		return false
	}
	// Control, not Read: the deadline to read the request may have passed.
	err = raw.Control(func(fd uintptr) {
		var next [1]byte
		n, _, err := syscall.Recvfrom(int(fd), next[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		left = n == 0 && err == nil || err == syscall.ECONNRESET
	})
	return left && err == nil
}
