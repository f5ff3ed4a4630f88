package crdt_test

import (
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
)

// unseen has bob make two changes, the second without having seen the repair of the first, and returns the document
// after both repairs.
func unseen(t *testing.T, recordType string, first func(sc *scene, p pen), second func(sc *scene, p, before pen)) *scene {
	t.Helper()
	sc := fullScene(t, recordType)
	policy := crdt.Policy{Type: crm.TypeNamed(recordType), User: bob}
	one := write("bob's actor", sc.next)
	first(sc, one)
	r := judge(t, sc, policy, one)
	two := write("bob's actor", one.MaxOp()+1)
	second(sc, two, one)
	two.encode(t, 2, one.Hash)
	verdict, err := policy.Judge(sc.OpSet, two.Change)
	if err != nil {
		t.Fatal(err)
	}
	deps := []crdt.Hash{two.Hash}
	if n := len(r.repairs); n > 0 {
		deps = append(deps, r.repairs[n-1].Hash)
	}
	repairs, err := verdict.Repair(deps)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range append([]*crdt.Change{two.Change}, repairs...) {
		add(t, sc.OpSet, c)
	}
	return sc
}

// A change is judged after the repairs of its ancestors, also if its author has not seen them.
func TestJudge_ReckonsWithRepairsThatTheAuthorHasNotSeen(t *testing.T) {
	cases := map[string]struct {
		recordType string
		first      func(sc *scene, p pen)
		second     func(sc *scene, p, before pen)
		root, want string
	}{
		"a block marker, and then no text": {"listing",
			func(sc *scene, p pen) { p.pushes(sc.made["PublicRemarks"], sc.field["s"], crdt.ActionMakeMap) },
			func(sc *scene, p, _ pen) { p.remove(root, "PublicRemarks", sc.made["PublicRemarks"]) },
			"PublicRemarks", `"Sunny home"`},
		"a server's field twice": {"escrow",
			func(sc *scene, p pen) { p.set(root, "escrowNumber", "ESC-1") },
			func(sc *scene, p, before pen) { p.set(root, "escrowNumber", "ESC-2", before.Ops[0].ID) },
			"escrowNumber", ""},
		"a paste that is too long, and then a number": {"listing",
			func(sc *scene, p pen) {
				p.push(sc.made["PublicRemarks"], sc.field["last"], long(crm.MaxTextBytes))
			},
			func(sc *scene, p, _ pen) { p.set(root, "PublicRemarks", 7, sc.made["PublicRemarks"]) },
			"PublicRemarks", `"Sunny home"`},
		"two items of one id": {"escrow",
			func(sc *scene, p pen) { p.set(p.pushes(sc.made["parties"], root, crdt.ActionMakeMap), "id", "p1") },
			func(sc *scene, p, before pen) {
				p.set(before.Ops[0].ID, "id", "p2", before.Ops[1].ID)
			},
			"parties", `[{"id":"*"},{"id":"p2"},{"id":"p1","role":"a"}]`},
		"a required field, gone and gone again": {"lead",
			func(sc *scene, p pen) { p.set(root, "name", "", sc.field["name"]) },
			func(sc *scene, p, before pen) { p.remove(root, "name", before.Ops[0].ID) },
			"name", `"Ann"`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			sc := unseen(t, c.recordType, c.first, c.second)
			if value, _ := sc.Root(c.root); !matches(string(value), c.want) {
				t.Errorf("%s is %.200s, want %s", c.root, value, c.want)
			}
		})
	}
}

func long(n int) string {
	text := make([]byte, n)
	for i := range text {
		text[i] = 'x'
	}
	return string(text)
}

// A good value that somebody sets while another one's bad value is repaired wins over the repair.
func TestGiveWay_LetsTheGoodValueWin(t *testing.T) {
	sc := fullScene(t, "lead")
	policy := crdt.Policy{Type: crm.TypeNamed("lead"), User: bob}
	last := sc.changes[len(sc.changes)-1].Hash
	bad, good := write("bob's actor", sc.next), write("carol's actor", sc.next)
	bad.set(root, "name", "Bob")
	bad.set(root, "score", "high", sc.field["score"])
	good.set(root, "score", 60, sc.field["score"])
	verdict, err := policy.Judge(sc.OpSet, bad.encode(t, 1, last))
	if err != nil {
		t.Fatal(err)
	}
	repairs, err := verdict.Repair([]crdt.Hash{bad.Hash})
	if err != nil || len(repairs) != 1 {
		t.Fatal(repairs, err)
	}
	graph := crdt.NewGraph()
	for _, c := range append(sc.changes, bad.Change, repairs[0], good.encode(t, 1, last)) {
		if err := graph.Add(crdt.NodeOf(c)); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []*crdt.Change{bad.Change, repairs[0], good.Change} {
		add(t, sc.OpSet, c)
	}
	if value, _ := sc.Root("score"); string(value) != "50" {
		t.Fatalf("the repair does not win: %s", value)
	}
	actors := map[crdt.Actor]crdt.Hash{repairs[0].Actor: repairs[0].Hash}
	one, err := crdt.GiveWay(sc.OpSet, graph, repairs[0], actors)
	if err != nil || len(one) != 1 {
		t.Fatal(one, err)
	}
	other, err := crdt.GiveWay(sc.OpSet, graph, good.Change, actors)
	if err != nil || len(other) != 1 || other[0].Hash != one[0].Hash {
		t.Fatal("it depends on which of the two came last", err)
	}
	add(t, sc.OpSet, one[0])
	if value, _ := sc.Root("score"); string(value) != "60" || len(sc.Values(root, "score")) != 1 {
		t.Errorf("the score is %s", value)
	}
	if r, g, ok := crdt.GiveWayOf(one[0]); !ok || r != repairs[0].Hash || g != good.Hash {
		t.Error("it is not known as a change that gives way")
	}
	if again, err := crdt.GiveWay(sc.OpSet, graph, good.Change, actors); err != nil || len(again) != 0 {
		t.Error("it gives way twice", err)
	}
}
