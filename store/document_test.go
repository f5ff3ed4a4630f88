package store_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"
	"testing"

	"roomkey/crm"
	"roomkey/store"
)

func TestCompact_KeepsEveryChange(t *testing.T) {
	t.Parallel()
	s := open(t)
	var want []crm.StoredChange
	add := func(n int) {
		w := &crm.Write{Document: id(1), Of: id(1)}
		for range n {
			c := chunk(fmt.Sprint(len(want)))
			if len(want) == 0 {
				c.User = crm.ID{}
			}
			want = append(want, c)
			w.Changes = append(w.Changes, c)
		}
		w.Heads = []crm.Hash{want[len(want)-1].Hash}
		if _, err := s.Commit(t.Context(), w); err != nil {
			t.Fatal(err)
		}
	}
	heads := func() []crm.Hash { return []crm.Hash{want[len(want)-1].Hash} }
	same := func(snapshot string, n int) {
		t.Helper()
		doc, err := s.Document(t.Context(), id(1))
		if err != nil {
			t.Fatal(err)
		}
		if string(doc.Snapshot) != snapshot || doc.SnapshotChanges != n || len(doc.Changes) != len(want) {
			t.Fatalf("snapshot %q of %d, %d changes", doc.Snapshot, doc.SnapshotChanges, len(doc.Changes))
		}
		hashes := make([]crm.Hash, len(want))
		for i, c := range doc.Changes {
			w := want[i]
			if c.Hash != w.Hash || !bytes.Equal(c.Data, w.Data) || c.User != w.User || !c.At.Equal(w.At) {
				t.Fatalf("change %d is %+v, want %+v", i, c, w)
			}
			hashes[len(want)-1-i] = c.Hash
		}
		sameChunks(t, s, doc)
		data, err := s.ChangeData(t.Context(), id(1), hashes)
		if err != nil {
			t.Fatal(err)
		}
		for i := range data {
			if !bytes.Equal(data[i], want[len(want)-1-i].Data) {
				t.Fatalf("data %d is another change's", i)
			}
		}
	}
	add(5000)
	same("", 0)
	if err := s.Compact(t.Context(), id(1), []byte("one"), heads(), 5000); err != nil {
		t.Fatal(err)
	}
	same("one", 5000)
	add(10)
	same("one", 5000)
	fifth := want[5004].Hash // of ten, that come after the snapshot
	wantCode(t, s.Compact(t.Context(), id(1), []byte("another's"), heads(), 5005), crm.CodeConflict)
	if err := s.Compact(t.Context(), id(1), []byte("two"), []crm.Hash{fifth}, 5005); err != nil {
		t.Fatal(err)
	}
	add(1)
	same("two", 5005)
}

func TestCompact_RefusesWhatItCanNotHold(t *testing.T) {
	t.Parallel()
	s := open(t)
	wantCode(t, s.Compact(t.Context(), id(1), []byte("x"), nil, 1), crm.CodeNotFound)
	if _, err := s.Commit(t.Context(), write(1, "a")); err != nil {
		t.Fatal(err)
	}
	wantCode(t, s.Compact(t.Context(), id(1), []byte("x"), nil, 2), crm.CodeConflict)
	wantCode(t, s.Compact(t.Context(), id(1), []byte("x"), []crm.Hash{chunk("other").Hash}, 1), crm.CodeConflict)
}

func TestChangeData_UnknownHashIsNotFound(t *testing.T) {
	t.Parallel()
	s := open(t)
	if _, err := s.Commit(t.Context(), write(1, "a")); err != nil {
		t.Fatal(err)
	}
	_, err := s.ChangeData(t.Context(), id(1), []crm.Hash{chunk("a").Hash, chunk("b").Hash})
	wantCode(t, err, crm.CodeNotFound)
	data, err := s.ChangeData(t.Context(), id(1), []crm.Hash{chunk("a").Hash, chunk("a").Hash})
	if err != nil || !bytes.Equal(data[0], data[1]) || data[1] == nil {
		t.Fatal(data, err)
	}
}

func TestDocuments_GivesThoseThatExist(t *testing.T) {
	t.Parallel()
	s := open(t)
	for n := range 3 {
		if _, err := s.Commit(t.Context(), write(n, fmt.Sprint(n))); err != nil {
			t.Fatal(err)
		}
	}
	var got []crm.ID
	err := s.Documents(t.Context(), []crm.ID{id(2), id(77), id(0)}, func(d *crm.Stored) error {
		got = append(got, d.ID)
		return nil
	})
	if err != nil || len(got) != 2 || got[0] != id(2) || got[1] != id(0) {
		t.Fatal(got, err)
	}
}

