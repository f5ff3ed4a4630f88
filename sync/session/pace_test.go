package session_test

import (
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"roomkey/crm"
	"roomkey/sync/session"
)

// A client that reads nothing is closed once a mebibyte waits for it. Others are served (R14).
func TestSession_EvictsSlowReaders(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		slow := 0
		d := newServer(t, func(c *session.Config) { c.Metrics.SlowReader = func() { slow++ } })
		stalled, honest := d.stall(crm.Principal{User: agent}), d.enter(mate)
		stalled.join("stalled")
		stalled.sync(id(1), "m")
		honest.sync(id(1), "m")
		synctest.Wait()
		data := make([]byte, 32<<10)
		sent := 0
		for range 200 {
			for _, link := range d.links {
				link.out.Send(id(1), data)
			}
			honest.expect("sync")
			if synctest.Wait(); len(stalled.over) > 0 {
				break
			}
			sent += len(data)
		}
		// The socket itself holds 64 frames more in this test.
		if bound := 64*len(data) + 1<<20; sent > bound+2*len(data) || slow != 1 {
			t.Fatalf("%d bytes were queued, bound %d; evicted %d", sent, bound, slow)
		}
		go stalled.pump()
		stalled.expectClose(3008)
		honest.expectNothing()
	})
}

// An answer may be larger than the bound for slow readers, because the client asked for it. The session pauses reading
// until the client has taken the answer.
func TestSession_WaitsWithReadingUntilItsAnswersAreTakenIn(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		// 200 MiB would be over the budget of answers, which is not what this is about
		d := newServer(t, func(config *session.Config) { config.Limits.AnswerRate = -1 })
		d.receive = func(l *playedDocument, _ []byte, done func(error)) {
			l.out.Send(l.doc, make([]byte, 1<<20))
			done(nil)
		}
		c := d.stall(crm.Principal{User: agent})
		c.join("a")
		synctest.Wait()
		for n := range byte(200) {
			go c.sync(id(n), "m")
		}
		synctest.Wait()
		if n := len(d.links); n > 80 { // 64 lie in the socket of this test
			t.Fatalf("%d answers were made for a client that reads nothing", n)
		}
		go c.pump()
		c.expect("peer")
		for range 200 {
			c.expect("sync")
		}
	})
}

// A document that is behind holds up only the sockets that speak to it.
func TestSession_PausesReadingWhileADocumentIsBehind(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		var waiting []func(error)
		d.receive = func(l *playedDocument, data []byte, done func(error)) {
			if l.doc == id(1) {
				waiting = append(waiting, done)
			} else {
				done(nil)
			}
		}
		busy, other := d.enter(agent), d.enter(mate)
		var sent []string
		for i := range 20 {
			sent = append(sent, strconv.Itoa(i))
			busy.sync(id(1), sent[i])
		}
		synctest.Wait()
		if len(waiting) != 16 {
			t.Fatalf("%d messages of one document are under way", len(waiting))
		}
		other.sync(id(2), "m")
		synctest.Wait()
		if len(d.links) != 2 {
			t.Fatal("the other socket waits too")
		}
		time.Sleep(5 * time.Minute) // its pongs lie unread, and are not held against it
		for i := range sent {
			waiting[i](nil)
			synctest.Wait()
		}
		if got := d.links[0].got; !slices.Equal(got, sent) {
			t.Fatal(got)
		}
	})
}

// R13
func TestSession_SlowsAFlooderAndThenClosesIt(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		c, began := d.enter(agent), time.Now()
		done := make(chan int)
		go func() {
			n := 0
			for frame := []byte("\xa1\x64type\x61x"); c.WriteFrame(frame, nil) == nil; n++ {
			}
			done <- n
		}()
		how := c.expectClose(3013)
		if took := time.Since(began); took < 60*time.Second || took > 70*time.Second {
			t.Fatal(took)
		}
		if how.Reason != "retry-after=5" && how.Reason != "retry-after=6" {
			t.Fatal(how.Reason)
		}
		if n := <-done; n < 1000+200*60 || n > 1000+200*70+100 {
			t.Fatalf("%d frames were taken", n)
		}
	})
}

// A stock client sends a burst when it opens many documents. That is no excess if it is quiet afterwards (R13).
func TestSession_ForgivesBursts(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		c := d.enter(agent)
		for range 20 {
			for range 2_000 {
				_ = c.WriteFrame([]byte("\xa1\x64type\x61x"), nil)
			}
			time.Sleep(20 * time.Second)
		}
		c.sync(id(1), "m")
		c.expectNothing()
	})
}

func TestSession_RefusesTooManyDocuments(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, func(c *session.Config) { c.Limits.FrameRate = -1 })
		c := d.enter(agent)
		for i := range 5_001 {
			doc := crm.ID{0: byte(i), 1: byte(i >> 8), 15: 1}
			c.send(object{"type": "request", "senderId": c.name, "documentId": crm.DocumentID(doc), "data": []byte{1}})
		}
		c.expect("doc-unavailable")
		if f := c.expect("error"); f["code"] != "too_large" {
			t.Fatal(f)
		}
		if len(d.links) != 5_000 {
			t.Fatal(len(d.links))
		}
	})
}
