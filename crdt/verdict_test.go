package crdt_test

import (
	"bytes"
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
	p.encode(t, 1)
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
	"a list replaced by a number": {"lead", "invalid /notes", "notes",
		`[{"author":"` + alice.String() + `","body":"hello","id":"n1"}]`, func(sc *scene, p pen) {
			p.set(root, "notes", 7, sc.made["notes"])
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
	"the last of an either-or group deleted": {"lead", "invalid /email", "email", `"ann@example.com"`,
		func(sc *scene, p pen) { p.remove(root, "email", sc.field["email"]) }},
}

// leadScene adds what the rows need to a scene.
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
	add(t, sc.OpSet, p.Change)
	sc.next = p.MaxOp() + 1
	return sc
}

func TestJudge_PutsRight(t *testing.T) {
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			sc := fullScene(t, r.recordType)
			p := write("bob's actor", sc.next)
			r.build(sc, p)
			got := judge(t, sc, crdt.Policy{Type: crm.TypeNamed(r.recordType), User: bob}, p)
			if got.faults != r.faults {
				t.Errorf("faults are %q", got.faults)
			}
			value, _ := got.Root(r.root)
			if string(value) != r.want {
				t.Errorf("%s is %s, want %s", r.root, value, r.want)
			}
			if !slices.Contains(got.verdict.Roots, r.root) {
				t.Errorf("roots are %v", got.verdict.Roots)
			}
		})
	}
}