func TestDraft_BecomesARecord(t *testing.T) {
	t.Parallel()
	s := open(t)
	w := write(1, "a")
	w.Draft, w.Author = true, id(5)
	if _, err := s.Commit(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	drafts, err := s.Drafts(t.Context(), id(5))
	if err != nil || len(drafts) != 1 || drafts[0].Document != id(1) {
		t.Fatal(drafts, err)
	}
	if _, err := s.Commit(t.Context(), write(1, "b")); err != nil {
		t.Fatal(err)
	}
	doc, err := s.Document(t.Context(), id(1))
	if err != nil || doc.Draft || len(doc.Changes) != 2 {
		t.Fatal(doc, err)
	}
	w.Changes[0] = chunk("c")
	_, err = s.Commit(t.Context(), w)
	wantCode(t, err, crm.CodeConflict)
	wantCode(t, s.DropDraft(t.Context(), id(1)), crm.CodeNotFound)
}

// R22
func TestDraft_QuotaOfDocuments(t *testing.T) {
	t.Parallel()
	s := open(t)
	draft := func(n int) *crm.Write {
		w := write(n, fmt.Sprint(n))
		w.Draft, w.Author = true, id(5)
		return w
	}
	var writes []*crm.Write
	for n := range store.MaxDrafts + 1 {
		writes = append(writes, draft(n))
	}
	errs, _ := submitTogether(s, writes)
	for n, err := range errs {
		if n == store.MaxDrafts {
			wantCode(t, err, crm.CodeRateLimited)
		} else if err != nil {
			t.Fatal(n, err)
		}
	}
	more := draft(0)
	more.Changes[0] = chunk("more of the first")
	if _, err := s.Commit(t.Context(), more); err != nil {
		t.Fatalf("a draft that exists can't go on: %v", err)
	}
	if err := s.DropDraft(t.Context(), id(3)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Commit(t.Context(), draft(500)); err != nil {
		t.Fatal(err)
	}
}

// R22
func TestDraft_QuotaOfBytes(t *testing.T) {
	t.Parallel()
	s := open(t)
	for n := range 5 {
		w := write(n, fmt.Sprint(n))
		w.Draft, w.Author = true, id(5)
		w.Changes[0].Data = make([]byte, store.MaxDraftBytes/4)
		_, err := s.Commit(t.Context(), w)
		if n < 4 && err != nil {
			t.Fatal(err)
		}
		if n == 4 {
			wantCode(t, err, crm.CodeTooLarge)
		}
	}
}

// Many changes are inserted by a few statements, of different numbers of rows.
func TestCommit_ManyChangesKeepTheirOrder(t *testing.T) {
	s := open(t)
	r := listing(1)
	var want []crm.Hash
	for _, n := range []int{1, 2, 15, 16, 17, 40} {
		w := &crm.Write{Document: r.ID, Of: r.ID, Record: r}
		for range n {
			c := chunk(fmt.Sprint("change ", len(want)))
			w.Changes, want = append(w.Changes, c), append(want, c.Hash)
			w.Heads = []crm.Hash{c.Hash}
		}
		if _, err := s.Commit(t.Context(), w); err != nil {
			t.Fatal(err)
		}
	}
	stored, err := s.Document(t.Context(), r.ID)
	if err != nil {
		t.Fatal(err)
	}
	var got []crm.Hash
	for _, c := range stored.Changes {
		if got = append(got, c.Hash); sha256.Sum256(c.Data) != c.Hash {
			t.Errorf("change %d has another's data", len(got))
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("%d changes, not the %d in their order", len(got), len(want))
	}
}

// sameChunks looks whether Chunks gives the snapshot of a document and the changes after it, or all changes.
func sameChunks(t *testing.T, s *store.Store, doc *crm.Stored) {
	t.Helper()
	chunks, err := s.Chunks(t.Context(), doc.ID)
	if err != nil {
		t.Fatal(err)
	}
	var want [][]byte
	if doc.Snapshot != nil {
		want = append(want, doc.Snapshot)
	}
	for i := range doc.Changes[doc.SnapshotChanges:] {
		want = append(want, doc.Changes[doc.SnapshotChanges+i].Data)
	}
	if !slices.EqualFunc(chunks, want, bytes.Equal) {
		t.Fatalf("%d chunks, want %d", len(chunks), len(want))
	}
}

// What a snapshot covers is not read to load the document: reading it takes allocations for each change.
func TestChunks_ReadsNothingThatTheSnapshotCovers(t *testing.T) {
	s := open(t)
	_, err := s.Chunks(t.Context(), id(1))
	wantCode(t, err, crm.CodeNotFound)
	for n, changes := range []int{2, 2_000} {
		w := write(n+1, "first")
		for i := range changes {
			w.Changes = append(w.Changes, chunk(fmt.Sprint(n, "/", i)))
		}
		w.Heads = []crm.Hash{w.Changes[changes].Hash}
		if _, err := s.Commit(t.Context(), w); err != nil {
			t.Fatal(err)
		}
		stored, err := s.Document(t.Context(), id(n+1))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Compact(t.Context(), id(n+1), []byte("all"), stored.Heads, len(stored.Changes)); err != nil {
			t.Fatal(err)
		}
	}
	read := func(n int) float64 {
		return testing.AllocsPerRun(5, func() {
			if chunks, err := s.Chunks(t.Context(), id(n)); err != nil || len(chunks) != 1 {
				t.Fatal(chunks, err)
			}
		})
	}
	if few, many := read(1), read(2); many > few+100 {
		t.Errorf("%v allocations for a short history, %v for a long one", few, many)
	}
}
