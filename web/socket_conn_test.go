package web_test

import (
	"bytes"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	client "github.com/fasthttp/websocket"
	"github.com/gofiber/contrib/websocket"
	"github.com/gofiber/fiber/v2"

	"roomkey/crm"
	"roomkey/web"
)

// serveConns runs handle for each socket of a server that has nothing else, and gives a dialer of it.
func serveConns(t *testing.T, handle func(*web.Conn)) (dial func() *client.Conn) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	app := fiber.New(fiber.Config{DisableStartupMessage: true, ReduceMemoryUsage: true})
	app.Get("/", websocket.New(func(socket *websocket.Conn) {
		conn := web.NewConn(socket)
		defer conn.End()
		handle(conn)
	}, websocket.Config{WriteBufferPool: new(sync.Pool)}))
	served := make(chan error, 1)
	go func() { served <- app.Listener(listener) }()
	t.Cleanup(func() {
		if err := app.Shutdown(); err != nil {
			t.Error(err)
		}
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return func() *client.Conn {
		dialer := client.Dialer{EnableCompression: true, HandshakeTimeout: 10 * time.Second}
		conn, response, err := dialer.Dial("ws://"+listener.Addr().String()+"/", nil)
		if err != nil {
			t.Fatal(err)
		}
		if extensions := response.Header.Get("Sec-Websocket-Extensions"); extensions != "" {
			t.Errorf("the server negotiated %q", extensions)
		}
		t.Cleanup(func() { conn.Close() })
		if err := conn.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
			t.Fatal(err)
		}
		return conn
	}
}

// echo answers each frame by itself, in two parts, until one fails; then it closes by the error's code.
func echo(limit int) func(*web.Conn) {
	return func(conn *web.Conn) {
		err := conn.Read(limit, web.Heard{Take: func(frame []byte) bool {
			return conn.WriteFrame(frame[:len(frame)/2], frame[len(frame)/2:]) == nil
		}})
		switch crm.CodeOf(err) {
		case "":
		case crm.CodeTooLarge:
			conn.Close(4413, "too large")
		case crm.CodeInvalid:
			conn.Close(3501, "not binary")
		default:
			conn.Close(3014, "state lost")
		}
	}
}

func TestConn_FramesOfEverySizeComeBack(t *testing.T) {
	conn := serveConns(t, echo(8<<20))()
	for _, size := range []int{0, 1, 2, 125, 126, 127, 1000, 0xffff, 0x10000, 32<<10 + 1, 64 << 10, 1 << 20, 8 << 20} {
		sent := bytes.Repeat([]byte{byte(size), 0xff, 0}, size/3+1)[:size]
		if err := conn.WriteMessage(client.BinaryMessage, sent); err != nil {
			t.Fatal(err)
		}
		kind, got, err := conn.ReadMessage()
		if err != nil || kind != client.BinaryMessage || !bytes.Equal(got, sent) {
			t.Fatalf("%d bytes: kind %d, %d bytes, %v", size, kind, len(got), err)
		}
	}
}

