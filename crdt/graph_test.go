package crdt_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"roomkey/crdt"
)

// lineGraph makes a graph of n changes, one after the other, by 4 actors in turn.
func lineGraph(tb testing.TB, n int) *crdt.Graph {
	tb.Helper()
	g := crdt.NewGraph()
	for i := range n {
		node := crdt.Node{Hash: testHash(i), Deps: g.Heads(), Actor: crdt.Actor('a' + rune(i%4)), Seq: uint64(i/4 + 1),
			MaxOp: uint64(i)}
		if err := g.Add(node); err != nil {
			tb.Fatal(err)
		}
	}
	return g
}

func TestGraph_RefusesEquivocationAndGaps(t *testing.T) {
	t.Parallel()
	g := crdt.NewGraph()
	first := crdt.Node{Hash: testHash(1), Actor: "a", Seq: 1, MaxOp: 4}
	for range 2 { // adding a change twice has no effect
		if err := g.Add(first); err != nil {
			t.Fatal(err)
		}
	}
	refused := map[string]crdt.Node{
		"another change of that number": {Hash: testHash(2), Actor: "a", Seq: 1},
		"a number left out":             {Hash: testHash(3), Actor: "a", Seq: 3},
		"no number":                     {Hash: testHash(4), Actor: "b", Seq: 0},
	}
	for name, node := range refused {
		if err := g.Add(node); !errors.Is(err, crdt.ErrEquivocation) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := g.Add(crdt.Node{Hash: testHash(5), Deps: testHashes(1), Actor: "c", Seq: 1}); err == nil {
		t.Error("took a change whose dependency is missing")
	}
	if g.Len() != 1 || g.Last("a") != 1 || g.Last("b") != 0 || g.MaxOp() != 4 || g.Has(testHash(2)) {
		t.Error("a refused change left a trace")
	}
	if h, ok := g.ByActorSeq("a", 1); !ok || h != first.Hash {
		t.Error("the change is not found by its author")
	}
	if _, ok := g.ByActorSeq("a", 2); ok {
		t.Error("found a change that isn't there")
	}
}

// TestGraph_AgreesWithSets compares the graph with the plain definition, over sets of ancestors.
func TestGraph_AgreesWithSets(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		g := crdt.NewGraph()
		ancestors := map[crdt.Hash]map[crdt.Hash]bool{} // each change's ancestors and the change itself
		n := rapid.IntRange(1, 60).Draw(t, "changes")
		var all []crdt.Hash
		for i := range n {
			h := testHash(rapid.IntRange(0, 1<<30).Draw(t, "hash")<<8 + i)
			set := map[crdt.Hash]bool{h: true}
			var deps []crdt.Hash
			for range min(i, rapid.IntRange(0, 3).Draw(t, "deps")) {
				dep := rapid.SampledFrom(all).Draw(t, "dep")
				if !slices.Contains(deps, dep) {
					deps = append(deps, dep)
				}
				for a := range ancestors[dep] {
					set[a] = true
				}
			}
			if err := g.Add(crdt.Node{Hash: h, Deps: deps, Actor: crdt.Actor(fmt.Sprint(i)), Seq: 1}); err != nil {
				t.Fatal(err)
			}
			ancestors[h] = set
			all = append(all, h)
		}
		heads := []crdt.Hash{testHash(-1)} // unknown ones are ignored
		for range rapid.IntRange(0, 3).Draw(t, "heads") {
			heads = append(heads, rapid.SampledFrom(all).Draw(t, "head"))
		}
		var want, headsWant []crdt.Hash
		for _, h := range all {
			if !slices.ContainsFunc(heads, func(head crdt.Hash) bool { return ancestors[head][h] }) {
				want = append(want, h)
			}
			if !slices.ContainsFunc(all, func(other crdt.Hash) bool { return other != h && ancestors[other][h] }) {
				headsWant = append(headsWant, h)
			}
		}
		for range 2 { // the scratch memory must be clean after use
			if got := g.Since(heads); !slices.Equal(got, want) {
				t.Fatalf("since: got %v, want %v", got, want)
			}
		}
		slices.SortFunc(headsWant, func(a, b crdt.Hash) int { return slices.Compare(a[:], b[:]) })
		if !slices.Equal(g.Heads(), headsWant) {
			t.Fatalf("heads: got %v, want %v", g.Heads(), headsWant)
		}
		if missing := g.Missing(heads); !slices.Equal(missing, heads[:1]) {
			t.Fatalf("missing: %v", missing)
		}
	})
}

func BenchmarkGraph_Add(b *testing.B) {
	nodes := make([]crdt.Node, 20_000)
	for i := range nodes {
		nodes[i] = crdt.Node{Hash: testHash(i), Actor: "a", Seq: uint64(i + 1)}
		if i > 0 {
			nodes[i].Deps = []crdt.Hash{testHash(i - 1)}
		}
	}
	b.ReportAllocs()
	g := crdt.NewGraph()
	for i := 0; b.Loop(); i++ {
		if i%len(nodes) == 0 {
			g = crdt.NewGraph()
		}
		if err := g.Add(nodes[i%len(nodes)]); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkGraph_Since(b *testing.B) {
	g := lineGraph(b, 20_000)
	for _, behind := range []int{1, 100, 20_000} {
		b.Run(fmt.Sprintf("%d of 20000", behind), func(b *testing.B) {
			heads := []crdt.Hash{testHash(20_000 - behind - 1)}
			b.ReportAllocs()
			for b.Loop() {
				if got := g.Since(heads); len(got) != behind {
					b.Fatal(len(got))
				}
			}
		})
	}
}
