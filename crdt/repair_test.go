package crdt_test

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"testing"

	"roomkey/bench/peers"
	"roomkey/crdt"
	"roomkey/crm"
)

var (
	alice  = crm.ID{0xa1, 1: 1, 15: 1}
	bob    = crm.ID{0xb0, 1: 2, 15: 2}
	server = crdt.Actor("server's actor..")
)

// stock passes changes to a script and decodes its answer.
func stock(t *testing.T, answer any, changes []*crdt.Change, script string, args ...string) {
	t.Helper()
	if err := peers.Install(); err != nil {
		t.Fatal(err)
	}
	data := make([][]byte, len(changes))
	for i, c := range changes {
		data[i] = c.Data
	}
	input, err := json.Marshal(data)
	if err != nil {
		t.Fatal(err)
	}
	cmd := peers.Brief(t.Context(), script, args...)
	cmd.Stdin, cmd.Stderr = bytes.NewReader(input), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(out, answer); err != nil {
		t.Fatal(err)
	}
}

// competing returns the changes of two stock authors who each add a first note to the same escrow.
func competing(t *testing.T, start ...*crdt.Change) (*crdt.OpSet, []*crdt.Change) {
	t.Helper()
	var data [][]byte
	stock(t, &data, start, "competing.mjs", alice.String(), bob.String())
	s := crdt.NewOpSet()
	var changes []*crdt.Change
	for i, chunk := range data {
		c, err := crdt.ParseChange(chunk, nil)
		if err != nil {
			t.Fatal(err)
		}
		user := alice
		if i == len(data)-1 {
			user = bob
		}
		if _, err := (crdt.Policy{User: user, Draft: true}).Check(s, c); err != nil {
			t.Fatalf("the policy refuses a stock change: %v", err)
		}
		changes = append(changes, add(t, s, c))
	}
	return s, changes
}

func add(t *testing.T, s *crdt.OpSet, c *crdt.Change) *crdt.Change {
	t.Helper()
	if err := s.Apply(c); err != nil {
		t.Fatal(err)
	}
	return c
}

// blank returns the server's next change, made after all of changes, without operations.
func blank(t *testing.T, changes []*crdt.Change) crdt.Change {
	t.Helper()
	next := crdt.Change{Actor: server, Seq: 1, StartOp: 1, Time: 1_700_000_100, Message: "repair"}
	entries, err := crdt.History(nil, false, changes)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range changes {
		next.StartOp = max(next.StartOp, c.MaxOp()+1)
		if c.Actor == server {
			next.Seq = c.Seq + 1
		}
		next.Deps = entries[i].Heads
	}
	return next
}

// mend applies repairs until there is nothing to repair, and returns their number.
func mend(t *testing.T, s *crdt.OpSet, recordType *crm.RecordType, changes *[]*crdt.Change) int {
	t.Helper()
	for n := 0; ; n++ {
		folds := crdt.Folds(s, recordType, false)
		c, err := crdt.Repair(s, recordType, false, nil, blank(t, *changes))
		if err != nil {
			t.Fatal(err)
		}
		if (c == nil) != (len(folds) == 0) {
			t.Fatalf("folds are %v, but the repair is %v", folds, c)
		}
		if c == nil {
			return n
		}
		if _, err := (crdt.Policy{Type: recordType, Server: true}).Check(s, c); err != nil {
			t.Fatalf("the policy refuses a repair: %v", err)
		}
		*changes = append(*changes, add(t, s, c))
	}
}

func TestRepair_KeepsBothFirstNotes(t *testing.T) {
	escrow := crm.TypeNamed("escrow")
	genesis := crdt.Genesis(escrow, false)
	for name, start := range map[string][]*crdt.Change{"without the fixed first change": nil,
		"replacing its lists": {genesis}} {
		t.Run(name, func(t *testing.T) {
			s, changes := competing(t, start...)
			if n := mend(t, s, escrow, &changes); n != 1 {
				t.Errorf("took %d repairs", n)
			}
			fields := content(t, s)
			if got := texts(fields["notes"], "id"); !reflect.DeepEqual(got, []string{"note-2", "note-1"}) {
				t.Errorf("notes are %v", got)
			}
			if got := texts(fields["notes"], "body"); !reflect.DeepEqual(got, []string{"body 2 👍🏽", "body 1 👍🏽"}) {
				t.Errorf("bodies are %v", got)
			}
			if got := line(fields["tags"]); got != `["both","tag 2","tag 1"]` {
				t.Errorf("tags are %v", got)
			}
			if got := line(
				fields["earnestMoneyDeposit"]); got != `{"amount":200,"dueDate":"2026-01-02","holder":"first"}` {
				t.Errorf("the deposit is %v", got)
			}
			conflicts := s.ConflictsOf(escrow, false, nil)
			if got := conflicts["/earnestMoneyDeposit"]; len(got) != 2 || string(got[1].Value) != `{"amount":100}` {
				t.Errorf("what can't be folded must stay a conflict: %v", got)
			}
			if got := conflicts["/parties"]; len(got) != 2 ||
				line(got[1].Value) != `[{"id":"differs","role":"role 1"}]` {
				t.Errorf("an item with two values must stay a conflict: %v", got)
			}
			if len(conflicts) != 2 {
				t.Errorf("conflicts are %v", conflicts)
			}
			delete(fields, "type")
			if err := escrow.Check(fields, false); err != nil {
				t.Error(err)
			}
			readByStock(t, s, changes)
		})
	}
}

