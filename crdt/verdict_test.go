package crdt_test

import (
	"bytes"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
)

// repaired is a document with one change by bob and its repair after it.
type repaired struct {
	*crdt.OpSet
	verdict *crdt.Verdict
	repairs []*crdt.Change
	faults  string // code and field of each fault
}

// judge has bob make a change in a scene, applies it, and applies its repair.
func judge(t *testing.T, sc *scene, policy crdt.Policy, p pen) *repaired {
	t.Helper()
	before := line(sc.Fields())
	p.encode(t, 1, sc.changes[len(sc.changes)-1].Hash)
	verdict, err := policy.Judge(sc.OpSet, p.Change)
	if err != nil {
		t.Fatal(err)
	}
	if after := line(sc.Fields()); after != before {
		t.Errorf("judging changed the set: %s", after)
	}
	r := &repaired{OpSet: sc.OpSet, verdict: verdict, faults: faultsOf(verdict)}
	if r.repairs, err = verdict.Repair([]crdt.Hash{p.Hash}); err != nil {
		t.Fatal(err)
	}
	add(t, r.OpSet, p.Change)
	for i, c := range r.repairs {
		if cause, ok := crdt.RepairOf(c); ok != (i == 0) || ok && cause != p.Hash {
			t.Errorf("the repair is of %s, %v", cause, ok)
		}
		parsed, err := crdt.ParseChange(c.Data, nil)
		if err != nil {
			t.Fatalf("the repair can't be read: %v", err)
		}
		if !bytes.Equal(parsed.Data, c.Data) || c.Time != p.Time || c.StartOp <= p.MaxOp() {
			t.Error("the repair is not as it should be")
		}
		add(t, r.OpSet, c)
	}
	return r
}

func faultsOf(v *crdt.Verdict) string {
	var all []string
	for _, err := range v.Faults {
		all = append(all, string(err.Code)+" "+err.Field)
	}
	return strings.Join(all, ", ")
}

// row is one bad change by bob and what its repair leaves.
type row struct {
	recordType string
	faults     string
	root       string // the root key that is looked at
	want       string // its value after the repair; "" for none
	build      func(sc *scene, p pen)
}