func TestConn_FragmentsAreOneFrame(t *testing.T) {
	conn := serveConns(t, echo(8<<20))()
	writer, err := conn.NextWriter(client.BinaryMessage)
	if err != nil {
		t.Fatal(err)
	}
	want := bytes.Repeat([]byte("fragment "), 5000)
	for i := 0; i < len(want); i += 9000 { // larger than the client's buffer: each becomes a fragment
		if _, err := writer.Write(want[i : i+9000]); err != nil {
			t.Fatal(err)
		}
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	if _, got, err := conn.ReadMessage(); err != nil || !bytes.Equal(got, want) {
		t.Fatalf("%d bytes, %v", len(got), err)
	}
}

// The frame at the limit is served; one byte more closes the socket, and the client hears the code although it was
// still sending: a connection that is closed with unread bytes would be reset.
func TestConn_LimitIsExactAndItsCodeArrives(t *testing.T) {
	const limit = 1 << 20
	dial := serveConns(t, echo(limit))
	conn := dial()
	if err := conn.WriteMessage(client.BinaryMessage, make([]byte, limit)); err != nil {
		t.Fatal(err)
	}
	if _, got, err := conn.ReadMessage(); err != nil || len(got) != limit {
		t.Fatalf("at the limit: %d bytes, %v", len(got), err)
	}
	for _, size := range []int{limit + 1, 8 * limit} {
		conn := dial()
		sent := make(chan error, 1)
		go func() { sent <- conn.WriteMessage(client.BinaryMessage, make([]byte, size)) }()
		expectClose(t, conn, 4413)
		<-sent // it may have failed: the server does not take all of it
	}
}

func TestConn_TextIsRefused(t *testing.T) {
	conn := serveConns(t, echo(1<<20))()
	if err := conn.WriteMessage(client.TextMessage, []byte("{}")); err != nil {
		t.Fatal(err)
	}
	expectClose(t, conn, 3501)
}

func TestConn_PeersCloseIsAnsweredByItsCode(t *testing.T) {
	conn := serveConns(t, echo(1<<20))()
	if err := conn.WriteControl(client.CloseMessage, client.FormatCloseMessage(4000, "bye"),
		time.Now().Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	expectClose(t, conn, 4000)
}

func TestConn_ConcurrentWritersNeverMixFrames(t *testing.T) {
	const writers, each = 8, 50
	conn := serveConns(t, func(conn *web.Conn) {
		var group sync.WaitGroup
		for i := range writers {
			group.Go(func() {
				for j := range each {
					body := bytes.Repeat([]byte{byte(i)}, 100+i*j*100)
					if err := conn.WriteFrame([]byte{byte(i)}, body); err != nil {
						t.Error(err)
					}
					if err := conn.Ping(); err != nil {
						t.Error(err)
					}
				}
			})
		}
		group.Wait()
		conn.Close(3001, "done")
	})()
	got := 0
	for {
		_, frame, err := conn.ReadMessage()
		if err != nil {
			break
		}
		for _, b := range frame {
			if b != frame[0] {
				t.Fatal("a frame holds another's bytes")
			}
		}
		got++
	}
	if got != writers*each {
		t.Errorf("%d frames arrived, want %d", got, writers*each)
	}
}

// TryWrite sends what the network takes and no more. WriteFrame ends the frame that it began; a pong that comes due
// within it follows it.
func TestConn_TryWriteNeverWaitsAndBreaksNoFrame(t *testing.T) {
	const size, follow = 8 << 10, 20
	full, pinged, wrote := make(chan int, 1), make(chan struct{}), make(chan struct{})
	body := func(n int) []byte { return bytes.Repeat([]byte{byte(n)}, size) }
	conn := serveConns(t, func(conn *web.Conn) {
		n := 0
		for batch := 1; ; batch = batch%7 + 1 { // the client reads nothing yet
			var frames [][2][]byte
			for i := range batch {
				frames = append(frames, [2][]byte{{byte(n + i)}, body(n + i)})
			}
			took, err := conn.TryWrite(frames)
			if err != nil {
				t.Error(err)
			}
			if n += took; took < batch {
				break
			}
		}
		full <- n
		read := make(chan error, 1)
		go func() { _, err := conn.ReadFrame(size); read <- err }() // hears the ping
		<-pinged
		if err := <-read; err != nil {
			t.Error(err)
		}
		if err := conn.WriteFrame([]byte{byte(n)}, body(n)); err != nil {
			t.Error(err)
		}
		for i := 1; i <= follow; i++ {
			if err := conn.WriteFrame([]byte{byte(n + i)}, body(n+i)); err != nil {
				t.Error(err)
			}
		}
		close(wrote)
		conn.Close(3001, "")
	})()
	pongs := 0
	conn.SetPongHandler(func(data string) error {
		if data == "are you there" {
			pongs++
		}
		return nil
	})
	n := <-full
	if err := conn.WriteControl(client.PingMessage, []byte("are you there"), time.Now().Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	if err := conn.WriteMessage(client.BinaryMessage, []byte("m")); err != nil { // behind it
		t.Fatal(err)
	}
	close(pinged)
	for i := range n + 1 + follow {
		_, frame, err := conn.ReadMessage()
		if err != nil || !bytes.Equal(frame, append([]byte{byte(i)}, body(i)...)) {
			t.Fatalf("frame %d of %d: %d bytes, %v", i, n, len(frame), err)
		}
	}
	expectClose(t, conn, 3001)
	<-wrote
	if pongs != 1 {
		t.Errorf("%d pongs", pongs)
	}
}

func TestConn_CloseEndsABlockedReadAndWrite(t *testing.T) {
	read, wrote := make(chan error, 1), make(chan error, 1)
	started := make(chan struct{})
	conn := serveConns(t, func(conn *web.Conn) {
		go func() { _, err := conn.ReadFrame(1 << 20); read <- err }()
		blocked := make(chan struct{})
		go func() {
			for i := 0; ; i++ { // the client does not read
				if i == 20 {
					close(blocked)
				}
				if err := conn.WriteFrame(nil, make([]byte, 1<<20)); err != nil {
					wrote <- err
					return
				}
			}
		}()
		select {
		case <-blocked:
		case <-time.After(2 * time.Second): // the buffers between were smaller
		}
		conn.Close(3008, "too slow")
		close(started)
		if err := <-read; err == nil {
			t.Error("the read did not fail")
		}
		if err := <-wrote; err == nil {
			t.Error("the write did not fail")
		}
		read <- nil
	})()
	<-started
	select {
	case <-read:
	case <-time.After(10 * time.Second):
		t.Fatal("read and write hang after Close")
	}
	conn.Close()
}

func TestConn_SignsOfLifeAreSeen(t *testing.T) {
	var alive atomic.Int64
	conn := serveConns(t, func(conn *web.Conn) {
		if err := conn.Ping(); err != nil {
			t.Error(err)
		}
		if err := conn.Read(8<<20, web.Heard{Lives: func() { alive.Add(1) },
			Take: func([]byte) bool { return false }}); err != nil {
			t.Error(err)
		}
		conn.Close(3001, "")
	})()
	pinged := make(chan struct{})
	conn.SetPingHandler(func(string) error {
		close(pinged)
		if err := conn.WriteControl(client.PongMessage, nil, time.Now().Add(time.Second)); err != nil {
			return err
		}
		return conn.WriteMessage(client.BinaryMessage, make([]byte, 1<<20))
	})
	expectClose(t, conn, 3001)
	<-pinged
	if got := alive.Load(); got < 1+(1<<20)/(64<<10) {
		t.Errorf("%d signs of life of a pong and a long message", got)
	}
}

// expectClose reads until the socket closes and compares the code.
func expectClose(t *testing.T, conn *client.Conn, code int) {
	t.Helper()
	for {
		_, _, err := conn.ReadMessage()
		var closed *client.CloseError
		if errors.As(err, &closed) {
			if closed.Code != code {
				t.Errorf("closed with %d %q, want %d", closed.Code, closed.Text, code)
			}
			return
		}
		if err != nil {
			t.Fatalf("the socket ended without a code: %v", err)
		}
	}
}

// The session hears of each frame that ends no message, before the next is read, and may stop there.
func TestConn_TellsOfEveryFrameThatEndsNoMessage(t *testing.T) {
	type part struct {
		size int
		ping bool
	}
	told, ended := make(chan part), make(chan error, 1)
	conn := serveConns(t, func(conn *web.Conn) {
		parts := 0
		ended <- conn.Read(1<<20, web.Heard{Partial: func(size int, ping bool) bool {
			told <- part{size, ping}
			parts++
			return parts < 4
		}})
		conn.Close(3013, "")
	})()
	for _, control := range []int{client.PingMessage, client.PongMessage} {
		if err := conn.WriteControl(control, []byte("abc"), time.Now().Add(time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	writer, err := conn.NextWriter(client.BinaryMessage)
	for range 3 { // larger than the client's buffer: each becomes a fragment
		if err == nil {
			_, err = writer.Write(make([]byte, 9_000))
		}
	}
	if err = errors.Join(err, writer.Close()); err != nil {
		t.Fatal(err)
	}
	if first, second := <-told, <-told; first != (part{3, true}) || second != (part{3, false}) {
		t.Error(first, second)
	}
	for range 2 {
		if fragment := <-told; fragment.ping || fragment.size < 4_000 {
			t.Error(fragment)
		}
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
	expectClose(t, conn, 3013)
}
