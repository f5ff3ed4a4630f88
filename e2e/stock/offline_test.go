package stock_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"roomkey/bench/peers"
	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/testclient"
	"roomkey/internal/volume"
)

// longSpell is how many changes an offline client comes back with.
const longSpell = 9_000

// A part of the spell would be one message, behind which everybody waits: all of it is raced too.
func TestOffline_NineThousandChangesAreAcceptedAndOthersServedMeanwhile(t *testing.T) {
	t.Parallel()
	s := roomkeytest.Serve(t)
	records := s.Shared("escrows", 2)
	id, elsewhere := records[0].Key(t), records[1].Key(t)
	token, keep := s.Personal(demo.Agent1.Email), map[crm.ID]*testclient.Memory{}
	away := s.Dial(token, testclient.Options{Keep: keep})
	doc := s.Open(away, id)
	away.Close()
	offline := make([]crm.Hash, longSpell)
	for i := range offline {
		var err error
		if offline[i], err = doc.Set("purchasePrice", 1_000_000+i); err != nil {
			t.Fatal(err)
		}
	}
	colleague := s.Dial(s.Personal(demo.Agent2.Email), testclient.Options{})
	s.JoinOwn(colleague, &demo.Agent2)
	same, other := s.Open(colleague, id), s.Open(colleague, elsewhere)

	back := s.Dial(token, testclient.Options{Keep: keep})
	s.JoinOwn(back, &demo.Agent1)
	began := time.Now()
	doc = back.Open(id)
	var finished atomic.Bool
	ended := make(chan error, 1)
	go func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 3*time.Minute)
		defer cancel()
		for _, hash := range offline {
			if err := doc.WaitSaved(ctx, hash); err != nil {
				ended <- fmt.Errorf("an offline change: %w", err)
				return
			}
		}
		finished.Store(true)
		ended <- nil
	}()
	if err := doc.WaitSaved(roomkeytest.Within(t, time.Minute), offline[0]); err != nil {
		t.Fatalf("the first of the spell: %v", err)
	}
	between, worst := 0, time.Duration(0)
	for !finished.Load() && len(ended) == 0 {
		for _, d := range []*testclient.Doc{same, other} {
			asked := time.Now()
			hash, err := d.Set("financing", []string{"Cash", "FHA"}[between%2])
			s.Save(d, hash, err)
			if worst = max(worst, time.Since(asked)); !finished.Load() {
				between++
			}
		}
	}
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	t.Logf("%d changes took %v; %d edits by a colleague meanwhile, the slowest %v", longSpell, time.Since(began),
		between, worst)
	if between < 1 {
		t.Error("no edit of others was acknowledged meanwhile")
	}
	select {
	case <-back.Done():
		t.Errorf("the client that was away is dropped: %v", back.Err())
	default:
	}
	roomkeytest.Eventually(t, "the colleague has it all", func() bool { return same.Has(offline...) })
}

func TestOffline_AStockClientComesBackWithNineThousandChanges(t *testing.T) {
	roomkeytest.AtVolume(t, volume.Of(t, longSpell, "changes made offline"), stockComesBack)
}

// More than a message was once allowed to hold: a stock client sends it all in one, and again on each connection.
func TestOffline_AStockClientComesBackWithSixtyThousandKeystrokes(t *testing.T) {
	roomkeytest.AtVolume(t, volume.Of(t, 60_000, "keystrokes made offline"), typedOffline)
}

func typedOffline(t *testing.T, program roomkeytest.Config, keystrokes int) {
	s := &server{roomkeytest.Start(t, program)}
	listings := s.Shared("listings", 2)
	away := s.stock(demo.Agent1.Email, filepath.Join(t.TempDir(), "away"))
	s.do(away, "open", peers.Call{"name": "l", "documentId": listings[0].DocumentID}, nil)
	s.do(away, "disconnect", nil, nil)
	s.do(away, "type", peers.Call{"name": "l", "path": []any{"PublicRemarks"}, "index": 0, "value": "a",
		"times": keystrokes}, nil)
	colleague := s.Dial(s.Personal(demo.Agent2.Email), testclient.Options{})
	s.JoinOwn(colleague, &demo.Agent2)
	other := s.Open(colleague, listings[1].Key(t))
	s.connect(away, demo.Agent1.Email)
	began := time.Now()
	stored := func() bool {
		var r record
		s.Get(s.Personal(demo.Agent1.Email), "/listings/"+listings[0].ID, &r)
		return slices.Equal(r.Heads, s.headsOf(away, "l"))
	}
	var took []time.Duration
	for !stored() {
		asked := time.Now()
		hash, err := other.Set("ListPrice", 50_000_000+len(took))
		s.Save(other, hash, err)
		if took = append(took, time.Since(asked)); time.Since(began) > 5*time.Minute {
			t.Fatalf("not all is stored after %v", time.Since(began))
		}
	}
	slices.Sort(took)
	t.Logf("%d keystrokes took %v; of %d edits beside them the median took %v, the slowest %v", keystrokes,
		time.Since(began), len(took), took[len(took)/2], took[len(took)-1])
	if closed := roomkeytest.Counted(s.Server, "roomkey_socket_closes_total"); closed != "" {
		t.Errorf("the server has closed sockets: %s", closed)
	}
}