// readByStock compares the set with the document that stock Automerge makes of the changes.
func readByStock(t *testing.T, s *crdt.OpSet, changes []*crdt.Change) {
	t.Helper()
	var shown struct {
		Content map[string]json.RawMessage
		Heads   []string
		Hashes  []string
	}
	stock(t, &shown, changes, "show.mjs")
	for i, c := range changes {
		if shown.Hashes[i] != c.Hash.String() {
			t.Errorf("change %d has hash %s, stock Automerge calculates %s", i, c.Hash, shown.Hashes[i])
		}
	}
	if len(shown.Heads) != 1 || shown.Heads[0] != changes[len(changes)-1].Hash.String() {
		t.Errorf("heads are %v", shown.Heads)
	}
	for _, name := range []string{"tags", "earnestMoneyDeposit", "parties"} {
		var want any
		if err := json.Unmarshal(shown.Content[name], &want); err != nil {
			t.Fatal(err)
		}
		if got := content(t, s)[name]; !reflect.DeepEqual(got, want) {
			t.Errorf("%s is %s, stock Automerge shows %s", name, line(got), line(want))
		}
	}
}

func texts(list any, key string) []string {
	var all []string
	items, _ := list.([]any)
	for _, item := range items {
		text, _ := item.(map[string]any)[key].(string)
		all = append(all, text)
	}
	return all
}

func TestRepair_FoldsAgainWhatAnAuthorAddsToALostList(t *testing.T) {
	lead := crm.TypeNamed("lead")
	a, b := write("a", 1), write("b", 1)
	lost := a.makes(crdt.OpID{}, "tags", crdt.ActionMakeList)
	first := a.push(lost, crdt.OpID{}, "one")
	b.makes(crdt.OpID{}, "tags", crdt.ActionMakeList)
	changes := []*crdt.Change{a.encode(t, 1), b.encode(t, 1)}
	s := crdt.NewOpSet()
	for _, c := range changes {
		add(t, s, c)
	}
	mend(t, s, lead, &changes)
	later := write("a", 1_000) // an author who has not received the repair
	later.push(lost, first, "two")
	changes = append(changes, add(t, s, later.encode(t, 2, changes[0].Hash)))
	mend(t, s, lead, &changes)
	if got := line(content(t, s)["tags"]); got != `["one","two"]` {
		t.Errorf("tags are %s", got)
	}
	if conflicts := s.ConflictsOf(lead, false, nil); len(conflicts) != 0 {
		t.Errorf("an empty list that lost is called a conflict: %v", conflicts)
	}
}

func TestRepair_AppendsALostTextOnce(t *testing.T) {
	listing := crm.TypeNamed("listing")
	a, b := write("a", 1), write("b", 1)
	a.text(crdt.OpID{}, "PublicRemarks", "Sunny.")
	b.text(crdt.OpID{}, "PublicRemarks", "Quiet.")
	changes := []*crdt.Change{a.encode(t, 1), b.encode(t, 1)}
	s := crdt.NewOpSet()
	for _, c := range changes {
		add(t, s, c)
	}
	mend(t, s, listing, &changes)
	if got := content(t, s)["PublicRemarks"]; got != "Quiet.\nSunny." {
		t.Errorf("remarks are %q", got)
	}
	if conflicts := s.ConflictsOf(listing, false, nil); len(conflicts) != 0 {
		t.Errorf("conflicts: %v", conflicts)
	}
	if conflicts := s.Conflicts(nil); len(conflicts["/PublicRemarks"]) != 2 {
		t.Errorf("the raw conflict is gone: %v", conflicts)
	}
}

func TestRepair_TakesSeveralChangesForALongText(t *testing.T) {
	listing := crm.TypeNamed("listing")
	a, b := write("a", 1), write("b", 1)
	long := string(bytes.Repeat([]byte("long "), 1_900))
	a.text(crdt.OpID{}, "PrivateRemarks", long)
	b.text(crdt.OpID{}, "PrivateRemarks", "short")
	changes := []*crdt.Change{a.encode(t, 1), b.encode(t, 1)}
	s := crdt.NewOpSet()
	for _, c := range changes {
		add(t, s, c)
	}
	if n := mend(t, s, listing, &changes); n < 2 {
		t.Errorf("took %d repairs", n)
	}
	text, _ := content(t, s)["PrivateRemarks"].(string)
	if got := len(text) - len("short"); got < len(long) || got > len(long)+10 {
		t.Errorf("%d characters arrived of %d", got, len(long))
	}
}

func TestRepair_LeavesAPlainStringWhereATextMayBe(t *testing.T) {
	listing := crm.TypeNamed("listing")
	a := write("a", 1)
	a.set(crdt.OpID{}, "PublicRemarks", "plain")
	changes := []*crdt.Change{a.encode(t, 1)}
	s := crdt.NewOpSet()
	add(t, s, changes[0])
	mend(t, s, listing, &changes)
	if got := content(t, s)["PublicRemarks"]; got != "plain" {
		t.Errorf("remarks are %q", got)
	}
}
