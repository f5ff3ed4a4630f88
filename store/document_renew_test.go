package store_test

import (
	"database/sql"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"roomkey/crm"
	"roomkey/store"
)

// renewal continues document n of record 1 by document next.
func renewal(n, next int, text string) *crm.Write {
	w := write(next, text)
	w.Of, w.Renews = id(1), id(n)
	w.Record = lead(1, nil)
	w.Record.Document, w.Record.Heads = id(next), w.Heads
	return w
}

func commit(t *testing.T, s *store.Store, writes ...*crm.Write) {
	t.Helper()
	for _, w := range writes {
		if _, err := s.Commit(t.Context(), w); err != nil {
			t.Fatal(err)
		}
	}
}

func TestRenew_TheOldDocumentStaysAndTakesNoMore(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	s := reopen(t, dir)
	put(t, s, lead(1, nil))
	commit(t, s, write(1, "a"), renewal(1, 11, "b"), renewal(11, 12, "c"))
	for _, again := range []*crm.Write{write(1, "late"), write(11, "late")} {
		again.Of = id(1)
		_, err := s.Commit(t.Context(), again)
		wantCode(t, err, crm.CodeConflict)
	}
	for name, w := range map[string]*crm.Write{
		"twice": renewal(1, 13, "x"), "what is not there": renewal(99, 13, "x"),
		"by what is there": renewal(12, 11, "x"), "of another record": renewal(12, 13, "x"),
	} {
		if name == "of another record" {
			w.Of, w.Record = id(2), nil
		}
		if _, err := s.Commit(t.Context(), w); crm.CodeOf(err) != crm.CodeConflict {
			t.Errorf("renewing %s: %v", name, err)
		}
	}
	for range 2 {
		for document, next := range map[int]int{1: 11, 11: 12, 12: 0} {
			stored, err := s.Document(t.Context(), id(document))
			if err != nil {
				t.Fatal(err)
			}
			if want := id(next); next == 0 && !stored.Moved.IsZero() || next != 0 && stored.Moved != want ||
				stored.Record != id(1) || len(stored.Changes) != 1 {
				t.Errorf("document %d is %+v", document, stored)
			}
		}
		r, err := s.Record(t.Context(), id(1))
		if err != nil || r.DocumentOf(false) != id(12) || r.DocumentOf(true) != crm.PrivateID(id(1)) {
			t.Fatalf("the record is %+v (%v)", r, err)
		}
		former, err := s.Former(t.Context(), id(1), false)
		if err != nil || !slices.Equal(former, []crm.ID{id(1), id(11)}) {
			t.Errorf("the former documents are %v (%v)", former, err)
		}
		if former, err := s.Former(t.Context(), id(1), true); err != nil || len(former) > 0 {
			t.Errorf("the former private documents are %v (%v)", former, err)
		}
		if found := problems(t, s); len(found) > 0 {
			t.Error(found)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = reopen(t, dir) // it is the same in the file
	}
}

func TestErase_RemovesRenewedDocumentsAndDeniesTheirIDs(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	s := reopen(t, dir)
	put(t, s, lead(1, nil))
	commit(t, s, write(1, "a"), renewal(1, 11, "b"))
	backup := filepath.Join(t.TempDir(), "backup.db")
	if err := s.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	commit(t, s, renewal(11, 12, "c"))
	if err := s.Erase(t.Context(), id(1)); err != nil {
		t.Fatal(err)
	}
	gone := func() {
		t.Helper()
		for _, document := range []int{1, 11, 12} {
			if _, err := s.Document(t.Context(), id(document)); crm.CodeOf(err) != crm.CodeNotFound {
				t.Errorf("document %d is left: %v", document, err)
			}
			if denied, err := s.Erased(t.Context(), id(document)); err != nil || !denied {
				t.Errorf("document %d can be made again (%v)", document, err)
			}
		}
		if found := problems(t, s); len(found) > 0 {
			t.Error(found)
		}
	}
	gone()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := store.Restore(t.Context(), backup, dir, store.Options{}); err != nil {
		t.Fatal(err)
	}
	s = reopen(t, dir)
	gone()
}

func TestCheck_TellsOfADocumentThatNothingContinues(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	s := reopen(t, dir)
	put(t, s, lead(1, nil))
	commit(t, s, write(1, "a"), renewal(1, 11, "b"))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", file(dir))
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Exec(`DELETE FROM documents WHERE moved IS NULL`)
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	if found := problems(t, reopen(t, dir)); !strings.Contains(strings.Join(found, "\n"), "continued by") {
		t.Error(found)
	}
}
