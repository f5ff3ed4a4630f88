package web

import (
	"errors"
	"io"
	"net"
	"syscall"
	"time"
)

// rawOf is the file of a network connection, for system calls without a layer between; nil: it is no file of the
// system's.
func rawOf(c net.Conn) syscall.RawConn {
	of, ok := c.(syscall.Conn)
	if !ok {
		return nil
	}
	raw, err := of.SyscallConn()
	if err != nil {
		return nil
	}
	return raw
}

// arrival reads a network connection into memory that is borrowed only while there is something to read.
type arrival struct {
	raw syscall.RawConn // nil: net is no file of the system's
	net net.Conn
}

// read gives what comes to take, which must not keep it, until take is false, which is no error. Other ends are io.EOF
// and the network's errors, a deadline of reading among them.
func (a *arrival) read(take func([]byte) bool) (err error) {
	if a.raw == nil {
		return a.readPlain(take)
	}
	failed := a.raw.Read(func(fd uintptr) (done bool) {
		done, err = takeAll(int(fd), take)
		return done
	})
	return errors.Join(err, failed)
}

// takeAll reads until nothing is there. done says that reading has ended.
func takeAll(fd int, take func([]byte) bool) (done bool, err error) {
	scratch := scratches.Get().(*[scratchBytes]byte)
	defer scratches.Put(scratch)
	for {
		n, err := syscall.Read(fd, scratch[:])
		switch {
		case err == syscall.EINTR:
		case err == syscall.EAGAIN:
			return false, nil
		case err != nil:
			return true, err
		case n == 0:
			return true, io.EOF
		case !take(scratch[:n]):
			return true, nil
		}
	}
}

func (a *arrival) readPlain(take func([]byte) bool) error {
	scratch := scratches.Get().(*[scratchBytes]byte)
	defer scratches.Put(scratch)
	for {
		n, err := a.net.Read(scratch[:])
		if n > 0 && !take(scratch[:n]) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// readEarly takes what fasthttp has read of a connection beyond the request that it is upgraded by. A client may send
// frames before it has the answer.
func readEarly(hijacked net.Conn) []byte {
	scratch := scratches.Get().(*[scratchBytes]byte) // larger than fasthttp's buffer
	defer scratches.Put(scratch)
	_ = hijacked.SetReadDeadline(time.Unix(1, 0)) // nothing is read from the network
	n, _ := hijacked.Read(scratch[:])
	_ = hijacked.SetReadDeadline(time.Time{})
	return append([]byte(nil), scratch[:n]...)
}
