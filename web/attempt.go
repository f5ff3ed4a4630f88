package web

import (
	"errors"
	"syscall"
)

// attempt writes to a network connection what it takes at once, and allocates nothing. The zero attempt, and that of a
// connection that is no file of the system's, takes nothing. Not safe for concurrent use.
type attempt struct {
	raw  syscall.RawConn
	once func(fd uintptr) bool // kept so that a write allocates nothing
	data []byte
	n    int
	err  error
}

// prepare makes an attempt ready whose raw is set.
func (a *attempt) prepare() {
	a.once = func(fd uintptr) bool {
		a.n, a.err = syscall.Write(int(fd), a.data)
		for a.err == syscall.EINTR {
			a.n, a.err = syscall.Write(int(fd), a.data)
		}
		return true // never waits
	}
}

// write gives how many bytes of data the network took.
func (a *attempt) write(data []byte) (int, error) {
	if a.raw == nil {
		return 0, nil
	}
	a.data = data
	err := a.raw.Write(a.once)
	a.data = nil
	switch {
	case err != nil:
		return 0, err
	case errors.Is(a.err, syscall.EAGAIN):
		return 0, nil
	case a.err != nil:
		return 0, a.err
	}
	return a.n, nil
}
