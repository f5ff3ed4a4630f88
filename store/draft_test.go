package store_test

import (
	"testing"

	"roomkey/crm"
)

func draftBy(n int, author crm.ID, text string) *crm.Write {
	w := write(n, text)
	w.Draft, w.Author = true, author
	return w
}

// A private document may be stored before it says which record it belongs to.
func TestDraft_IsRehomedInPlace(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	s := reopen(t, dir)
	if _, err := s.Commit(t.Context(), draftBy(1, id(5), "a")); err != nil {
		t.Fatal(err)
	}
	home := &crm.Write{Document: id(1), Of: id(2), Private: true, Changes: []crm.StoredChange{chunk("b")},
		Heads: []crm.Hash{chunk("b").Hash}}
	still := *home
	still.Draft, still.Author, still.Changes = true, id(5), nil
	for _, w := range []*crm.Write{&still, home} {
		if _, err := s.Commit(t.Context(), w); err != nil {
			t.Fatal(err)
		}
		if ids, err := s.DraftIDs(t.Context(), id(5)); err != nil || len(ids) != 0 {
			t.Fatal(ids, err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = reopen(t, dir)
	doc, err := s.Document(t.Context(), id(1))
	if err != nil || doc.Draft || !doc.Private || doc.Record != id(2) || len(doc.Changes) != 2 {
		t.Fatalf("%+v, %v", doc, err)
	}
	_, err = s.Commit(t.Context(), write(1, "c"))
	wantCode(t, err, crm.CodeConflict) // it is a draft no more
}

func TestDraft_GivesWayWithTheWriteThatTakesItsPlace(t *testing.T) {
	t.Parallel()
	s := open(t)
	if _, err := s.Commit(t.Context(), draftBy(1, id(5), "foreign")); err != nil {
		t.Fatal(err)
	}
	w := &crm.Write{Document: id(1), Of: id(2), Private: true, Anew: true, Changes: []crm.StoredChange{chunk("own")},
		Heads: []crm.Hash{chunk("own").Hash}, Bind: map[string]crm.ID{"actor": id(6)}}
	other := write(3, "x")
	other.Bind = map[string]crm.ID{"actor": id(7)}
	if _, err := s.Commit(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	_, err := s.Commit(t.Context(), w)
	wantCode(t, err, crm.CodeForbidden) // the actor is another's: the write fails, and the draft is still there
	if doc, err := s.Document(t.Context(), id(1)); err != nil || !doc.Draft ||
		doc.Changes[0].Hash != chunk("foreign").Hash {
		t.Fatalf("%+v, %v", doc, err)
	}
	w.Bind = nil
	if _, err := s.Commit(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	doc, err := s.Document(t.Context(), id(1))
	if err != nil || doc.Draft || !doc.Private || doc.Record != id(2) || len(doc.Changes) != 1 ||
		doc.Changes[0].Hash != chunk("own").Hash {
		t.Fatalf("%+v, %v", doc, err)
	}
	_, err = s.Commit(t.Context(), w)
	wantCode(t, err, crm.CodeConflict) // only a draft gives way
}

// One transaction may hold the draft and the write that replaces it.
func TestDraft_GivesWayWithinOneTransaction(t *testing.T) {
	t.Parallel()
	s := open(t)
	w := write(1, "own")
	w.Anew = true
	errs, _ := submitTogether(s, []*crm.Write{write(9, "first"), draftBy(1, id(5), "foreign"), w})
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
	doc, err := s.Document(t.Context(), id(1))
	if err != nil || doc.Draft || len(doc.Changes) != 1 || doc.Changes[0].Hash != chunk("own").Hash {
		t.Fatalf("%+v, %v", doc, err)
	}
}
