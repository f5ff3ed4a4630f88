package store_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

// submitTogether submits writes while the writer is held, so that they meet in one batch, and gives their errors and
// the order of the callbacks.
func submitTogether(s *store.Store, writes []*crm.Write) (errs []error, order []int) {
	release := make(chan struct{})
	s.Hold(release)
	var group sync.WaitGroup
	errs = make([]error, len(writes))
	for i, w := range writes {
		group.Add(1)
		s.Submit(w, func(_ crm.Receipt, err error) {
			errs[i] = err
			order = append(order, i)
			group.Done()
		})
	}
	close(release)
	group.Wait()
	return errs, order
}

// commitTogether commits writes in one batch, which takes much less time than one after the other.
func commitTogether(t testing.TB, s *store.Store, writes []*crm.Write) {
	t.Helper()
	errs, _ := submitTogether(s, writes)
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// putTogether stores records in one batch.
func putTogether(t testing.TB, s *store.Store, records []*crm.Record) {
	t.Helper()
	var writes []*crm.Write
	for _, r := range records {
		writes = append(writes, &crm.Write{Document: r.ID, Of: r.ID, Record: r})
	}
	commitTogether(t, s, writes)
}

func write(n int, text string) *crm.Write {
	c := chunk(text)
	return &crm.Write{Document: id(n), Of: id(n), Changes: []crm.StoredChange{c}, Heads: []crm.Hash{c.Hash}}
}

func TestSubmit_CallsBackInOrder(t *testing.T) {
	t.Parallel()
	s := open(t)
	var writes []*crm.Write
	for i := range 1000 {
		writes = append(writes, write(i%7, fmt.Sprint(i)))
	}
	errs, order := submitTogether(s, writes)
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	if !slices.IsSorted(order) || len(order) != len(writes) {
		t.Fatalf("callbacks came in another order than the writes: %v", order)
	}
	doc, err := s.Document(t.Context(), id(3))
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range doc.Changes {
		if c.Hash != chunk(fmt.Sprint(3+7*i)).Hash {
			t.Fatalf("change %d is out of order", i)
		}
	}
}

func TestSubmit_BadWriteFailsAlone(t *testing.T) {
	t.Parallel()
	s := open(t)
	if _, err := s.Commit(t.Context(), &crm.Write{Bind: map[string]crm.ID{"actor": id(1)}}); err != nil {
		t.Fatal(err)
	}
	writes := []*crm.Write{write(1, "a"), write(2, "b"), write(1, "c")}
	writes[1].Bind = map[string]crm.ID{"actor": id(2)}
	writes[1].Events = []crm.Event{{Room: crm.RecordRoom(id(1)), Name: "x", At: now}}
	writes[2].Events = []crm.Event{{Room: crm.RecordRoom(id(1)), Name: "y", At: now}}
	errs, order := submitTogether(s, writes)
	if errs[0] != nil || errs[2] != nil || !slices.Equal(order, []int{0, 1, 2}) {
		t.Fatal(errs, order)
	}
	wantCode(t, errs[1], crm.CodeForbidden)
	if _, err := s.Document(t.Context(), id(2)); crm.CodeOf(err) != crm.CodeNotFound {
		t.Fatalf("the bad write left a document: %v", err)
	}
	doc, err := s.Document(t.Context(), id(1))
	if err != nil || len(doc.Changes) != 2 {
		t.Fatal(doc, err)
	}
	events, err := s.Events(t.Context(), crm.RecordRoom(id(1)), 0, 10)
	if err != nil || len(events) != 1 || events[0].Offset != 1 || events[0].Name != "y" {
		t.Fatal("an undone event took an offset", events, err)
	}
}

func TestSubmit_CoalescesProjections(t *testing.T) {
	t.Parallel()
	s := open(t)
	var writes []*crm.Write
	for i := range 50 {
		r := lead(1, map[string]string{"score": fmt.Sprint(i)})
		w := write(1, fmt.Sprint(i))
		w.Record = r
		writes = append(writes, w)
	}
	errs, _ := submitTogether(s, writes)
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	r, err := s.Record(t.Context(), id(1))
	if err != nil || string(r.Fields["score"]) != "49" || r.Seq != 50 {
		t.Fatal(r, err)
	}
}

func TestSubmit_DiskFullNeverAcknowledges(t *testing.T) {
	t.Parallel()
	s := open(t)
	put(t, s, lead(1, nil))
	if err := s.LimitPages(t.Context(), 4); err != nil {
		t.Fatal(err)
	}
	big := func(n int) *crm.Write {
		w := write(n, "big")
		w.Changes[0].Data = make([]byte, 64<<10)
		return w
	}
	for n := range 20 {
		_, err := s.Commit(t.Context(), big(10+n))
		wantCode(t, err, crm.CodeUnavailable)
		if _, err := s.Document(t.Context(), id(10+n)); crm.CodeOf(err) != crm.CodeNotFound {
			t.Fatalf("a write that was refused is there: %v", err)
		}
		if _, err := s.Record(t.Context(), id(1)); err != nil {
			t.Fatalf("reads stopped: %v", err)
		}
	}
	if err := s.Failed(); err != nil {
		t.Fatalf("a full disk is no failure: %v", err)
	}
	if err := s.LimitPages(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Commit(t.Context(), big(10)); err != nil {
		t.Fatalf("the store did not recover: %v", err)
	}
}

func TestClose_CommitsWhatWasSubmitted(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	s := reopen(t, dir)
	acknowledged := 0
	for n := range 200 {
		s.Submit(write(n, "x"), func(_ crm.Receipt, err error) {
			if err == nil {
				acknowledged++
			}
		})
	}
	if err := s.Close(); err != nil || acknowledged != 200 {
		t.Fatal(acknowledged, err)
	}
	_, err := s.Commit(t.Context(), write(1, "late"))
	wantCode(t, err, crm.CodeUnavailable)
	s = reopen(t, dir)
	for n := range 200 {
		if _, err := s.Document(t.Context(), id(n)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestCommit_RefusesAnotherRecordsDocument(t *testing.T) {
	t.Parallel()
	s := open(t)
	if _, err := s.Commit(t.Context(), write(1, "a")); err != nil {
		t.Fatal(err)
	}
	w := write(1, "b")
	w.Of = id(2)
	_, err := s.Commit(t.Context(), w)
	wantCode(t, err, crm.CodeConflict)
}

func TestStore_NoticesOtherProcesses(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	a, b := reopen(t, dir), reopen(t, dir)
	put(t, a, lead(1, nil))
	who := user(crm.RoleBroker, 9)
	if page, err := a.List(t.Context(), who, store.Query{Type: "lead"}); err != nil || page.Total != 1 {
		t.Fatal(page, err)
	}
	before, err := a.DirectoryVersion(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	put(t, b, lead(2, nil)) // another connection, as another process has
	put(t, b, lead(1, map[string]string{"name": `"Renamed"`}))
	if _, err := b.Brokerage(t.Context(), "Demo"); err != nil {
		t.Fatal(err)
	}
	after, err := a.DirectoryVersion(t.Context())
	if err != nil || after == before {
		t.Fatal("the directory's version did not rise", err)
	}
	put(t, a, lead(3, nil)) // counters must have been read again
	page, err := a.List(t.Context(), who, store.Query{Type: "lead", Sort: "name"})
	if err != nil || page.Total != 3 || !strings.Contains(string(page.Items[2].AppendFields(nil)), `"name":"Renamed"`) {
		t.Fatal(page.Total, err)
	}
}

func TestOpen_RefusesASecondServer(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := store.Open(t.Context(), store.Options{Dir: dir, Serve: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	_, err = store.Open(t.Context(), store.Options{Dir: dir, Serve: true})
	wantCode(t, err, crm.CodeConflict)
	beside, err := store.Open(t.Context(), store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if err := beside.Close(); err != nil {
		t.Fatal(err)
	}
}

// openPaced opens a store whose transactions begin at least interval apart. The channel gives how many writes each has.
func openPaced(t *testing.T, interval time.Duration) (*store.Store, <-chan int) {
	t.Helper()
	commits := make(chan int, 16)
	s, err := store.Open(t.Context(), store.Options{Dir: t.TempDir(), CommitInterval: interval,
		OnSync: func(writes int, _ time.Duration) { commits <- writes }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if _, err := s.Commit(t.Context(), write(100, "the first one never waits")); err != nil {
		t.Fatal(err)
	}
	for len(commits) > 0 {
		<-commits
	}
	return s, commits
}

func patient(n int) *crm.Write {
	w := write(n, fmt.Sprintf("change %d", n))
	w.Patient = true
	return w
}

func TestSubmit_PatientWritesWaitForOneThatIsNot(t *testing.T) {
	t.Parallel()
	s, commits := openPaced(t, time.Hour)
	ignore := func(crm.Receipt, error) {}
	s.Submit(patient(1), ignore)
	s.Submit(patient(2), ignore)
	if _, err := s.Commit(t.Context(), write(3, "somebody waits for this")); err != nil {
		t.Fatal(err)
	}
	if n := <-commits; n != 3 {
		t.Errorf("the transaction has %d writes, want all 3", n)
	}
}

func TestSubmit_PatientWritesWaitForTheInterval(t *testing.T) {
	t.Parallel()
	s, commits := openPaced(t, 20*time.Millisecond)
	for i := range 3 {
		s.Submit(patient(i), func(crm.Receipt, error) {})
	}
	for written := 0; written < 3; {
		written += <-commits
	}
}

func TestClose_CommitsPatientWrites(t *testing.T) {
	t.Parallel()
	s, _ := openPaced(t, time.Hour)
	saved := make(chan error, 1)
	s.Submit(patient(1), func(_ crm.Receipt, err error) { saved <- err })
	if err := errors.Join(s.Close(), <-saved); err != nil {
		t.Error(err)
	}
}
