package crdt_test

import (
	"testing"
	"time"

	"roomkey/crdt"
)

// pair is a hub and one client of our own code, with everything delivered.
func pair(t testing.TB, edits int) (*replica, *toyClient) {
	hub := newReplica(decodeToy)
	for range edits {
		hub.author(toyChange(hub.g, "hub"))
	}
	c := &toyClient{replica: newReplica(decodeToy), actor: "client 0.0", hubPeer: crdt.NewPeer(), state: crdt.NewPeer()}
	c.dial(hub)
	deliverAll(t, hub, c)
	return hub, c
}

func deliverAll(t testing.TB, hub *replica, c *toyClient) (delivered int) {
	for c.step(t, hub, true) || c.step(t, hub, false) {
		if delivered++; delivered > 100 {
			t.Fatal("still talking")
		}
	}
	return delivered
}

func TestPeer_ServesTheWholeDocumentToWhoHasNothing(t *testing.T) {
	t.Parallel()
	hub := newReplica(decodeToy)
	for range 3 {
		hub.author(toyChange(hub.g, "hub"))
	}
	p := crdt.NewPeer()
	p.Receive(hub.g, &crdt.Message{Have: []crdt.Have{{}}})
	out, ok := p.Generate(hub.g)
	if !ok || !out.Whole || len(out.Changes) != 3 {
		t.Fatalf("%+v", out)
	}
	if out, ok := p.Generate(hub.g); ok {
		t.Errorf("said again: %+v", out)
	}
	if !p.InSync(hub.g) {
		t.Error("not in sync after the whole document")
	}
}

func TestPeer_PushesNeedNoHandshake(t *testing.T) {
	t.Parallel()
	hub, c := pair(t, 2)
	for range 5 {
		if !c.hubPeer.InSync(hub.g) {
			t.Fatal("not in sync")
		}
		hub.author(toyChange(hub.g, "hub"))
	}
	if hub.pushes != 5 {
		t.Errorf("%d shared messages for 5 edits", hub.pushes)
	}
	if delivered := deliverAll(t, hub, c); delivered != 10 || c.g.Len() != 7 {
		t.Errorf("%d messages, each push and its acknowledgement make 10; the client has %d changes", delivered,
			c.g.Len())
	}
}

// R27
func TestPeer_GivesNoAnswerToWhatWasRefused(t *testing.T) {
	t.Parallel()
	hub, c := pair(t, 2)
	c.hub.refuses = func(*crdt.Change) bool { return true }
	before := hub.g.Heads()[0]
	for range 3 {
		c.author(toyChange(c.g, c.actor))
		c.step(t, hub, true)
		if len(c.toOwn) != 0 {
			t.Fatal("answered")
		}
	}
	if hub.g.Heads()[0] != before || !c.hubPeer.Refused(c.g.Heads()...) {
		t.Error("a refused change, or one made after it, was taken")
	}
	// Changes of other clients still reach it.
	hub.author(toyChange(hub.g, "hub"))
	deliverAll(t, hub, c)
	if len(c.g.Missing(hub.g.Heads())) != 0 {
		t.Error("cut off from the others' changes")
	}
}

// R27
func TestPeer_RefusesWhatWaitsForTheRefused(t *testing.T) {
	t.Parallel()
	g, p := crdt.NewGraph(), crdt.NewPeer()
	for _, c := range []*crdt.Change{waitingChange(2, 1), waitingChange(3, 2), waitingChange(5, 4)} {
		if err := p.Waiting.Add(c, time.Unix(0, 0)); err != nil {
			t.Fatal(err)
		}
	}
	dropped := p.Refuse(g, crdt.NodeOf(waitingChange(1)))
	if len(dropped) != 2 || !p.Refused(testHash(3)) || p.Refused(testHash(5)) || p.Waiting.Len() != 1 {
		t.Errorf("dropped %v", hashesOf(dropped))
	}
	p.Receive(g, &crdt.Message{Heads: []crdt.Hash{testHash(3)}})
	out, _ := p.Generate(g)
	for _, h := range out.Need {
		if p.Refused(h) {
			t.Error("asks for what was refused")
		}
	}
}

// A stock peer never sends a change twice, so a change that Waiting could not hold would be lost until the next
// connection.
func TestPeer_AsksAgainForWhatWasLost(t *testing.T) {
	t.Parallel()
	for _, lost := range []string{"overflow", "expiry"} {
		t.Run(lost, func(t *testing.T) {
			t.Parallel()
			stock := startStock(t)
			stock.call(stockOpen, 7, 0)
			stock.call(stockEdit, 7, 3, 200)
			stock.call(stockEdit, 7, 4, 150)
			hub := newReplica(decodeChange)
			c := &stockClient{stockProcess: stock, doc: 7, peer: crdt.NewPeer()}
			c.dial(hub, 0)
			c.step(hub, true)
			c.step(hub, false)
			// The first change is held back, as a false positive of a filter would do.
			m, err := crdt.ParseMessage(c.toHub[0])
			if err != nil || len(m.Changes) < 300 {
				t.Fatal(err, len(m.Changes))
			}
			m.Changes = m.Changes[1:]
			if lost == "expiry" {
				m.Changes = m.Changes[:100]
			}
			c.toHub[0] = m.Encode()
			if lost == "overflow" {
				c.step(hub, true)
			} else {
				if err := hub.receive(c.hub, c.toHub[0]); err != nil {
					t.Fatal(err)
				}
				c.toHub, c.toIt = nil, nil
				if c.peer.Waiting.Expire(time.Unix(61, 0)) == 0 {
					t.Fatal("nothing waited")
				}
				hub.generate(c.hub)
			}
			h := &stockHistory{stockProcess: stock, hub: hub, clients: []*stockClient{c}, partial: -1}
			h.deliverAll(20)
			h.compare()
		})
	}
}

func BenchmarkPeer_Push(b *testing.B) {
	hub, _ := pair(b, 2000)
	chunk := [][]byte{make([]byte, 150)}
	b.ReportAllocs()
	for b.Loop() {
		if data := crdt.EncodePush(hub.g, chunk); len(data) == 0 {
			b.Fatal()
		}
	}
}

// The cost of one watcher at each edit: recording the push and reading its acknowledgement.
func BenchmarkPeer_Acknowledge(b *testing.B) {
	hub, c := pair(b, 2000)
	ack := (&crdt.Message{Heads: hub.g.Heads(), Have: []crdt.Have{{LastSync: hub.g.Heads()}}}).Encode()
	b.ReportAllocs()
	for b.Loop() {
		if !c.hubPeer.InSync(hub.g) {
			b.Fatal("not in sync")
		}
		c.hubPeer.Pushed(hub.g, hub.g.Heads())
		m, err := crdt.ParseMessage(ack)
		if err != nil {
			b.Fatal(err)
		}
		c.hubPeer.Receive(hub.g, m)
		if _, ok := c.hubPeer.Generate(hub.g); ok {
			b.Fatal("answered")
		}
	}
}
