package hostile_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/testclient"
)

// A change's message is kept and shown to everybody for ever. A long one is refused with its change alone: the socket
// stays, and others' edits go on.
func TestHostile_AMessageOfAChangeIsBounded(t *testing.T) {
	t.Parallel()
	s := serve(t)
	records := s.Shared("escrows", 2)
	honest := s.Edit(records[1].Key(t), "purchasePrice", demo.Agent1)
	defer honest.Stop()
	token := s.Personal(demo.Agent2.Email)
	c := s.Dial(token, testclient.Options{})
	s.JoinOwn(c, &demo.Agent2)
	id := records[0].Key(t)
	doc := s.Open(c, id)
	described := func(message string) (crm.Hash, error) {
		heads, start := doc.Tip()
		actor := crdt.Actor("an actor, long " + message[:1])
		change := &crdt.Change{Deps: heads, Actor: actor, Seq: 1, StartOp: start, Message: message, Ops: []crdt.Op{{
			ID: crdt.OpID{Counter: start, Actor: actor}, Key: "purchasePrice", Action: crdt.ActionSet,
			Value: crdt.Value{Type: crdt.ValueInt, Int: 1},
		}}}
		if err := crdt.EncodeChange(change); err != nil {
			t.Fatal(err)
		}
		if err := doc.Add(change); err != nil {
			t.Fatal(err)
		}
		return change.Hash, doc.WaitSaved(roomkeytest.Within(t, time.Minute), change.Hash)
	}
	hash, err := described("a\u202eb\x1b[31m\nc" + strings.Repeat("m", 4_000))
	if err != nil {
		t.Errorf("a short message: %v", err)
	}
	if hash, err := described(strings.Repeat("m", 50_000)); crm.CodeOf(err) != crm.CodeTooLarge {
		t.Errorf("a long message: %v is %v", hash, err)
	}
	before := honest.Saved()
	roomkeytest.Eventually(t, "the honest client is served", func() bool { return honest.Saved() > before })
	var history struct {
		Items []struct {
			Heads   []string
			Message string
		}
	}
	s.Get(token, "/escrows/"+records[0].ID+"/history", &history)
	raw, _ := json.Marshal(history)
	if len(raw) > 40<<10 || !strings.Contains(string(raw), "ab[31m c") {
		t.Errorf("the history has %d bytes: %.300s; the change was %v", len(raw), raw, hash)
	}
}
