package crdt_test

import (
	"slices"
	"testing"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
)

func waitingChange(n int, deps ...int) *crdt.Change {
	c := &crdt.Change{Hash: testHash(n), Actor: crdt.Actor(testHash(n).String()[:32]), Seq: 1, StartOp: 1}
	for _, dep := range deps {
		c.Deps = append(c.Deps, testHash(dep))
	}
	return c
}

func hashesOf(changes []*crdt.Change) (hashes []crdt.Hash) {
	for _, c := range changes {
		hashes = append(hashes, c.Hash)
	}
	return hashes
}

func TestWaiting_ReleasesInCausalOrder(t *testing.T) {
	t.Parallel()
	g, now := crdt.NewGraph(), time.Unix(0, 0)
	var w crdt.Waiting
	for _, c := range []*crdt.Change{waitingChange(4, 3), waitingChange(3, 2, 1), waitingChange(4, 3),
		waitingChange(9, 8)} {
		if err := w.Add(c, now); err != nil {
			t.Fatal(err)
		}
	}
	missing := w.Missing(g)
	if w.Len() != 3 || len(missing) != 3 || !slices.Contains(missing, testHash(8)) {
		t.Fatalf("%d wait for %v", w.Len(), missing)
	}
	for n := 1; n <= 2; n++ {
		if ready := w.Ready(g); len(ready) != 0 {
			t.Fatal("ready too early")
		}
		if err := g.Add(crdt.NodeOf(waitingChange(n))); err != nil {
			t.Fatal(err)
		}
	}
	if ready := w.Ready(g); !slices.Equal(hashesOf(ready), []crdt.Hash{testHash(3), testHash(4)}) {
		t.Fatalf("ready: %v", ready)
	}
	if w.Len() != 1 || !slices.Equal(w.Missing(g), []crdt.Hash{testHash(8)}) {
		t.Error("the other change waits no more")
	}
}

func TestWaiting_Bounds(t *testing.T) {
	t.Parallel()
	now := time.Unix(0, 0)
	big := func(n, bytes, ops int) *crdt.Change {
		c := waitingChange(n, 1000)
		c.Data, c.Ops = make([]byte, bytes), make([]crdt.Op, ops)
		return c
	}
	cases := []struct {
		name             string
		fits, bytes, ops int
	}{
		{"256 changes", 256, 1, 1},
		{"1 MiB", 4, 256 << 10, 1},
		{"20,000 operations", 2, 1, 10_000},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var w crdt.Waiting
			for i := range c.fits {
				if err := w.Add(big(i, c.bytes, c.ops), now); err != nil {
					t.Fatal(err)
				}
			}
			if err := w.Add(big(c.fits, c.bytes, c.ops), now); crm.CodeOf(err) != crm.CodeTooLarge {
				t.Errorf("beyond: %v", err)
			}
		})
	}
}

func TestWaiting_ExpiresAfterAMinute(t *testing.T) {
	t.Parallel()
	var w crdt.Waiting
	start := time.Unix(0, 0)
	_ = w.Add(waitingChange(2, 1), start)
	_ = w.Add(waitingChange(3, 1), start.Add(time.Second))
	if n := w.Expire(start.Add(60*time.Second - 1)); n != 0 {
		t.Errorf("%d expired early", n)
	}
	if n := w.Expire(start.Add(60 * time.Second)); n != 1 || w.Len() != 1 {
		t.Errorf("%d expired, %d left", n, w.Len())
	}
}
