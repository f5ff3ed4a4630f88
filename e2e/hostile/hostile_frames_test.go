package hostile_test

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/testclient"
)

func TestHostile_EphemeralMessagesOfOthersNamesNeverArrive(t *testing.T) {
	t.Parallel()
	s := serve(t)
	id := s.Shared("escrows", 1)[0].Key(t)
	arrived := make(chan testclient.Frame, 64)
	watcher := s.Dial(s.Personal(demo.Agent2.Email),
		testclient.Options{PeerID: "watcher", OnFrame: func(f testclient.Frame) {
			if f.Type == "ephemeral" {
				arrived <- f
			}
		}})
	s.Open(watcher, id)
	sender := s.Dial(s.Personal(demo.Agent1.Email), testclient.Options{PeerID: "sender"})
	s.Open(sender, id)
	outsider := s.Dial(s.Personal(demo.Outsider.Email), testclient.Options{PeerID: "outsider"})
	outsider.Open(id)
	say := func(c *testclient.Client, from string, count any, data []byte) {
		frame := m{"type": "ephemeral", "senderId": from, "targetId": "watcher", "documentId": crm.DocumentID(id),
			"count": count, "sessionId": "s", "data": data}
		if err := c.Send(frame); err != nil {
			t.Fatal(err)
		}
	}
	say(sender, "sender", 1, []byte("first"))
	say(sender, "watcher", 2, []byte("spoofed"))
	say(sender, "somebody", 2, []byte("spoofed"))
	say(sender, "sender", 1, []byte("repeated"))
	say(sender, "sender", 3, bytes.Repeat([]byte("x"), 5000))
	say(outsider, "outsider", 1, []byte("from a stranger"))
	unknown := outsider.Open(crm.NewID(rand.Reader)) // its answer shows that what the outsider said before was read
	if err := outsider.Wait(roomkeytest.Within(t, 30*time.Second), unknown.IsUnavailable); err != nil {
		t.Fatal(err)
	}
	say(sender, "sender", 4.0, []byte("last"))
	var heard []string
	for len(heard) == 0 || heard[len(heard)-1] != "last" {
		select {
		case f := <-arrived:
			var data []byte
			_ = cbor.Unmarshal(f.Data, &data)
			heard = append(heard, string(data[:min(len(data), 20)]))
			if f.SenderID != "sender" {
				t.Errorf("by %s", f.SenderID)
			}
		case <-time.After(30 * time.Second):
			t.Fatalf("heard only %q", heard)
		}
	}
	if fmt.Sprint(heard) != "[first last]" {
		t.Errorf("heard %q", heard)
	}
}

func TestHostile_ClocksAndCountersThatLeapStopNobody(t *testing.T) {
	t.Parallel()
	s := serve(t)
	r := s.Shared("escrows", 1)[0]
	c := s.Dial(s.Personal(demo.Agent1.Email), testclient.Options{})
	s.JoinOwn(c, &demo.Agent1)
	doc := s.Open(c, r.Key(t))
	heads, start := doc.Tip()
	for i, clock := range []int64{math.MinInt64, -1 << 40, 1 << 40, math.MaxInt64} {
		actor := crdt.Actor(fmt.Sprintf("clock number %3d", i))
		change := &crdt.Change{Deps: slices.Clone(heads), Actor: actor, Seq: 1, StartOp: start, Time: clock,
			Ops: []crdt.Op{{
				ID: crdt.OpID{Counter: start, Actor: actor}, Key: "financing", Action: crdt.ActionSet,
				Value: crdt.Value{Type: crdt.ValueString, Bytes: []string{"Cash", "FHA", "USDA", "Other"}[i]},
			}}}
		if err := crdt.EncodeChange(change); err != nil {
			t.Fatal(err)
		}
		if err := doc.Add(change); err != nil {
			t.Fatal(err)
		}
		s.Save(doc, change.Hash, nil)
	}
	_, next := doc.Tip()
	leap := &crdt.Change{Deps: slices.Clone(heads), Actor: "a leap to the end", Seq: 1, StartOp: math.MaxUint32,
		Ops: []crdt.Op{{
			ID: crdt.OpID{Counter: math.MaxUint32, Actor: "a leap to the end"}, Key: "financing",
			Action: crdt.ActionSet,
			Value:  crdt.Value{Type: crdt.ValueString, Bytes: "Cash"},
		}}}
	if err := crdt.EncodeChange(leap); err != nil {
		t.Fatal(err)
	}
	if err := doc.Present([]crm.Hash{leap.Hash}, [][]byte{leap.Data}); err != nil {
		t.Fatal(err)
	}
	if err := doc.WaitSaved(roomkeytest.Within(t, 30*time.Second), leap.Hash); crm.CodeOf(err) != crm.CodeInvalid {
		t.Errorf("a change that uses up the counters after %d: %v", next, err)
	}
	colleague := s.Dial(s.Personal(demo.Agent2.Email), testclient.Options{})
	s.JoinOwn(colleague, &demo.Agent2)
	theirs := s.Open(colleague, r.Key(t))
	hash, err := theirs.Set("purchasePrice", 42_000_000)
	s.Save(theirs, hash, err)
	var after record
	s.Get(s.Personal(demo.Agent2.Email), "/escrows/"+r.ID, &after)
	if len(after.Conflicts["/financing"]) < 4 {
		t.Errorf("conflicts: %v", after.Conflicts)
	}
	if status, body := s.Call(s.Personal(demo.Agent2.Email), "GET", "/escrows/"+r.ID+"/history", nil); status != 200 {
		t.Errorf("history: %d %s", status, body)
	}
}

