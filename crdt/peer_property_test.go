package crdt_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"roomkey/crdt"
)

// toyClient is a peer of the hub that runs the same code as the hub.
type toyClient struct {
	*replica
	actor          crdt.Actor
	hub            *link // the hub's end
	own            *link
	toHub, toOwn   [][]byte
	lives          int
	hubPeer, state *crdt.Peer
}

func (c *toyClient) dial(hub *replica) {
	if c.hub != nil {
		hub.disconnect(c.hub)
		c.disconnect(c.own)
	}
	c.toHub, c.toOwn = nil, nil
	c.hub = hub.connect(c.hubPeer, &c.toOwn)
	c.own = c.connect(c.state, &c.toHub)
	c.generate(c.own)
}

// step delivers the next message of one direction, and reports whether there was one.
func (c *toyClient) step(t interface{ Fatal(...any) }, hub *replica, toHub bool) bool {
	queue, deliver := &c.toOwn, func(data []byte) error { return c.receive(c.own, data) }
	if toHub {
		queue, deliver = &c.toHub, func(data []byte) error { return hub.receive(c.hub, data) }
	}
	if len(*queue) == 0 {
		return false
	}
	data := (*queue)[0]
	*queue = (*queue)[1:]
	if err := deliver(data); err != nil {
		t.Fatal(err)
	}
	return true
}

// gather delivers the oldest messages to the hub. It delivers them as one if each gives way to the next.
func (c *toyClient) gather(t interface{ Fatal(...any) }, hub *replica) {
	n := 0
	for n+1 < len(c.toHub) && givesWay(t, c.toHub[n], c.toHub[n+1]) {
		n++
	}
	if n < len(c.toHub) {
		before, data := c.toHub[:n:n], c.toHub[n]
		c.toHub = c.toHub[n+1:]
		if err := hub.receive(c.hub, data, before...); err != nil {
			t.Fatal(err)
		}
	}
}

func givesWay(t interface{ Fatal(...any) }, data, next []byte) bool {
	m, err := crdt.ParseMessage(data)
	if err != nil {
		t.Fatal(err)
	}
	after, err := crdt.ParseMessage(next)
	if err != nil {
		t.Fatal(err)
	}
	return m.GivesWayTo(after)
}

func (c *toyClient) next(toHub bool) []byte {
	queue := c.toOwn
	if toHub {
		queue = c.toHub
	}
	if len(queue) == 0 {
		return nil
	}
	return queue[0]
}

// spoken describes a message in one line of a log.
func spoken(actor crdt.Actor, toHub bool, data []byte) string {
	arrow := "<-"
	if toHub {
		arrow = "->"
	}
	m, err := crdt.ParseMessage(data)
	if err != nil {
		return err.Error()
	}
	short := func(hashes []crdt.Hash) (text string) {
		for _, h := range hashes {
			text += fmt.Sprintf(" %x", h[:3])
		}
		return text
	}
	text := fmt.Sprintf("%s %s heads%s need%s", actor, arrow, short(m.Heads), short(m.Need))
	for _, have := range m.Have {
		text += fmt.Sprintf(" have%s (filter: %v)", short(have.LastSync), !have.Bloom.IsZero())
	}
	return text + fmt.Sprintf(" changes %d", len(m.Changes))
}

func TestPeer_ConvergesAndQuiescesWithItself(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		hub := newReplica(decodeToy)
		hub.plain = rapid.Bool().Draw(t, "plain")
		clients := make([]*toyClient, rapid.IntRange(1, 4).Draw(t, "clients"))
		for i := range clients {
			clients[i] = &toyClient{replica: newReplica(decodeToy), actor: crdt.Actor(fmt.Sprintf("client %d.0", i)),
				hubPeer: crdt.NewPeer(), state: crdt.NewPeer()}
			clients[i].dial(hub)
		}
		refuses := rapid.IntRange(-2, len(clients)-1).Draw(t, "refuses")
		steps := rapid.IntRange(1, 120).Draw(t, "steps")
		for range steps {
			c := clients[rapid.IntRange(0, len(clients)-1).Draw(t, "client")]
			if refuses >= 0 && c == clients[refuses] {
				c.hub.refuses = func(c *crdt.Change) bool { return c.Hash[0]&1 == 0 }
			}
			switch rapid.IntRange(0, 12).Draw(t, "action") {
			case 0, 1, 2, 3:
				c.step(t, hub, true)
			case 4, 5, 6, 7:
				c.step(t, hub, false)
			case 8:
				for range rapid.SampledFrom([]int{1, 1, 2, 50}).Draw(t, "edits") {
					c.author(toyChange(c.g, c.actor))
				}
			case 9:
				hub.author(toyChange(hub.g, "hub"))
			case 10: // the connection is lost with the messages in transit
				c.hubPeer.Reset()
				c.state.Reset()
				if rapid.Bool().Draw(t, "forgotten by the hub") {
					c.hubPeer = crdt.NewPeer()
				}
				if rapid.Bool().Draw(t, "forgotten by the client") {
					c.state = crdt.NewPeer()
				}
				c.dial(hub)
			case 12:
				c.gather(t, hub)
			case 11: // the client loses its data
				c.lives++
				c.actor = crdt.Actor(fmt.Sprintf("%s.%d", c.actor[:8], c.lives))
				keep := c.g.Hashes()[:rapid.IntRange(0, c.g.Len()).Draw(t, "keeps")]
				old := c.replica
				c.replica = newReplica(decodeToy)
				for _, h := range keep {
					change, _ := decodeToy(old.chunks[h])
					if err := c.g.Add(crdt.NodeOf(change)); err != nil {
						t.Fatal(err)
					}
					c.chunks[h] = old.chunks[h]
				}
				hub.disconnect(c.hub)
				c.hub = nil
				c.hubPeer.Reset()
				c.state.Reset()
				c.dial(hub)
			}
		}
		limit, talk := 0, []string(nil)
		for _, c := range clients {
			limit += 20 + 8*(len(c.toHub)+len(c.toOwn))*len(clients)
		}
		for delivered, busy := 0, true; busy; {
			busy = false
			for _, c := range clients {
				for _, toHub := range []bool{true, false} {
					if data := c.next(toHub); data != nil {
						talk = append(talk, spoken(c.actor, toHub, data))
					}
					if c.step(t, hub, toHub) {
						busy = true
						delivered++
					}
				}
			}
			if delivered > limit {
				t.Fatalf("still talking after %d messages:\n%s", delivered, strings.Join(talk, "\n"))
			}
		}
		for i, c := range clients {
			if i == refuses {
				if missing := c.g.Missing(hub.g.Heads()); len(missing) > 0 {
					t.Fatalf("client %d, some of whose changes are refused, lacks %v", i, missing)
				}
			} else if !slices.Equal(c.g.Heads(), hub.g.Heads()) {
				t.Fatalf("client %d has heads %v, the hub %v", i, c.g.Heads(), hub.g.Heads())
			}
		}
	})
}
