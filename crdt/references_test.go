package crdt

import (
	"math/rand/v2"
	"slices"
	"testing"

	"roomkey/crm"
)

// chain returns changes of two actors: a1, then b1 and a2 beside each other.
func referenceChanges(t *testing.T) (g *Graph, a1, b1, a2 *Change) {
	t.Helper()
	g = NewGraph()
	write := func(actor Actor, seq, start uint64, op Op, deps ...*Change) *Change {
		w := writer{c: &Change{Actor: actor, Seq: seq, StartOp: start}}
		for _, d := range deps {
			w.c.Deps = append(w.c.Deps, d.Hash)
		}
		w.add(op)
		if err := EncodeChange(w.c); err != nil {
			t.Fatal(err)
		}
		if err := g.Add(NodeOf(w.c)); err != nil {
			t.Fatal(err)
		}
		return w.c
	}
	a1 = write("a", 1, 1, Op{Key: "tags", Action: ActionMakeList})
	b1 = write("b", 1, 2, Op{Key: "x", Action: ActionSet}, a1)
	a2 = write("a", 2, 2, Op{Key: "x", Action: ActionSet}, a1)
	return g, a1, b1, a2
}

func TestGraph_CheckReferences(t *testing.T) {
	g, a1, b1, a2 := referenceChanges(t)
	list, ofB, ofA := a1.Ops[0].ID, b1.Ops[0].ID, a2.Ops[0].ID
	for name, c := range map[string]struct {
		change Change
		wrong  bool
	}{
		"all of them": {Change{Actor: "c", Deps: []Hash{b1.Hash, a2.Hash}, StartOp: 3, Ops: []Op{
			{Key: "x", Action: ActionSet, Pred: []OpID{ofA, ofB}}}}, false},
		"an ancestor's": {Change{Actor: "c", Deps: []Hash{b1.Hash}, StartOp: 3, Ops: []Op{
			{Key: "x", Action: ActionSet, Pred: []OpID{ofB}},
			{Obj: list, List: true, Insert: true}}}, false},
		"its own": {Change{Actor: "c", Deps: []Hash{b1.Hash}, StartOp: 3, Ops: []Op{
			{ID: OpID{3, "c"}, Key: "y", Action: ActionSet}, {Key: "y", Pred: []OpID{{3, "c"}}}}}, false},
		"a predecessor beside it": {Change{Actor: "c", Deps: []Hash{b1.Hash}, StartOp: 3, Ops: []Op{
			{Key: "x", Action: ActionSet, Pred: []OpID{ofA}}}}, true},
		"an element beside it": {Change{Actor: "c", Deps: []Hash{b1.Hash}, StartOp: 3, Ops: []Op{
			{Obj: list, List: true, Elem: ofA}}}, true},
		"an object beside it": {Change{Actor: "c", Deps: []Hash{b1.Hash}, StartOp: 3, Ops: []Op{
			{Obj: ofA}}}, true},
		"its author's last beside it": {Change{Actor: "a", Seq: 3, Deps: []Hash{b1.Hash}, StartOp: 3}, true},
		"its author's last":           {Change{Actor: "a", Seq: 3, Deps: []Hash{a2.Hash}, StartOp: 3}, false},
		"numbered below":              {Change{Actor: "c", Deps: []Hash{b1.Hash}, StartOp: 2}, true},
	} {
		t.Run(name, func(t *testing.T) {
			c.change.Others = otherActors(&c.change)
			err := g.CheckReferences(&c.change)
			if wrong := crm.CodeOf(err) == crm.CodeInvalid; wrong != c.wrong || !wrong && err != nil {
				t.Errorf("the error is %v", err)
			}
		})
	}
}