func TestHostile_UnknownDocumentsAreNoMemory(t *testing.T) {
	t.Parallel()
	s := serve(t)
	c := s.Dial(s.Personal(demo.Agent1.Email), testclient.Options{})
	for range 400 {
		id := crm.NewID(rand.Reader)
		doc := c.Open(id)
		if err := c.Wait(roomkeytest.Within(t, 30*time.Second), doc.IsUnavailable); err != nil {
			t.Fatal(err)
		}
	}
	// Another record type's private half, somebody else's records and a record's own id: one and the same answer.
	stranger := s.Dial(s.Personal(demo.Outsider.Email), testclient.Options{})
	record := s.Shared("escrows", 1)[0].Key(t)
	for _, id := range []crm.ID{record, crm.PrivateID(record), {1}} {
		doc := stranger.Open(id)
		if err := stranger.Wait(roomkeytest.Within(t, 30*time.Second), doc.IsUnavailable); err != nil {
			t.Errorf("%s: %v", id, err)
		}
	}
}

func TestHostile_FloodsCostTheirSenderAndNotTheServer(t *testing.T) {
	t.Parallel()
	s := serve(t, "--sockets-per-user", "0", "--frame-rate", "0", "--byte-rate", "0")
	records := s.Shared("escrows", 2)
	id := records[0].Key(t)
	history := s.Histories(records[:1])[id]
	bystander := s.Edit(records[1].Key(t), "purchasePrice", demo.Agent2)
	token := s.Personal(demo.Agent1.Email)

	t.Run("changes whose dependencies never come", func(t *testing.T) {
		var grown []int64
		for range 4 {
			c := s.Dial(token, testclient.Options{})
			s.JoinOwn(c, &demo.Agent1)
			doc := s.Open(c, id)
			for range 5 {
				if doc.Present(nil, orphans(5_000)) != nil {
					break
				}
			}
			// An edit that comes after all of them is answered, or the socket is gone.
			if hash, err := doc.Set("purchasePrice", 5); err == nil {
				if err := doc.WaitSaved(roomkeytest.Within(t, 60*time.Second), hash); err != nil {
					t.Logf("the flooder: %v", err)
				}
			}
			c.Close()
			now, _ := roomkeytest.Memory(t, s.PID())
			grown = append(grown, now)
		}
		t.Logf("memory in MiB after each 25,000: %d %d %d %d", grown[0]>>20, grown[1]>>20, grown[2]>>20, grown[3]>>20)
		if rise := grown[3] - grown[0]; rise > 24<<20 {
			t.Errorf("75,000 orphans cost %d MiB", rise>>20)
		}
	})
	t.Run("needs", func(t *testing.T) {
		c := s.Dial(token, testclient.Options{})
		doc := s.Open(c, id)
		var need []crm.Hash
		for _, change := range history {
			need = append(need, change.Hash)
		}
		for len(need) < 512 {
			var h crm.Hash
			_, _ = rand.Read(h[:])
			need = append(need, h)
		}
		heads, _ := doc.Tip()
		message := (&crdt.Message{Heads: heads, Need: need[:512]}).Encode()
		for range 2_000 {
			if doc.SendSync(message) != nil {
				break
			}
		}
		c.Close()
	})
	t.Run("heads of nothing", func(t *testing.T) {
		c := s.Dial(token, testclient.Options{})
		doc := s.Open(c, id)
		message := (&crdt.Message{Have: []crdt.Have{{}}}).Encode() // send me everything, again and again
		for range 2_000 {
			if doc.SendSync(message) != nil {
				break
			}
		}
		before := doc.Syncs()
		err := c.Wait(roomkeytest.Within(t, 60*time.Second), func() bool { return doc.SyncsLocked() >= before+50 })
		t.Logf("the flooder was answered %d times: %v", doc.Syncs(), err)
		c.Close()
	})
	bystander.Stop()
	if !s.Running() {
		t.Fatal("the server went")
	}
}

// orphans are n changes that were made after others that nobody has.
func orphans(n int) [][]byte {
	chunks := make([][]byte, n)
	for i := range chunks {
		var missing crm.Hash
		_, _ = rand.Read(missing[:])
		c := &crdt.Change{Deps: []crm.Hash{missing}, Actor: crdt.Actor(missing[:16]), Seq: 2, StartOp: 100,
			Ops: []crdt.Op{{
				ID: crdt.OpID{Counter: 100, Actor: crdt.Actor(missing[:16])}, Key: "purchasePrice",
				Action: crdt.ActionSet,
				Value:  crdt.Value{Type: crdt.ValueInt, Int: int64(i)},
			}}}
		if err := crdt.EncodeChange(c); err != nil {
			panic(err)
		}
		chunks[i] = c.Data
	}
	return chunks
}