var rows = map[string]row{
	"an unknown field": {"lead", "invalid /nonsense", "nonsense", "", func(sc *scene, p pen) {
		p.set(root, "nonsense", "x")
	}},
	"the server's field, absent": {"escrow", "forbidden /escrowNumber", "escrowNumber", "", func(sc *scene, p pen) {
		p.text(root, "escrowNumber", "ESC-2026-001")
	}},
	"a computed field": {"listing", "forbidden /DaysOnMarket", "DaysOnMarket", "", func(sc *scene, p pen) {
		p.set(root, "DaysOnMarket", 5)
	}},
	"a wrong type": {"lead", "invalid /score", "score", "50", func(sc *scene, p pen) {
		p.set(root, "score", "high", sc.field["score"])
	}},
	"a wrong value": {"lead", "invalid /score", "score", "50", func(sc *scene, p pen) {
		p.set(root, "score", 500, sc.field["score"])
	}},
	"a wrong value beside the good one": {"lead", "invalid /score", "score", "50", func(sc *scene, p pen) {
		p.set(root, "score", 500)
	}},
	"a required field deleted": {"lead", "invalid /name", "name", `"Ann"`, func(sc *scene, p pen) {
		p.remove(root, "name", sc.field["name"])
	}},
	"a required field blanked": {"lead", "invalid /name", "name", `"Ann"`, func(sc *scene, p pen) {
		p.set(root, "name", "", sc.field["name"])
	}},
	"a list deleted": {"lead", "invalid /tags", "tags", `["hot"]`, func(sc *scene, p pen) {
		p.remove(root, "tags", sc.made["tags"])
	}},
	"a list replaced by a number": {"lead", "invalid /tags", "tags", `["hot"]`, func(sc *scene, p pen) {
		p.set(root, "tags", 7, sc.made["tags"])
	}},
	"a control character in a string": {"lead", "invalid /name", "name", `"A B"`, func(sc *scene, p pen) {
		p.set(root, "name", "A\x00\r\nB\u202e", sc.field["name"])
	}},
	"a string that was typed in to be none": {"lead", "invalid /stage", "stage", `"new"`, func(sc *scene, p pen) {
		p.push(sc.field["stage"], root, "x")
	}},
	"a bad item": {"lead", "invalid /tags/1", "tags", `["hot"]`, func(sc *scene, p pen) {
		p.push(sc.made["tags"], sc.field["hot"], 5)
	}},
	"a bad value in an item's place": {"lead", "invalid /tags/0", "tags", `["hot"]`, func(sc *scene, p pen) {
		p.op(crdt.Op{Obj: sc.made["tags"], List: true, Elem: sc.field["hot"], Action: crdt.ActionSet,
			Value: primitive(5), Pred: []crdt.OpID{sc.field["hot"]}})
	}},
	"another type": {"lead", "invalid /type", "type", `"lead"`, func(sc *scene, p pen) {
		p.text(root, "type", "client", sc.made["type"])
	}},
	"the rest of an either-or group deleted": {"client", "invalid /LastName", "LastName", `"Lee"`,
		func(sc *scene, p pen) {
			p.remove(root, "FirstName", sc.field["FirstName"])
			p.remove(root, "LastName", sc.field["LastName"])
		}},
	"a loser of a conflict": {"lead", "invalid /score", "score", "50", func(sc *scene, p pen) {
		p.set(root, "score", "high") // loses to the next one
		p.set(root, "score", 60, sc.field["score"])
	}},
	"a counter out of range": {"lead", "invalid /score", "score", "50", func(sc *scene, p pen) {
		p.increment(root, "score", 11, p.set(root, "score", counter(90), sc.field["score"]))
	}},
	"an increment out of range": {"listing", "invalid /Latitude", "Latitude", "80", func(sc *scene, p pen) {
		p.increment(root, "Latitude", 11, sc.field["Latitude"])
	}},
	"a text deleted": {"listing", "invalid /PublicRemarks", "PublicRemarks", `"Sunny home"`,
		func(sc *scene, p pen) { p.remove(root, "PublicRemarks", sc.made["PublicRemarks"]) }},
	"a text replaced by a number": {"listing", "invalid /PublicRemarks", "PublicRemarks", `"Sunny home"`,
		func(sc *scene, p pen) { p.set(root, "PublicRemarks", 7, sc.made["PublicRemarks"]) }},
	"a block marker": {"listing", "invalid /PublicRemarks", "PublicRemarks", `"Sunny home"`, func(sc *scene, p pen) {
		block := p.pushes(sc.made["PublicRemarks"], sc.field["s"], crdt.ActionMakeMap)
		p.set(block, "type", "paragraph")
	}},
	"a number in a text": {"listing", "invalid /PublicRemarks", "PublicRemarks", `"Sunny home"`,
		func(sc *scene, p pen) { p.push(sc.made["PublicRemarks"], sc.field["s"], 5) }},
	"control characters in a text": {"listing", "invalid /PublicRemarks, invalid /PublicRemarks", "PublicRemarks",
		`"SA\tunny home"`, func(sc *scene, p pen) {
			at := p.push(sc.made["PublicRemarks"], sc.field["s"], "A")
			at = p.push(sc.made["PublicRemarks"], at, "\x00")
			at = p.push(sc.made["PublicRemarks"], at, "\u202e")
			p.push(sc.made["PublicRemarks"], at, "\t")
		}},
	"line breaks of Windows and of old": {"listing", "invalid /PublicRemarks, invalid /PublicRemarks", "PublicRemarks",
		`"S\nA\nunny home"`, func(sc *scene, p pen) {
			at := p.push(sc.made["PublicRemarks"], sc.field["s"], "\r")
			at = p.push(sc.made["PublicRemarks"], at, "\n")
			at = p.push(sc.made["PublicRemarks"], at, "A")
			p.push(sc.made["PublicRemarks"], at, "\r")
		}},
	"a character that is replaced by a number": {"listing", "invalid /PublicRemarks", "PublicRemarks", `"Sunny home"`,
		func(sc *scene, p pen) {
			p.op(crdt.Op{Obj: sc.made["PublicRemarks"], List: true, Elem: sc.field["s"], Action: crdt.ActionSet,
				Value: primitive(5), Pred: []crdt.OpID{sc.field["s"]}})
		}},
	"an item without an id": {"escrow", "invalid /checklist/0/id", "checklist", `[{"id":"*","title":"Keys"}]`,
		func(sc *scene, p pen) {
			p.set(p.pushes(sc.made["checklist"], root, crdt.ActionMakeMap), "title", "Keys")
		}},
	"an id twice": {"escrow", "invalid /parties/p1/id", "parties", `[{"id":"*","role":"b"},{"id":"p2"},{"id":"p1","role":"a"}]`,
		func(sc *scene, p pen) {
			item := p.pushes(sc.made["parties"], root, crdt.ActionMakeMap)
			p.set(item, "id", "p1")
			p.set(item, "role", "b")
		}},
	"an id taken from another item": {"escrow", "invalid /parties/p1/id", "parties",
		`[{"id":"p2"},{"id":"p1","role":"a"}]`, func(sc *scene, p pen) {
			p.set(sc.field["p2"], "id", "p1", sc.field["p2 id"])
		}},
	"a deleted id": {"escrow", "invalid /parties/0/id", "parties", `[{"id":"p2"},{"id":"p1","role":"a"}]`,
		func(sc *scene, p pen) { p.remove(sc.field["p2"], "id", sc.field["p2 id"]) }},
	"a number for an id": {"escrow", "invalid /parties/0/id", "parties", `[{"id":"p2"},{"id":"p1","role":"a"}]`,
		func(sc *scene, p pen) { p.set(sc.field["p2"], "id", 7, sc.field["p2 id"]) }},
	"a nested map's field": {"escrow", "invalid /earnestMoneyDeposit/amount", "earnestMoneyDeposit", "{}",
		func(sc *scene, p pen) { p.set(sc.made["earnestMoneyDeposit"], "amount", "much") }},
	"a status move": {"escrow", "invalid /status", "status", `"open"`, func(sc *scene, p pen) {
		p.set(root, "status", "closed", sc.field["status"])
	}},
	"the last of an either-or group deleted": {"lead", "invalid /email", "email", `"ann@example.com"`,
		func(sc *scene, p pen) { p.remove(root, "email", sc.field["email"]) }},
}

