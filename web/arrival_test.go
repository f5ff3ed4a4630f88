package web_test

import (
	"errors"
	"fmt"
	"net"
	"os"
	"regexp"
	"runtime"
	"strconv"
	"syscall"
	"testing"
	"time"

	client "github.com/fasthttp/websocket"

	"roomkey/web"
)

// A hundred peers acknowledge each edit, each by a short message. To read one costs one system call, and a long one as
// many as it fills buffers, and one.
func TestArrival_AShortMessageCostsOneRead(t *testing.T) {
	runtime.LockOSThread() // the system counts by thread
	defer runtime.UnlockOSThread()
	ours, theirs := socketPair(t)
	own := readCalls(t)
	own = readCalls(t) - own // what counting itself costs
	for _, c := range []struct{ size, reads int }{{1, 1}, {96, 1}, {32<<10 - 1, 1}, {32 << 10, 2}, {40 << 10, 2}} {
		if n, err := syscall.Write(theirs, make([]byte, c.size)); n != c.size {
			t.Fatal(n, err)
		}
		got, before := 0, readCalls(t)
		more, err := web.TakeAll(ours, func(data []byte) bool { got += len(data); return true })
		if reads := readCalls(t) - before - own; reads != c.reads || got != c.size || !more || err != nil {
			t.Errorf("%d of %d bytes by %d reads, not %d; %v", got, c.size, reads, c.reads, err)
		}
	}
}

// The end of a peer that comes in one segment with its last message is not read with that message. Look finds it.
func TestConn_AnEndThatComesWithTheLastMessageIsNoticed(t *testing.T) {
	heard, ended, conns := make(chan struct{}, 1), make(chan error, 1), make(chan *web.Conn, 1)
	socket := serveConns(t, func(conn *web.Conn) {
		conns <- conn
		ended <- conn.Read(1<<10, web.Heard{Take: func([]byte) bool { heard <- struct{}{}; return true }})
	})()
	conn := <-conns
	if err := socket.WriteMessage(client.BinaryMessage, []byte("it reads")); err != nil {
		t.Fatal(err)
	}
	<-heard
	holdBack(t, socket.NetConn())
	if err := socket.WriteMessage(client.BinaryMessage, []byte("the last")); err != nil {
		t.Fatal(err)
	}
	if err := socket.NetConn().Close(); err != nil {
		t.Fatal(err)
	}
	<-heard
	lookUntil(t, conn, ended)
}

// lookUntil looks at a connection until it has ended with an error.
func lookUntil(t *testing.T, conn *web.Conn, ended <-chan error) {
	t.Helper()
	for late := time.After(20 * time.Second); ; {
		conn.Look()
		select {
		case err := <-ended:
			if err == nil {
				t.Error("it ended without an error")
			}
			return
		case <-late:
			t.Fatal("the end was not noticed")
		default:
			runtime.Gosched()
		}
	}
}

// A peer whose process was killed resets the connection. If that comes while messages are being taken in, the system
// has told of both before the last message is read. Look finds it.
func TestConn_AResetThatComesWithTheLastMessageIsNoticed(t *testing.T) {
	heard, ended, conns := make(chan struct{}), make(chan error, 1), make(chan *web.Conn, 1)
	socket := serveConns(t, func(conn *web.Conn) {
		conns <- conn
		ended <- conn.Read(1<<10, web.Heard{Take: func([]byte) bool { heard <- struct{}{}; return true }})
	})()
	conn := <-conns
	for _, text := range []string{"taken in until the reset has come", "the last"} {
		if err := socket.WriteMessage(client.BinaryMessage, []byte(text)); err != nil {
			t.Fatal(err)
		}
		runtime.Gosched()
	}
	raw := socket.NetConn().(*net.TCPConn)
	if err := errors.Join(raw.SetLinger(0), raw.Close()); err != nil { // a reset
		t.Fatal(err)
	}
	<-heard
	<-heard
	lookUntil(t, conn, ended)
}

// A peer that has left is gone although what it said before was not read.
func TestConn_WhoLeftIsGoneWhateverLiesUnread(t *testing.T) {
	heard, goOn, conns := make(chan struct{}, 2), make(chan struct{}), make(chan *web.Conn, 1)
	socket := serveConns(t, func(conn *web.Conn) {
		conns <- conn
		_ = conn.Read(1<<10, web.Heard{Take: func([]byte) bool { heard <- struct{}{}; <-goOn; return true }})
	})()
	conn := <-conns
	defer close(goOn)
	for range 2 {
		if err := socket.WriteMessage(client.BinaryMessage, []byte("x")); err != nil {
			t.Fatal(err)
		}
	}
	<-heard
	if conn.Gone() {
		t.Error("a peer that is there is gone")
	}
	if err := socket.NetConn().Close(); err != nil {
		t.Fatal(err)
	}
	for late := time.After(20 * time.Second); !conn.Gone(); runtime.Gosched() {
		select {
		case <-late:
			t.Fatal("the end was not noticed")
		default:
		}
	}
}

// Look leaves a socket alone whose peer is there, whether that has something to say or not.
func TestConn_LookEndsNoSocketThatIsOpen(t *testing.T) {
	conns := make(chan *web.Conn, 1)
	socket := serveConns(t, func(conn *web.Conn) {
		conns <- conn
		echo(1 << 10)(conn)
	})()
	conn := <-conns
	for i := range 50 {
		sent := []byte(fmt.Sprint("message ", i))
		if err := socket.WriteMessage(client.BinaryMessage, sent); err != nil {
			t.Fatal(err)
		}
		conn.Look()
		if _, got, err := socket.ReadMessage(); err != nil || string(got) != string(sent) {
			t.Fatalf("%q came back, %v", got, err)
		}
		conn.Look()
	}
}

// holdBack has the system send what is written next together with the end of the connection.
func holdBack(t *testing.T, c net.Conn) {
	t.Helper()
	raw, err := c.(syscall.Conn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	failed := raw.Control(func(fd uintptr) {
		err = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, syscall.TCP_CORK, 1)
	})
	if err := errors.Join(err, failed); err != nil {
		t.Fatal(err)
	}
}

// socketPair makes two ends of which the first does not wait for bytes.
func socketPair(t *testing.T) (ours, theirs int) {
	t.Helper()
	ends, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = syscall.Close(ends[0]), syscall.Close(ends[1]) })
	if err := syscall.SetNonblock(ends[0], true); err != nil {
		t.Fatal(err)
	}
	return ends[0], ends[1]
}

var countedReads = regexp.MustCompile(`syscr: (\d+)`)

// readCalls is how often this thread has asked the system for bytes.
func readCalls(t *testing.T) int {
	t.Helper()
	text, err := os.ReadFile("/proc/thread-self/io")
	found := countedReads.FindSubmatch(text)
	if err != nil || found == nil {
		t.Skip("the system does not count the reads of a thread")
	}
	n, _ := strconv.Atoi(string(found[1])) // the system writes digits
	return n
}