// The changes of one offline spell follow each other: what is not among the ancestors of one is found from the one
// before it, also if more has come since.
func TestGraph_CheckReferencesAlongAChain(t *testing.T) {
	g, _, b1, a2 := referenceChanges(t)
	last := b1
	for seq := uint64(1); seq < 20; seq++ {
		w := writer{c: &Change{Actor: "c", Seq: seq, StartOp: last.MaxOp() + 1, Deps: []Hash{last.Hash}}}
		w.add(Op{Key: "x", Action: ActionSet, Pred: []OpID{last.Ops[0].ID}})
		if err := EncodeChange(w.c); err != nil {
			t.Fatal(err)
		}
		if err := g.CheckReferences(w.c); err != nil {
			t.Fatal(err)
		}
		bad := *w.c
		bad.Ops = []Op{{Key: "x", Action: ActionSet, Pred: []OpID{a2.Ops[0].ID}}}
		bad.Others = otherActors(&bad)
		if g.CheckReferences(&bad) == nil {
			t.Fatal("a change may name what its author had not seen")
		}
		if err := g.Add(NodeOf(w.c)); err != nil {
			t.Fatal(err)
		}
		beside := &Change{Actor: Actor(rune('m' + seq)), Seq: 1, StartOp: 3, Deps: []Hash{a2.Hash}}
		if err := EncodeChange(beside); err != nil {
			t.Fatal(err)
		}
		if err := g.Add(NodeOf(beside)); err != nil {
			t.Fatal(err)
		}
		last = w.c
	}
	if n := len(g.outsideOf(&Change{Deps: []Hash{last.Hash}})); n != 20 {
		t.Errorf("%d changes are outside", n)
	}
}

// Stock Automerge can't load what it saves if a change is numbered below those before it.
func TestGraph_CheckReferencesRefusesWhatStockAutomergeCantLoad(t *testing.T) {
	w := writer{c: &Change{Actor: "aaaa", Seq: 1, StartOp: 1}}
	w.text(OpID{}, "name", "Ann and Bob")
	low := writer{c: &Change{Actor: "bbbb", Seq: 1, StartOp: 2}}
	low.add(Op{Key: "x", Action: ActionSet})
	g := NewGraph()
	for _, c := range []*Change{w.c, low.c} {
		if c == low.c {
			c.Deps = []Hash{w.c.Hash}
		}
		if err := EncodeChange(c); err != nil {
			t.Fatal(err)
		}
	}
	if err := g.Add(NodeOf(w.c)); err != nil {
		t.Fatal(err)
	}
	if err := g.CheckReferences(low.c); err == nil {
		t.Error("it is accepted")
	}
	if got := Receive(t, [][][]*Change{{{w.c}, {low.c}}}); got[0].Broken != 1 {
		t.Errorf("stock Automerge loads it: %+v", got[0])
	}
}

// What a change has not seen is found by following the spell that it belongs to, whatever else it names. The result is
// that of a walk.
func TestGraph_FollowsASpell(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 2))
	g, walked := NewGraph(), NewGraph()
	last := map[Actor]Hash{}
	var all []Hash
	for i := range 600 {
		actor := Actor([]string{"a", "b", "c"}[chance.IntN(3)])
		c := &Change{Hash: Hash{1, byte(i), byte(i >> 8)}, Actor: actor, Seq: g.Last(actor) + 1, StartOp: g.MaxOp() + 1}
		if h, ok := last[actor]; ok {
			c.Deps = append(c.Deps, h)
		}
		if n := len(all); n > 0 && chance.IntN(3) == 0 {
			c.Deps = append(c.Deps, all[max(0, n-1-chance.IntN(20))])
		}
		if got, want := g.outsideOf(c), walked.since(c.Deps); !slices.Equal(got, want) {
			t.Fatalf("change %d has not seen %v, want %v", i, got, want)
		}
		for _, g := range []*Graph{g, walked} {
			if err := g.Add(NodeOf(c)); err != nil {
				t.Fatal(err)
			}
		}
		last[actor], all = c.Hash, append(all, c.Hash)
	}
	before, first := g.Walked(), all[0]
	own := first
	for i := range 100 {
		c := &Change{Hash: Hash{2, byte(i)}, Actor: "d", Seq: uint64(i + 1), StartOp: g.MaxOp() + 1}
		c.Deps = []Hash{own, first}
		g.outsideOf(c)
		if err := g.Add(NodeOf(c)); err != nil {
			t.Fatal(err)
		}
		own = c.Hash
	}
	if n := g.Walked() - before; n > 2*len(all) {
		t.Errorf("%d changes were visited", n)
	}
}