// matches compares a value with what is wanted, where * stands for an id that was derived.
func matches(value, want string) bool {
	before, after, wild := strings.Cut(want, "*")
	if !wild {
		return value == want
	}
	return len(value) == len(want)-1+len(alice.String()) && strings.HasPrefix(value, before) &&
		strings.HasSuffix(value, after)
}

// fullScene adds what the rows need to a scene.
func fullScene(t *testing.T, recordType string) *scene {
	t.Helper()
	sc := newScene(t, recordType, false)
	p := write("alice's second", sc.next)
	if recordType == "lead" {
		sc.field["name"] = p.set(root, "name", "Ann")
		sc.field["source"] = p.set(root, "source", "web")
		sc.field["stage"] = p.text(root, "stage", "new")
		sc.field["email"] = p.set(root, "email", "ann@example.com")
		sc.field["score"] = p.set(root, "score", 50)
		sc.field["hot"] = p.push(sc.made["tags"], root, "hot")
	}
	switch recordType {
	case "client":
		sc.field["FirstName"] = p.set(root, "FirstName", "Ann")
		sc.field["LastName"] = p.set(root, "LastName", "Lee")
	case "listing":
		sc.field["Latitude"] = p.set(root, "Latitude", counter(80))
		for _, r := range "Sunny home" {
			sc.field["last"] = p.push(sc.made["PublicRemarks"], sc.field["last"], string(r))
			if r == 'S' {
				sc.field["s"] = sc.field["last"]
			}
		}
	case "escrow":
		sc.field["status"] = p.set(root, "status", "open")
		sc.field["p1"] = p.pushes(sc.made["parties"], root, crdt.ActionMakeMap)
		p.set(sc.field["p1"], "id", "p1")
		p.set(sc.field["p1"], "role", "a")
		sc.field["p2"] = p.pushes(sc.made["parties"], root, crdt.ActionMakeMap)
		sc.field["p2 id"] = p.text(sc.field["p2"], "id", "p2")
	}
	sc.add(t, p)
	return sc
}

func TestJudge_PutsRight(t *testing.T) {
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			sc := fullScene(t, r.recordType)
			p := write("bob's actor", sc.next)
			r.build(sc, p)
			got := judge(t, sc, crdt.Policy{Type: crm.TypeNamed(r.recordType), User: bob, Moves: true}, p)
			if got.faults != r.faults {
				t.Errorf("faults are %q", got.faults)
			}
			value, _ := got.Root(r.root)
			if !matches(string(value), r.want) {
				t.Errorf("%s is %s, want %s", r.root, value, r.want)
			}
			if !slices.Contains(got.verdict.Roots, r.root) {
				t.Errorf("roots are %v", got.verdict.Roots)
			}
		})
	}
}

// A stock client that receives a bad change together with its repair shows the document as it was, and its core holds
// what it shows.
func TestJudge_StockClientsShowWhatIsPutRight(t *testing.T) {
	names := slices.Sorted(maps.Keys(rows))
	var histories [][][]*crdt.Change
	var wants []map[string]any
	for _, name := range names {
		r := rows[name]
		sc := fullScene(t, r.recordType)
		p := write("bob's actor", sc.next)
		r.build(sc, p)
		got := judge(t, sc, crdt.Policy{Type: crm.TypeNamed(r.recordType), User: bob, Moves: true}, p)
		histories = append(histories, [][]*crdt.Change{sc.changes, append([]*crdt.Change{p.Change}, got.repairs...)})
		wants = append(wants, content(t, got.OpSet))
	}
	for i, got := range crdt.Receive(t, histories) {
		if got.Broken >= 0 || got.Stale != 0 || got.Marks != 0 {
			t.Errorf("%s: %+v", names[i], got)
		}
		if !reflect.DeepEqual(got.Content, wants[i]) {
			t.Errorf("%s: a stock client shows %v, want %v", names[i], got.Content, wants[i])
		}
	}
}
