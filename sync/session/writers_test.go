package session_test

import (
	"encoding/binary"
	"testing"
	"testing/synctest"

	"roomkey/crm"
	"roomkey/sync/session"
)

// Small frames are written by a few writers for all sessions. One whose client reads nothing keeps nobody else waiting,
// and what it is sent comes whole and in order once it reads.
func TestWriters_NobodyWaitsForWhoReadsNothing(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		stalled := d.stall(crm.Principal{User: agent})
		stalled.join("stalled")
		stalled.sync(id(1), "m")
		var honest []*client
		for _, user := range []crm.User{mate, lead, broker} {
			c := d.enter(user)
			c.sync(id(1), "m")
			honest = append(honest, c)
		}
		synctest.Wait()
		const messages = 400 // more than the 64 that the socket holds, less than a slow reader may let lie
		for n := range uint32(messages) {
			data := binary.BigEndian.AppendUint32(nil, n)
			for _, link := range d.links {
				link.out.Send(id(1), data)
			}
			for _, c := range honest {
				c.expectData(n)
			}
		}
		go stalled.pump()
		stalled.expect("peer")
		for n := range uint32(messages) {
			stalled.expectData(n)
		}
	})
}

// slowSink is a socket whose every write waits for the test, which is told how many frames it has.
type slowSink struct {
	direct
	writes, proceed chan int
}

func (s *slowSink) TryWrite(frames [][2][]byte) (int, error) {
	s.writes <- len(frames)
	return <-s.proceed, nil
}

// What waits for a socket is written at once, as far as a batch goes. What the network did not take goes on alone.
func TestWriters_WhatWaitsIsWrittenAtOnce(t *testing.T) {
	d := newServer(t, nil)
	s := &slowSink{direct{sink{got: &counter{}, closed: make(chan struct{})}, make(chan session.Receiver)},
		make(chan int), make(chan int)}
	go func() { _ = d.Serve(d.ctx, s, crm.Principal{User: agent}) }()
	to := <-s.to
	to.Message(encoded(t, object{"type": "join", "senderId": "a"}), false)
	to.Message(message(t, 1, "hello"), false)
	if n := <-s.writes; n != 1 {
		t.Errorf("the greeting is one of %d frames", n)
	}
	send := func(n, size int) {
		for range n {
			d.links[0].out.Send(id(1), make([]byte, size))
		}
	}
	send(20, 100) // while the greeting is written
	send(1, 9<<10)
	send(3, 3<<10)
	for i, want := range []int{16, 4} {
		s.proceed <- []int{1, 16}[i]
		if n := <-s.writes; n != want {
			t.Errorf("write %d has %d frames, not %d", i, n, want)
		}
	}
	s.proceed <- 3 // of four; the fourth, the large one and the three that follow are written one by one
	s.got.await(5)
}

// Writing waits until all of a held lot is queued, but no longer, and others' lots don't mix up the counting.
func TestWriters_WhatIsQueuedTogetherIsWrittenAtOnce(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		socket := &direct{sink{got: &counter{}, closed: make(chan struct{})}, make(chan session.Receiver)}
		go func() { _ = d.Serve(d.ctx, socket, crm.Principal{User: agent}) }()
		to := <-socket.to
		to.Message(encoded(t, object{"type": "join", "senderId": "a"}), false)
		to.Message(message(t, 1, "hello"), false)
		send := func() {
			d.links[0].out.Send(id(1), []byte("frame"))
			synctest.Wait() // a writer that may write would have done it by now
		}
		send()
		before := socket.got.writes.Load()
		d.Hold(func() {
			send()
			d.Hold(send)
			send()
		})
		synctest.Wait()
		if n := socket.got.writes.Load() - before; n != 1 {
			t.Errorf("three frames took %d writes", n)
		}
		if n := socket.got.frames.Load(); n != 5 { // the greeting and four
			t.Errorf("%d frames came", n)
		}
	})
}

// expectData takes the next frame, which must be the sync message n.
func (c *client) expectData(n uint32) {
	c.t.Helper()
	if data := c.expect("sync")["data"].([]byte); binary.BigEndian.Uint32(data) != n {
		c.t.Fatalf("%s: message %x instead of %d", c.name, data, n)
	}
}
