package session_test

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fxamacker/cbor/v2"

	"roomkey/crm"
	"roomkey/sync/session"
)

// direct is a socket by which a test calls the session's receiver itself.
type direct struct {
	sink
	to chan session.Receiver
}

func (d *direct) Read(_ int, to session.Receiver) error {
	d.to <- to
	<-d.closed
	return io.EOF
}

// receiver opens a socket and joins by it. The test calls the receiver in the place of the socket's goroutine.
func (d *testServer) receiver(t testing.TB, name string) session.Receiver {
	t.Helper()
	s := &direct{sink{got: &counter{}, closed: make(chan struct{})}, make(chan session.Receiver)}
	go func() { _ = d.Serve(d.ctx, s, crm.Principal{User: agent}) }()
	to := <-s.to
	to.Alive()
	if !to.Message(encoded(t, object{"type": "join", "senderId": name}), true) {
		t.Fatal("it was not let in")
	}
	return to
}

func encoded(t testing.TB, frame object) []byte {
	t.Helper()
	data, err := cbor.Marshal(frame)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// message is a sync message of "a" about a document.
func message(t testing.TB, n byte, data string) []byte {
	return encoded(t, object{"type": "sync", "senderId": "a", "targetId": "server",
		"documentId": crm.DocumentID(id(n)), "data": []byte(data)})
}

// A hundred peers acknowledge each edit. Their messages are told from others before anything is decoded.
func TestAcknowledgement_CostsNoMemory(t *testing.T) {
	d := newServer(t, func(c *session.Config) { c.Limits.FrameRate = -1 })
	to := d.receiver(t, "a")
	to.Message(message(t, 1, "hello"), true)
	d.links[0].expected = "acknowledged"
	echo := message(t, 1, "acknowledged")
	n := testing.AllocsPerRun(200, func() {
		to.Alive()
		if !to.Message(echo, true) {
			t.Fatal("the session has ended")
		}
	})
	if got := strings.Join(d.links[0].got, " "); got != "hello" {
		t.Errorf("the document was given %q", got)
	}
	if n > 0 && !raced {
		t.Errorf("%v allocations", n)
	}
	if d.links[0].acknowledged != 201 {
		t.Errorf("%d acknowledgements", d.links[0].acknowledged)
	}
}

// A lent message is gone once Message has returned, but the document keeps what it was given.
func TestMessage_ThatIsLentIsCopied(t *testing.T) {
	d := newServer(t, nil)
	kept := make(chan []byte, 1)
	d.receive = func(_ *playedDocument, data []byte, done func(error)) { kept <- data; done(nil) }
	to := d.receiver(t, "a")
	lent := message(t, 1, "hello")
	to.Message(lent, true)
	clear(lent)
	if got := <-kept; string(got) != "hello" {
		t.Errorf("%q is left", got)
	}
}

// A few documents are looked through, many are found by maps: each message must reach its own document.
func TestSync_ReachesItsDocumentAmongFewAndMany(t *testing.T) {
	d := newServer(t, nil)
	to := d.receiver(t, "a")
	const docs = 20
	for n := byte(1); n <= docs; n++ {
		for other := byte(1); other <= n; other++ {
			to.Message(message(t, other, fmt.Sprintf("%d in %d", n, other)), true)
		}
	}
	for i, link := range d.links {
		if want := docs - i; link.doc != id(byte(i+1)) || len(link.got) != want {
			t.Errorf("document %d got %q", i+1, link.got)
		}
		for _, got := range link.got {
			if !strings.HasSuffix(got, fmt.Sprintf(" in %d", i+1)) {
				t.Errorf("document %d got %q", i+1, got)
			}
		}
	}
	if len(d.links) != docs {
		t.Errorf("%d documents were opened", len(d.links))
	}
}

// What panics on a stack of its own must end in the goroutine of the socket, where web recovers.
func TestSession_APanicIsTheSocketsOwn(t *testing.T) {
	d := newServer(t, func(c *session.Config) {
		c.Renew = func(context.Context, string) (crm.Principal, error) { panic("a fault") }
	})
	to := d.receiver(t, "a")
	defer func() {
		if thrown := fmt.Sprint(recover()); !strings.HasPrefix(thrown, "a fault\n") ||
			!strings.Contains(thrown, "renew") {
			t.Errorf("it threw %q", thrown)
		}
	}()
	to.Message(encoded(t, object{"type": "auth", "token": "x"}), true)
}

// deaf is a socket whose peer has gone, which Read has overlooked.
type deaf struct {
	sink
	looked chan struct{}
}

func (d *deaf) Look() {
	select {
	case d.looked <- struct{}{}:
	default:
	}
}

func (d *deaf) Read(int, session.Receiver) error {
	select {
	case <-d.looked:
	case <-d.closed:
	}
	return io.EOF
}

func TestSession_LooksEachSecondForAnEndThatWasOverlooked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newServer(t, nil)
		began := time.Now()
		socket := &deaf{sink{got: &counter{}, closed: make(chan struct{})}, make(chan struct{}, 1)}
		if err := d.Serve(d.ctx, socket, crm.Principal{User: agent}); err != nil {
			t.Error(err)
		}
		if took := time.Since(began); took > time.Second {
			t.Errorf("it took %s", took)
		}
	})
}
