package crdt_test

import (
	"strings"
	"testing"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
)

// What honest people write every day is sure; what depends on what they had seen is not.
func TestSure_KnowsEverydayEdits(t *testing.T) {
	cases := map[string]struct {
		recordType string
		sure       bool
		build      func(sc *scene, p pen)
	}{
		"an empty change": {"lead", true, func(*scene, pen) {}},
		"a scalar":        {"lead", true, func(sc *scene, p pen) { p.set(root, "score", 60, sc.field["score"]) }},
		"a string":        {"lead", true, func(sc *scene, p pen) { p.set(root, "name", "Bob", sc.field["name"]) }},
		"a JS string":     {"lead", true, func(sc *scene, p pen) { p.text(root, "name", "Bob", sc.field["name"]) }},
		"a field deleted": {"lead", true, func(sc *scene, p pen) { p.remove(root, "score", sc.field["score"]) }},
		"typing": {"listing", true, func(sc *scene, p pen) {
			p.push(sc.made["PublicRemarks"], sc.field["last"], "!")
		}},
		"typing over": {"listing", true, func(sc *scene, p pen) {
			at := sc.field["last"]
			p.op(crdt.Op{Obj: sc.made["PublicRemarks"], List: true, Elem: at, Action: crdt.ActionDelete,
				Pred: []crdt.OpID{at}})
			p.push(sc.made["PublicRemarks"], at, "!\n")
		}},
		"a tag":      {"lead", true, func(sc *scene, p pen) { p.push(sc.made["tags"], root, "warm") }},
		"a JS tag":   {"lead", true, func(sc *scene, p pen) { tagText(sc, p, "warm") }},
		"a new item": {"escrow", true, func(sc *scene, p pen) { party(sc, p, "p3") }},
		"an item deleted": {"escrow", true, func(sc *scene, p pen) {
			p.op(crdt.Op{Obj: sc.made["parties"], List: true, Elem: sc.field["p1"], Action: crdt.ActionDelete,
				Pred: []crdt.OpID{sc.field["p1"]}})
		}},
		"an item's field": {"escrow", true, func(sc *scene, p pen) { p.set(sc.field["p1"], "role", "seller") }},
		"a note":          {"lead", true, func(sc *scene, p pen) { noteBy(sc, p, "n2", bob) }},
		"a list made anew": {"lead", true, func(sc *scene, p pen) {
			p.push(p.makes(root, "areas", crdt.ActionMakeList, sc.made["areas"]), root, "North")
		}},
		"a nested field": {"escrow", true, func(sc *scene, p pen) {
			p.set(sc.made["earnestMoneyDeposit"], "amount", 5)
		}},

		"an unknown field":   {"lead", false, func(sc *scene, p pen) { p.set(root, "nonsense", 5) }},
		"a wrong value":      {"lead", false, func(sc *scene, p pen) { p.set(root, "score", 500) }},
		"an item's id twice": {"escrow", false, func(sc *scene, p pen) { party(sc, p, "p1") }},
		"two of one id":      {"escrow", false, func(sc *scene, p pen) { party(sc, p, "p3"); party(sc, p, "p3") }},
		"a former id": {"escrow", false, func(sc *scene, p pen) {
			gone := write("gone", sc.next)
			gone.op(crdt.Op{Obj: sc.made["parties"], List: true, Elem: sc.field["p1"], Action: crdt.ActionDelete,
				Pred: []crdt.OpID{sc.field["p1"]}})
			sc.OpSet.Apply(gone.Change)
			p.StartOp = gone.MaxOp() + 1
			party(sc, p, "p1")
		}},
		"an id of a list where one was renamed": {"escrow", false, func(sc *scene, p pen) {
			renamed := write("renamed", sc.next)
			renamed.set(sc.field["p2"], "id", "p4", sc.field["p2 id"])
			sc.OpSet.Apply(renamed.Change)
			p.StartOp = renamed.MaxOp() + 1
			party(sc, p, "p2")
		}},
		"no required field":       {"lead", false, func(sc *scene, p pen) { p.remove(root, "name", sc.field["name"]) }},
		"an empty required field": {"lead", false, func(sc *scene, p pen) { p.set(root, "name", "") }},
		"a status":                {"escrow", false, func(sc *scene, p pen) { p.set(root, "status", "contingent") }},
		"a counter": {"listing", false, func(sc *scene, p pen) {
			p.increment(root, "Latitude", 1, sc.field["Latitude"])
		}},
		"a control character": {"listing", false, func(sc *scene, p pen) {
			p.push(sc.made["PublicRemarks"], root, "\r")
		}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			sc := fullScene(t, c.recordType)
			p := write("bob's actor", sc.next)
			c.build(sc, p)
			before := line(sc.Fields())
			_, sure, err := crdt.Policy{Type: crm.TypeNamed(c.recordType), User: bob, Moves: true}.Sure(sc.OpSet, p.Change)
			if err != nil || sure != c.sure {
				t.Errorf("sure is %v, %v", sure, err)
			}
			if after := line(sc.Fields()); after != before {
				t.Errorf("asking changed the set: %s", after)
			}
		})
	}
}

