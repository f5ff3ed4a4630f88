package hostile_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/testclient"
)

// write writes operations as one change of a document's own; those without a number get theirs here.
func (s *server) write(doc *testclient.Doc, ops ...crdt.Op) (crm.Hash, error) {
	s.T.Helper()
	heads, start := doc.Tip()
	actor := crdt.Actor(fmt.Sprintf("%.16x", heads[0][:]))
	for i := range ops {
		ops[i].ID = crdt.OpID{Counter: start + uint64(i), Actor: actor}
	}
	change := &crdt.Change{Deps: heads, Actor: actor, Seq: 1, StartOp: start, Ops: ops}
	if err := crdt.EncodeChange(change); err != nil {
		s.T.Fatal(err)
	}
	return change.Hash, doc.Add(change)
}

// operations are all of a document.
func (s *server) operations(doc *testclient.Doc) (ops []crdt.Op) {
	s.T.Helper()
	for _, chunk := range doc.Chunks() {
		change, err := crdt.ParseChange(chunk, crdt.NewBudget())
		if err != nil {
			s.T.Fatal(err)
		}
		ops = append(ops, change.Ops...)
	}
	return ops
}

// rewriteANote: whatever a colleague's client does to a note, it stays, and nobody is told of a mention in it.
func (s *server) rewriteANote() {
	author := s.Personal(demo.Agent1.Email)
	listing := s.MakeListing(author, crm.VisibilityTeam)
	path := "/listings/" + listing.ID
	s.want(201, author, "POST", path+"/notes", m{"body": "Hello", "mentions": []crm.ID{demo.Agent2.ID}}, nil)
	notes := func() string {
		var r record
		s.Get(author, path, &r)
		return fmt.Sprint(r.Fields["notes"])
	}
	before := notes()
	text := func(value string) crdt.Value { return crdt.Value{Type: crdt.ValueString, Bytes: value} }
	for _, attempt := range []string{"body", "at", "author", "mentions", "all"} {
		doc := s.writer(&demo.Agent2, listing.Key(s.T), testclient.Options{})
		all := s.operations(doc)
		body := all[slices.IndexFunc(all, func(op crdt.Op) bool { return op.Key == "body" })]
		note := all[slices.IndexFunc(all, func(op crdt.Op) bool { return op.ID == body.Obj })]
		var attack crdt.Op
		if attempt == "all" {
			attack = crdt.Op{Obj: note.Obj, Elem: note.ID, List: true, Action: crdt.ActionDelete,
				Pred: []crdt.OpID{note.ID}}
		} else {
			was := all[slices.IndexFunc(all, func(op crdt.Op) bool {
				return op.Obj == note.ID && op.Key == attempt
			})]
			attack = crdt.Op{Obj: note.ID, Key: attempt, Action: crdt.ActionSet, Value: text(demo.Agent2.ID.String()),
				Pred: []crdt.OpID{was.ID}}
			if attempt == "mentions" {
				attack = crdt.Op{Obj: was.ID, List: true, Insert: true, Action: crdt.ActionSet,
					Value: text(demo.Lead.ID.String())}
			}
		}
		hash, err := s.write(doc, attack)
		if err := s.settled(doc, hash, err); crm.CodeOf(err) != crm.CodeForbidden {
			s.T.Errorf("%s of another's note: %v", attempt, err)
		}
		if after := notes(); after != before {
			s.T.Errorf("%s: the notes are %s, and were %s", attempt, after, before)
		}
	}
	var told struct{ Items []m }
	s.Get(s.Personal(demo.Lead.Email), "/notifications", &told)
	if slices.ContainsFunc(told.Items, func(notice m) bool { return notice["record"] == listing.ID }) {
		s.T.Errorf("the lead is told %v", told.Items)
	}
}

// breakTheSchema: a change that deletes a required field or doubles the id of a list's item is put right before
// anybody sees it, and its author's next edit is saved.
func (s *server) breakTheSchema() {
	listing := s.MakeListing(s.Personal(demo.Agent1.Email), crm.VisibilityTeam)
	var mu sync.Mutex // guards repaired
	repaired := make(map[string]string)
	doc := s.writer(&demo.Agent2, listing.Key(s.T), testclient.Options{OnFrame: func(f testclient.Frame) {
		if mu.Lock(); f.Type == "repaired" {
			repaired[string(f.Hashes[0])] = f.Field
		}
		mu.Unlock()
	}})
	root := func(key string) crdt.OpID {
		all := s.operations(doc)
		return all[slices.IndexFunc(all, func(op crdt.Op) bool { return op.Obj == crdt.OpID{} && op.Key == key })].ID
	}
	heads, start := doc.Tip()
	actor := crdt.Actor(fmt.Sprintf("%.16x", heads[0][:])) // as write has it
	items := []crdt.Op{{Key: "City", Action: crdt.ActionDelete, Pred: []crdt.OpID{root("City")}}}
	for range 2 {
		item := crdt.OpID{Counter: start + uint64(len(items)), Actor: actor}
		items = append(items, crdt.Op{Obj: root("Media"), List: true, Insert: true, Action: crdt.ActionMakeMap})
		for key, value := range map[string]string{"id": "twin", "url": "https://example.test/a.jpg"} {
			items = append(items, crdt.Op{Obj: item, Key: key, Action: crdt.ActionSet,
				Value: crdt.Value{Type: crdt.ValueString, Bytes: value}})
		}
	}
	hash, err := s.write(doc, items...)
	if err := s.settled(doc, hash, err); err != nil {
		s.T.Errorf("a change that is put right: %v", err)
	}
	var now record
	s.Get(s.Personal(demo.Agent1.Email), "/listings/"+listing.ID, &now)
	media, _ := now.Fields["Media"].([]any)
	if now.Fields["City"] != "Davis" || strings.Count(fmt.Sprint(media), "id:twin") != 1 || len(media) == 0 {
		s.T.Errorf("the record is %v", now.Fields)
	}
	after, err := doc.Set("City", "Woodland")
	if err := s.settled(doc, after, err); err != nil {
		s.T.Errorf("the edit after it: %v", err)
	}
	mu.Lock()
	defer mu.Unlock()
	if repaired[string(hash[:])] == "" {
		s.T.Errorf("the author is told %v", repaired)
	}
}
