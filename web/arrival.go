package web

import (
	"errors"
	"io"
	"net"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
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
	// drained says that a read got less than it had room for, so that the next would wait. That one was left out.
	drained atomic.Bool
}

// read gives what comes to take, which must not keep it, until take is false, which is no error. Other ends are io.EOF
// and the network's errors, a deadline of reading among them. An end that came together with the last bytes may be
// noticed only by look.
func (a *arrival) read(take func([]byte) bool) (err error) {
	if a.raw == nil {
		return a.readPlain(take)
	}
	failed := a.raw.Read(func(fd uintptr) (done bool) {
		done, err = a.takeAll(int(fd), take)
		return done
	})
	return errors.Join(err, failed)
}

// takeAll reads until nothing is there. done says that reading has ended.
//
// A short read took all that there was, and the system tells of what comes later. So the short messages of which nearly
// all of the traffic consists cost one system call each. What it does not tell is the peer's end, if that came before
// the system had told of the bytes: see look.
func (a *arrival) takeAll(fd int, take func([]byte) bool) (done bool, err error) {
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
		case n < len(scratch):
			a.drained.Store(true)
			return false, nil
		}
	}
}

// look makes a read end whose peer has ended unnoticed. Any goroutine may call it. It costs a system call if something
// was read since the last time, and never waits.
func (a *arrival) look() {
	if !a.drained.Load() || !a.drained.Swap(false) {
		return
	}
	if hasEnded(a.raw) {
		_ = a.net.SetReadDeadline(time.Unix(1, 0)) // whoever waits for bytes waits in vain
	}
}

// isOver reports whether the peer has ended the connection, whatever it sent before that lies unread. Any goroutine may
// call it. It never waits. Of what is no file of the system's the peer is there.
func (a *arrival) isOver() (over bool) {
	if a.raw == nil {
		return false
	}
	_ = a.raw.Control(func(fd uintptr) { // an error: it is closed here, and its session about to end
		asked := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLRDHUP}}
		n, err := unix.Poll(asked, 0)
		over = err == nil && n > 0
	})
	return over
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

// hasEnded reports whether the peer of a connection has closed or reset it. It takes nothing from the connection but
// the news of a reset, and never waits.
func hasEnded(raw syscall.RawConn) (ended bool) {
	// Control, not Read: a deadline may have passed.
	failed := raw.Control(func(fd uintptr) {
		var next [1]byte
		n, _, err := syscall.Recvfrom(int(fd), next[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		ended = n == 0 && err == nil || err == syscall.ECONNRESET
	})
	return ended && failed == nil
}