func party(sc *scene, p pen, id string) {
	p.set(p.pushes(sc.made["parties"], root, crdt.ActionMakeMap), "id", id)
}

func tagText(sc *scene, p pen, tag string) {
	text, after := p.pushes(sc.made["tags"], root, crdt.ActionMakeText), root
	for _, r := range tag {
		after = p.push(text, after, string(r))
	}
}

// A long list and a long text cost no more than short ones.
func TestSure_TakesTimeForTheChangeAlone(t *testing.T) {
	sc := fullScene(t, "escrow")
	many := write("many", sc.next)
	for i := range 4_000 {
		many.set(many.pushes(sc.made["parties"], root, crdt.ActionMakeMap), "id", "m"+line(i))
	}
	sc.add(t, many)
	policy := crdt.Policy{Type: crm.TypeNamed("escrow"), User: bob}
	p := write("bob's actor", sc.next)
	party(sc, p, "p3")
	if _, sure, _ := policy.Sure(sc.OpSet, p.Change); !sure {
		t.Fatal("not sure")
	}
	least := time.Hour
	for range 20 {
		start := time.Now()
		_, _, _ = policy.Sure(sc.OpSet, p.Change)
		least = min(least, time.Since(start))
	}
	if least > 100*time.Microsecond {
		t.Errorf("it took %v", least)
	}
}

func BenchmarkSure(b *testing.B)  { benchmarkPaste(b, 1, true) }
func BenchmarkJudge(b *testing.B) { benchmarkPaste(b, 1, false) }

func BenchmarkSure_Paste(b *testing.B)  { benchmarkPaste(b, 100_000, true) }
func BenchmarkJudge_Paste(b *testing.B) { benchmarkPaste(b, 100_000, false) }

// benchmarkPaste asks about a change that inserts n characters in a text of 2,000.
func benchmarkPaste(b *testing.B, n int, sure bool) {
	s, genesis := crdt.NewOpSet(), crdt.Genesis(listing, false)
	p := write("a", genesis.MaxOp()+1)
	at, text := root, textOf(genesis)
	for _, r := range strings.Repeat("x", 2_000) {
		at = p.push(text, at, string(r))
	}
	if s.Apply(genesis) != nil || s.Apply(p.Change) != nil {
		b.Fatal("not applicable")
	}
	pasted := write("b", p.MaxOp()+1)
	for range n {
		at = pasted.push(text, at, "y")
	}
	policy := crdt.Policy{Type: listing, User: bob}
	for b.Loop() {
		var err error
		if sure {
			_, _, err = policy.Sure(s, pasted.Change)
		} else {
			_, err = policy.Judge(s, pasted.Change)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}

func textOf(genesis *crdt.Change) crdt.OpID {
	for _, op := range genesis.Ops {
		if op.Key == "PublicRemarks" {
			return op.ID
		}
	}
	return root
}
