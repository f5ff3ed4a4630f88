package crdt_test

import (
	"strings"
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
)

var listing = crm.TypeNamed("listing")

// remarks judges a change of the remarks of a listing, and returns them after the repair.
func remarks(t *testing.T, build func(sc *scene, p pen)) (*repaired, string) {
	t.Helper()
	sc := fullScene(t, "listing")
	p := write("bob's actor", sc.next)
	build(sc, p)
	got := judge(t, sc, crdt.Policy{Type: listing, User: bob}, p)
	text, _ := content(t, got.OpSet)["PublicRemarks"].(string)
	return got, text
}

func TestJudge_CutsWhatItsAuthorAddedLastToATextThatIsTooLong(t *testing.T) {
	fits := strings.Repeat("x", crm.MaxTextBytes-len("Sunny home"))
	got, text := remarks(t, func(sc *scene, p pen) {
		at := p.push(sc.made["PublicRemarks"], sc.field["last"], fits)
		p.push(sc.made["PublicRemarks"], root, "first in the text, last in time")
		p.push(sc.made["PublicRemarks"], at, "more")
	})
	if got.faults != "too_large /PublicRemarks" || text != "Sunny home"+fits {
		t.Errorf("faults are %s, %d bytes are left", got.faults, len(text))
	}
}

func TestJudge_LetsATextThatIsTooLongBeShortened(t *testing.T) {
	sc := fullScene(t, "listing")
	text := sc.made["PublicRemarks"]
	long := write("a merge", sc.next)
	at := long.push(text, sc.field["last"], strings.Repeat("x", crm.MaxTextBytes))
	end := long.push(text, at, "yyyy")
	sc.add(t, long)
	p := write("bob's actor", sc.next)
	p.op(crdt.Op{Obj: text, List: true, Elem: end, Action: crdt.ActionDelete, Pred: []crdt.OpID{end}})
	p.push(text, end, "zzz")
	got := judge(t, sc, crdt.Policy{Type: listing, User: bob}, p)
	if got.faults != "" || !strings.HasSuffix(content(t, got.OpSet)["PublicRemarks"].(string), "zzz") {
		t.Errorf("faults are %s", got.faults)
	}
	if !(crdt.Policy{Type: listing}).Beyond(got.OpSet, p.Change) {
		t.Error("it is not beyond its limits")
	}
}

func TestJudge_CutsAListThatIsTooLong(t *testing.T) {
	sc := fullScene(t, "lead")
	p := write("bob's actor", sc.next)
	last := sc.field["hot"]
	for range crm.MaxListItems + 1 {
		last = p.push(sc.made["tags"], last, "x")
	}
	got := judge(t, sc, crdt.Policy{Type: crm.TypeNamed("lead"), User: bob}, p)
	tags, _ := content(t, got.OpSet)["tags"].([]any)
	if got.faults != "too_large /tags" || len(tags) != crm.MaxListItems || tags[0] != "hot" {
		t.Errorf("faults are %s, %d are left", got.faults, len(tags))
	}
}

func TestJudge_RestoresALongTextAsOneString(t *testing.T) {
	sc := fullScene(t, "listing")
	typed := write("typing", sc.next)
	at := sc.field["last"]
	for range 9_000 {
		at = typed.push(sc.made["PublicRemarks"], at, "x")
	}
	sc.add(t, typed)
	p := write("bob's actor", sc.next)
	p.remove(root, "PublicRemarks", sc.made["PublicRemarks"])
	got := judge(t, sc, crdt.Policy{Type: listing, User: bob}, p)
	if want := "Sunny home" + strings.Repeat("x", 9_000); content(t, got.OpSet)["PublicRemarks"] != want ||
		len(got.repairs) != 1 || len(got.repairs[0].Ops) != 1 {
		t.Errorf("%d repairs", len(got.repairs))
	}
}

func TestJudge_RestoresALongListInSeveralChanges(t *testing.T) {
	sc := fullScene(t, "escrow")
	many := write("many", sc.next)
	for i := range 3_000 {
		item := many.pushes(sc.made["parties"], root, crdt.ActionMakeMap)
		many.set(item, "id", "m"+strings.Repeat("x", i%7)+string(rune('a'+i%26))+line(i))
		many.set(item, "role", "buyer")
	}
	sc.add(t, many)
	before := line(content(t, sc.OpSet)["parties"])
	p := write("bob's actor", sc.next)
	p.remove(root, "parties", sc.made["parties"])
	p.set(root, "nonsense", 1)
	got := judge(t, sc, crdt.Policy{Type: crm.TypeNamed("escrow"), User: bob}, p)
	if line(content(t, got.OpSet)["parties"]) != before || len(got.repairs) != 2 {
		t.Errorf("%d repairs", len(got.repairs))
	}
	first, second := got.repairs[0], got.repairs[1]
	if second.Actor != first.Actor || second.Seq != 2 || len(second.Deps) != 1 || second.Deps[0] != first.Hash {
		t.Error("the second change does not follow the first")
	}
	if _, ok := got.Root("nonsense"); ok {
		t.Error("what follows the list is not put right")
	}
}

// What may not be judged by content is rejected (R25).
func TestJudge_Rejects(t *testing.T) {
	cases := map[string]struct {
		code  crm.Code
		build func(sc *scene, p pen)
	}{
		"a mark outside of a text": {crm.CodeInvalid, func(sc *scene, p pen) { mark(p, sc.made["tags"], "bold") }},
		"an object not there": {crm.CodeInvalid, func(sc *scene, p pen) {
			p.set(crdt.OpID{Counter: 1, Actor: "zz"}, "k", 1)
		}},
		"a long message": {crm.CodeTooLarge, func(sc *scene, p pen) { p.Message = strings.Repeat("m", 5_000) }},
		"another's note": {crm.CodeForbidden, func(sc *scene, p pen) {
			p.text(sc.note, "author", bob.String(), sc.field["author"])
		}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			sc := newScene(t, "lead", false)
			p := write("bob's actor", sc.next)
			c.build(sc, p)
			policy, before := crdt.Policy{Type: crm.TypeNamed("lead"), User: bob}, line(sc.Fields())
			if _, err := policy.Judge(sc.OpSet, p.Change); crm.CodeOf(err) != c.code {
				t.Errorf("Judge returns %v", err)
			}
			if _, sure, err := policy.Sure(sc.OpSet, p.Change); crm.CodeOf(err) != c.code && (err != nil || sure) {
				t.Errorf("Sure returns %v, %v", sure, err)
			}
			if after := line(sc.Fields()); after != before {
				t.Errorf("it left %s", after)
			}
		})
	}
}

func TestJudge_KeepsThePrivateDocumentToItsRecord(t *testing.T) {
	sc := newScene(t, "escrow", true)
	named := write("alice's", sc.next)
	was := named.text(root, "privateOf", alice.String())
	sc.add(t, named)
	p := write("bob's actor", sc.next)
	p.text(root, "privateOf", bob.String(), was)
	p.set(root, "loanAmount", "much")
	p.set(sc.made["commission"], "gci", 5)
	p.set(root, "side", "buyer")
	policy := crdt.Policy{Type: crm.TypeNamed("escrow"), Private: true, Record: alice, User: bob}
	got := judge(t, sc, policy, p)
	want := "invalid /privateOf, invalid /private/loanAmount, forbidden /private/commission/gci, " +
		"invalid /private/side"
	if got.faults != want {
		t.Errorf("faults are %s", got.faults)
	}
	if fields := content(t, got.OpSet); fields["privateOf"] != alice.String() || len(fields) != 2 {
		t.Errorf("fields are %s", line(fields))
	}
}
