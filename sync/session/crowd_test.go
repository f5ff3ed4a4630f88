package session_test

import (
	"context"
	"fmt"
	"io"
	"sync/atomic"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"roomkey/crm"
	"roomkey/sync/session"
)

// sink is a socket that sends given frames and counts the frames that it gets.
type sink struct {
	say    [][]byte
	got    *counter
	closed chan struct{}
}

type counter struct{ frames, bytes, writes atomic.Int64 }

// await returns when n frames came, and forgets them.
func (c *counter) await(n int) {
	for c.frames.Load() < int64(n) {
		time.Sleep(10 * time.Microsecond)
	}
	c.frames.Store(0)
}

func (s *sink) Read(_ int, to session.Receiver) error {
	for _, frame := range s.say {
		if !to.Message(frame, false) {
			return nil
		}
	}
	<-s.closed
	return io.EOF
}

func (s *sink) WriteFrame(head, body []byte) error {
	s.got.bytes.Add(int64(len(head) + len(body)))
	s.got.frames.Add(1)
	return nil
}
func (s *sink) TryWrite(frames [][2][]byte) (n int, err error) {
	s.got.writes.Add(1)
	for _, f := range frames {
		_ = s.WriteFrame(f[0], f[1])
	}
	return len(frames), nil
}
func (s *sink) Ping() error             { return nil }
func (s *sink) Look()                   {}
func (s *sink) Gone() bool              { return false }
func (s *sink) Polls() bool             { return false }
func (s *sink) Close(int, string) error { close(s.closed); return nil }

// newCrowd seats members in the room of team harbor, each with the document id(1) open.
func newCrowd(t testing.TB, members int) (*testServer, *counter) {
	d := &testServer{memoryStorage: newMemoryStorage(), playedDocuments: &playedDocuments{}}
	d.Sockets = session.New(session.Config{Storage: d.memoryStorage, Open: d.open,
		Limits: session.Limits{SocketsPerUser: -1}})
	ctx, stop := context.WithCancel(context.Background())
	t.Cleanup(func() { stop(); d.Drain(context.Background()) })
	received := &counter{}
	for i := range members {
		name := fmt.Sprintf("3f2c9c1e-0000-4000-8000-%012d", i)
		s := &sink{got: received, closed: make(chan struct{})}
		for _, frame := range []object{
			{"type": "join", "senderId": name},
			{"type": "sync", "senderId": name, "documentId": crm.DocumentID(id(1)), "data": []byte{1}},
			{"type": "room:join", "room": string(crm.TeamRoom(harbor))},
		} {
			data, err := cbor.Marshal(frame)
			if err != nil {
				t.Fatal(err)
			}
			s.say = append(s.say, data)
		}
		go func() { _ = d.Serve(ctx, s, crm.Principal{User: agent}) }()
	}
	received.await(2 * members)
	return d, received
}

// What the server sends to a thousand sessions is made once.
func TestBroadcast_AllocatesNothingForEachSession(t *testing.T) {
	if raced {
		t.Skip("the race detector allocates")
	}
	const members, most = 1000, 10
	d, received := newCrowd(t, members)
	data := make([]byte, 200)
	event := []crm.Event{{Room: crm.TeamRoom(harbor), Name: "escrow:updated", Data: []byte(`{"id":"x"}`)}}
	for name, broadcast := range map[string]func(){
		"a document's message": func() {
			for _, link := range d.links {
				link.out.Send(id(1), data)
			}
		},
		"an event": func() { event[0].Offset++; d.Rooms().Publish(event, nil) },
	} {
		if n := testing.AllocsPerRun(20, func() { broadcast(); received.await(members) }); n > most {
			t.Errorf("%s: %v allocations for %d sessions", name, n, members)
		}
	}
}

// One commit has an event for each room that hears of it, and may have several. A member gets them by one write.
func TestPublish_WritesOnceForEachSession(t *testing.T) {
	const members, events = 300, 8
	d, received := newCrowd(t, members)
	var list []crm.Event
	for i := range events {
		list = append(list, crm.Event{Room: crm.TeamRoom(harbor), Offset: uint64(i + 1), Name: "escrow:updated",
			Data: []byte(`{"id":"x"}`)})
	}
	received.writes.Store(0)
	d.Rooms().Publish(list, nil)
	received.await(members * events)
	if n := received.writes.Load(); n != members {
		t.Errorf("%d writes for %d sessions", n, members)
	}
}

// One document update to many sessions: the data is shared, the envelope is written around it for each.
func BenchmarkSend(b *testing.B) {
	for _, members := range []int{100, 1000} {
		b.Run(fmt.Sprint(members), func(b *testing.B) {
			d, received := newCrowd(b, members)
			data := make([]byte, 200)
			b.ReportAllocs()
			for b.Loop() {
				for _, link := range d.links {
					link.out.Send(id(1), data)
				}
				received.await(members)
			}
		})
	}
}

// One event to all members of a room.
func BenchmarkPublish(b *testing.B) {
	for _, members := range []int{100, 1000} {
		b.Run(fmt.Sprint(members), func(b *testing.B) {
			d, received := newCrowd(b, members)
			e := []crm.Event{{Room: crm.TeamRoom(harbor), Name: "escrow:updated",
				Data: []byte(`{"id":"x","changes":{"/purchasePrice":[1,2]}}`)}}
			b.ReportAllocs()
			for b.Loop() {
				e[0].Offset++
				d.Rooms().Publish(e, nil)
				received.await(members)
			}
		})
	}
}