func stockComesBack(t *testing.T, program roomkeytest.Config, spell int) {
	s := &server{roomkeytest.Start(t, program)}
	records := s.Shared("escrows", 2)
	away := s.stock(demo.Agent1.Email, filepath.Join(t.TempDir(), "away"))
	s.do(away, "open", peers.Call{"name": "e", "documentId": records[0].DocumentID}, nil)
	s.do(away, "disconnect", nil, nil)
	s.do(away, "repeat", peers.Call{"name": "e", "path": []any{"purchasePrice"}, "value": 2_000_000, "times": spell},
		nil)
	colleague := s.Dial(s.Personal(demo.Agent2.Email), testclient.Options{})
	s.JoinOwn(colleague, &demo.Agent2)
	same, other := s.Open(colleague, records[0].Key(t)), s.Open(colleague, records[1].Key(t))
	s.connect(away, demo.Agent1.Email)
	began := time.Now()
	for _, d := range []*testclient.Doc{same, other} {
		hash, err := d.Set("transactionType", "Resale")
		s.Save(d, hash, err)
	}
	served := time.Since(began)
	want := s.headsOf(away, "e")
	var all []crm.Hash
	for _, text := range want {
		hash, err := crm.ParseHash(text)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, hash)
	}
	roomkeytest.Eventually(t, "the colleague has it all", func() bool { return same.Has(all...) })
	t.Logf("a colleague's edits took %v, all of the spell %v", served, time.Since(began))
	roomkeytest.Eventually(t, "the projection shows the end of the spell", func() bool {
		var r record
		s.Get(s.Personal(demo.Agent1.Email), "/escrows/"+records[0].ID, &r)
		return r.Fields["purchasePrice"] == float64(2_000_000+spell-1) && slices.Equal(r.Heads, s.headsOf(away, "e"))
	})
	if closed := roomkeytest.Counted(s.Server, "roomkey_socket_closes_total"); closed != "" {
		t.Errorf("the server has closed sockets: %s", closed)
	}
}

func TestOffline_ARecordWithSixtyFiveHeadsCanStillBeEditedByEveryone(t *testing.T) {
	s := serve(t)
	r := s.Shared("escrows", 1)[0]
	id := r.Key(t)
	token, keep := s.Personal(demo.Agent1.Email), map[crm.ID]*testclient.Memory{}
	away := s.Dial(token, testclient.Options{Keep: keep})
	doc := s.Open(away, id)
	away.Close()
	heads, start := doc.Tip()
	prices := doc.Fields()["purchasePrice"]
	var raised []crm.Hash
	for i := range 65 {
		actor := crdt.Actor(fmt.Sprintf("head number %4d", i))
		change := &crdt.Change{Deps: slices.Clone(heads), Actor: actor, Seq: 1, StartOp: start, Ops: []crdt.Op{{
			ID: crdt.OpID{Counter: start, Actor: actor}, Key: "transactionType", Action: crdt.ActionSet,
			Value: crdt.Value{Type: crdt.ValueString, Bytes: fmt.Sprint("kind ", i)},
		}}}
		if err := crdt.EncodeChange(change); err != nil {
			t.Fatal(err)
		}
		if err := doc.Add(change); err != nil {
			t.Fatal(err)
		}
		raised = append(raised, change.Hash)
	}
	if n := len(doc.Heads()); n < 65 {
		t.Fatalf("the document has %d heads at home", n)
	}
	back := s.Dial(token, testclient.Options{Keep: keep})
	s.JoinOwn(back, &demo.Agent1)
	doc = back.Open(id)
	for _, hash := range raised {
		s.Save(doc, hash, nil)
	}
	// Everyone: on sockets, stock clients, REST.
	stock := s.stock(demo.Agent2.Email, "")
	s.do(stock, "open", peers.Call{"name": "e", "documentId": r.DocumentID}, nil)
	s.do(stock, "set", peers.Call{"name": "e", "path": []any{"financing"}, "value": "Cash"}, nil)
	for _, user := range []crm.User{demo.Agent1, demo.Agent2, demo.Lead, demo.Broker} {
		c := s.Dial(s.Personal(user.Email), testclient.Options{})
		s.JoinOwn(c, &user)
		d := s.Open(c, id)
		hash, err := d.Set("purchasePrice", 77_000_000)
		s.Save(d, hash, err)
	}
	if status, body := s.Call(s.Personal(demo.Lead.Email), "PATCH", "/escrows/"+r.ID,
		map[string]any{"fields": map[string]any{"purchasePrice": 78_000_000}}); status != 200 {
		t.Errorf("PATCH: %d %s", status, body)
	}
	var after record
	roomkeytest.Eventually(t, "the heads fall", func() bool {
		s.Get(s.Personal(demo.Agent1.Email), "/escrows/"+r.ID, &after)
		return len(after.Heads) <= 16 && after.Fields["financing"] == "Cash"
	})
	if fmt.Sprint(after.Fields["purchasePrice"]) == string(prices) {
		t.Error("the price did not change")
	}
	if n := len(after.Conflicts["/transactionType"]); n != 65 {
		t.Errorf("%d values of the field that 65 wrote", n)
	}
	roomkeytest.Eventually(t, "stock and Go clients have the same heads", func() bool {
		s.Get(s.Personal(demo.Agent1.Email), "/escrows/"+r.ID, &after)
		return slices.Equal(after.Heads, s.headsOf(stock, "e")) && slices.Equal(after.Heads, texts(doc.Heads()))
	})
}

func texts(hashes []crm.Hash) []string {
	list := make([]string, len(hashes))
	for i, hash := range hashes {
		list[i] = hash.String()
	}
	return list
}
