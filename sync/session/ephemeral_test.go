package session_test

import (
	"bytes"
	"testing"
	"testing/synctest"
	"time"

	"roomkey/crm"
)

func (c *client) whisper(more object) {
	frame := object{
		"type": "ephemeral", "senderId": c.name, "targetId": "x", "documentId": crm.DocumentID(id(1)),
		"count": 1, "sessionId": "s", "data": []byte("hello"),
	}
	for key, value := range more {
		frame[key] = value
	}
	c.send(frame)
}

// R30
func TestEphemeral_ReachesTheOtherReadersOfTheDocument(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		from, to, elsewhere, blind := d.enter(agent), d.enter(mate), d.enter(lead), d.enter(viewer)
		from.sync(id(1), "m")
		to.sync(id(1), "m")
		elsewhere.sync(id(2), "m")
		synctest.Wait()
		blind.sync(id(1), "m")
		synctest.Wait()
		d.links[3].blind = true
		from.whisper(nil)
		f := to.expect("ephemeral")
		if f["senderId"] != from.name || f["targetId"] != to.name || f["documentId"] != crm.DocumentID(id(1)) ||
			f["count"] != uint64(1) ||
			f["sessionId"] != "s" || !bytes.Equal(f["data"].([]byte), []byte("hello")) || len(f) != 7 {
			t.Fatal(f)
		}
		blind.whisper(nil)
		elsewhere.whisper(nil)
		for _, c := range []*client{from, to, elsewhere, blind} {
			c.expectNothing()
		}
	})
}

// Messages that may not pass are dropped silently, because stock clients send back what they receive, with its author's
// senderId (R30).
func TestEphemeral_DropsWhatMayNotPass(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		from, to := d.enter(agent), d.enter(mate)
		from.sync(id(1), "m")
		to.sync(id(1), "m")
		synctest.Wait()
		from.whisper(object{"count": 5})
		to.expect("ephemeral")
		for _, bad := range []object{
			{"senderId": to.name}, {"count": 5}, {"count": 4}, {"count": 6, "data": make([]byte, 4<<10+1)},
			{"documentId": "x"},
			{"documentId": crm.DocumentID(id(7))},
		} {
			from.whisper(bad)
		}
		to.expectNothing()
		from.whisper(object{"count": 6, "data": make([]byte, 4<<10)})
		to.expect("ephemeral")
		from.whisper(object{"count": 1, "sessionId": "another"})
		to.expect("ephemeral")
		from.whisper(object{"count": 7.0})
		to.expect("ephemeral")
	})
}

// R30
func TestEphemeral_PassesTwentyASecond(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		from, to := d.enter(agent), d.enter(mate)
		from.sync(id(1), "m")
		to.sync(id(1), "m")
		synctest.Wait()
		for i := range 100 {
			from.whisper(object{"count": i + 1})
		}
		time.Sleep(time.Second)
		if n := len(to.frames); n != 20 {
			t.Fatal(n)
		}
		for range 20 {
			to.expect("ephemeral")
		}
		for i := range 50 { // many sessions of one peer: what is remembered of them is bounded
			from.whisper(object{"count": 1, "sessionId": string(rune('a' + i))})
			time.Sleep(time.Second)
			to.expect("ephemeral")
		}
	})
}
