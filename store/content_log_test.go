package store_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"roomkey/crm"
	"roomkey/store"
)

// region opens the database of a directory as the server of a region.
func region(t testing.TB, dir, name string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Dir: dir, Serve: true, Region: name, Now: stillClock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// member is a write of a record's shared document.
func member(n int, texts ...string) *crm.Write {
	w := write(n, texts[0])
	for _, text := range texts[1:] {
		c := chunk(text)
		w.Changes, w.Heads = append(w.Changes, c), []crm.Hash{c.Hash}
	}
	w.Record = lead(n, nil)
	w.Record.Heads = w.Heads
	return w
}

// readLog reads a whole log, in pages of about so many bytes.
func readLog(t testing.TB, s *store.Store, origin crm.Origin, bytes int) (items []crm.LogItem) {
	t.Helper()
	after, skip := uint64(0), 0
	for range 1000 {
		page, err := s.ReadLog(t.Context(), origin, after, skip, bytes)
		if err != nil {
			t.Fatal(err)
		}
		if len(page.Items) == 0 {
			return items
		}
		items = append(items, page.Items...)
		after, skip = page.Through, page.Skip
	}
	t.Fatal("the log has no end")
	return nil
}

// texts joins the changes of items, those of one entry with commas.
func texts(items []crm.LogItem) (all []string) {
	more := false
	for _, item := range items {
		for _, c := range item.Changes {
			text := strings.TrimPrefix(string(c.Data), "chunk of ")
			if more {
				all[len(all)-1] += "," + text
			} else {
				all = append(all, text)
			}
			more = true
		}
		more = item.More
	}
	return all
}

func TestLog_HasEachWriteWithChanges(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	s := region(t, dir, "a")
	var heard []crm.LogItem
	s.AnnounceLogged(func(item crm.LogItem) { heard = append(heard, item) })
	draft := write(2, "draft")
	draft.Draft, draft.Author = true, id(7)
	private := write(3, "secret")
	private.Of, private.Private = id(1), true
	private.Notices = []crm.Notice{{ID: id(50), User: id(7), At: now, Kind: crm.NoticeMention, Record: id(1)}}
	commit(t, s, member(1, "one", "two"), draft, member(1, "three"), private, &crm.Write{Record: lead(1, nil)},
		member(2, "complete"))
	if err := s.Close(); err != nil { // waits for the callbacks
		t.Fatal(err)
	}
	if len(heard) != 4 || !heard[3].Cut || len(heard[0].Changes) != 2 {
		t.Fatalf("heard %+v", heard)
	}
	s = region(t, dir, "a")
	own := heard[0].Origin
	if err := s.Compact(t.Context(), id(1), []byte("snapshot"), []crm.Hash{chunk("three").Hash}, 3); err != nil {
		t.Fatal(err)
	}
	items := readLog(t, s, own, 1<<20)
	want := []string{"one,two", "three", "secret", "draft,complete"}
	for _, bytes := range []int{1 << 20, 1, 4} {
		if got := texts(readLog(t, s, own, bytes)); !slices.Equal(got, want) {
			t.Errorf("in pages of %d bytes the log has %q, want %q", bytes, got, want)
		}
	}
	for i, item := range items {
		if item.Seq != uint64(i+1) || (item.Birth != nil) != (i == 0 || i == 3) {
			t.Errorf("entry %d is %+v", i+1, item)
		}
		if i == 2 && (!item.Private || item.Record != id(1) || len(item.Notices) != 1) {
			t.Errorf("the private entry is %+v", item)
		}
	}
	if b := items[0].Birth; b.Row != lead(1, nil).Row || !b.CreatedAt.Equal(lead(1, nil).CreatedAt) {
		t.Errorf("the birth is %+v", b)
	}
}

func TestLog_OneRegionKeepsNone(t *testing.T) {
	t.Parallel()
	for _, o := range []store.Options{{Serve: true}, {Region: "a"}} {
		o.Dir, o.Now = newDir(t), stillClock
		s, err := store.Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		commit(t, s, member(1, "one"))
		if spans, err := s.LogSpans(t.Context()); err != nil || len(spans) > 0 || s.OwnLog().Region != "" {
			t.Errorf("%+v: %v, %v", o, spans, err)
		}
	}
}

// A database that was copied, or restored, would use numbers that others know with other content.
func TestLog_EachStartBeginsAnother(t *testing.T) {
	t.Parallel()
	dir, copied := newDir(t), t.TempDir()
	s := region(t, dir, "a")
	commit(t, s, member(1, "one"))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(file(dir))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file(copied), data, 0o600); err != nil {
		t.Fatal(err)
	}
	origins := map[crm.Origin]string{s.OwnLog(): "one"}
	for i, dir := range []string{dir, copied} {
		s := region(t, dir, "a")
		text := fmt.Sprint("after start ", i)
		commit(t, s, member(1, text))
		if origins[s.OwnLog()] != "" {
			t.Fatal("two starts write one log")
		}
		origins[s.OwnLog()] = text
		if spans, err := s.LogSpans(t.Context()); err != nil || len(spans) != 2 {
			t.Errorf("it has %v, %v", spans, err)
		}
		for origin, want := range origins {
			if origin == s.OwnLog() || want == "one" {
				if got := texts(readLog(t, s, origin, 1<<20)); !slices.Equal(got, []string{want}) {
					t.Errorf("log %v has %q", origin, got)
				}
			}
		}
	}
}

// What was written without a log has to be compared: the log that begins then lacks its first entry.
func TestLog_ShowsThatSomethingIsNotInIt(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	first := func(want uint64) {
		t.Helper()
		s := region(t, dir, "a")
		defer s.Close()
		own := s.OwnLog()
		if want == 2 {
			spans, err := s.LogSpans(t.Context())
			if err != nil || len(spans) == 0 || spans[len(spans)-1].Origin != own {
				t.Errorf("the log is not shown before its first entry: %v, %v", spans, err)
			}
		}
		commit(t, s, member(2, fmt.Sprint("logged by ", own.Start)))
		page, err := s.ReadLog(t.Context(), own, 0, 0, 1<<20)
		if err != nil || page.First != want {
			t.Errorf("the log begins with %d, want %d (%v)", page.First, want, err)
		}
		if page, err = s.ReadLog(t.Context(), own, want-1, 0, 1<<20); err != nil || len(page.Items) != 1 {
			t.Errorf("its first page has %d entries (%v)", len(page.Items), err)
		}
	}
	first(1)
	first(1)
	s, err := store.Open(t.Context(), store.Options{Dir: dir, Serve: true, Now: stillClock})
	if err != nil {
		t.Fatal(err)
	}
	commit(t, s, member(1, "without a log"))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	first(2)
	first(1)
}

func TestLog_PassesOnWhatItHasTakenIn(t *testing.T) {
	t.Parallel()
	s := region(t, newDir(t), "b")
	from := crm.Origin{Region: "a", Start: 77}
	entry := func(seq uint64, changes ...crm.StoredChange) crm.LogItem {
		place := crm.LogPlace{Origin: from, Seq: seq}
		return crm.LogItem{LogPlace: place, Record: id(1), Document: id(1), Changes: changes}
	}
	w := member(1, "one", "local", "two")
	w.Imported = []crm.LogItem{entry(1, w.Changes[0]), entry(2, w.Changes[2], w.Changes[0])}
	again := member(1, "three")
	again.Imported = []crm.LogItem{entry(3, chunk("local"), again.Changes[0]), entry(4)}
	commit(t, s, w, again)
	if page, err := s.ReadLog(t.Context(), from, 0, 0, 1<<20); err != nil || len(page.Items) > 0 {
		t.Errorf("it gives entries before it is said that none is missing: %v, %v", page, err)
	}
	if err := s.AdvanceLogs(t.Context(), []crm.LogSpan{{Origin: from, Have: 4}}); err != nil {
		t.Fatal(err)
	}
	if got := texts(readLog(t, s, from, 1<<20)); !slices.Equal(got, []string{"one", "one,two", "local,three"}) {
		t.Errorf("the foreign log has %q", got)
	}
	if got := texts(readLog(t, s, s.OwnLog(), 1<<20)); !slices.Equal(got, []string{"local"}) {
		t.Errorf("the own log has %q", got)
	}
}

func TestLog_IsTrimmed(t *testing.T) {
	t.Parallel()
	s := region(t, newDir(t), "a")
	for n := range 20 {
		commit(t, s, member(1, fmt.Sprint(n)))
	}
	own := s.OwnLog()
	everybody := []crm.LogSpan{{Origin: own, Have: 15}, {Origin: crm.Origin{Region: "x"}}}
	if err := s.TrimLogs(t.Context(), everybody); err != nil {
		t.Fatal(err)
	}
	page, err := s.ReadLog(t.Context(), own, 3, 0, 1<<20)
	if err != nil || page.First != 16 || len(page.Items) > 0 || page.Through != 3 {
		t.Errorf("asked for what is trimmed, it says %+v, %v", page, err)
	}
	if page, err = s.ReadLog(t.Context(), own, 15, 0, 1<<20); err != nil || len(page.Items) != 5 || page.Through != 20 {
		t.Errorf("the rest is %+v, %v", page, err)
	}
	items, next, err := s.WholeRecord(t.Context(), id(1), 0, 1<<20)
	if err != nil || len(items) != 1 || len(items[0].Changes) != 20 || items[0].Birth == nil || next != 0 {
		t.Errorf("the whole record is %d items, next %d (%v)", len(items), next, err)
	}
	if items, next, err = s.WholeRecord(t.Context(), id(1), 15, 25); err != nil || next != 18 || len(items) != 1 {
		t.Errorf("a part of the record is %+v, next %d (%v)", items, next, err)
	}
	commit(t, s, member(1, "later"))
	if got := texts(readLog(t, s, own, 1<<20)); len(got) > 0 {
		t.Errorf("a log that was trimmed begins %q", got)
	}
}

// A document that is written anew is logged anew, with what the row of its record began with: other regions have the
// changes of the row by their order.
func TestLog_ARewrittenDocumentKeepsItsBirth(t *testing.T) {
	t.Parallel()
	s := region(t, newDir(t), "a")
	again := member(1, "one")
	again.Rewrites = true
	born := again.Record.Row
	again.Record.Born = &crm.Born{Row: born, OwnerSet: true, VisibilitySet: true}
	again.Record.Owner = id(77)
	commit(t, s, member(1, "one", "two"), again)
	items := readLog(t, s, s.OwnLog(), 1<<20)
	if last := items[len(items)-1]; last.Birth == nil || last.Birth.Row != born {
		t.Errorf("it is born as %+v, not %+v", last.Birth, born)
	}
	stored, err := s.Record(t.Context(), id(1))
	if err != nil || stored.Born == nil || *stored.Born != *again.Record.Born || stored.Owner != id(77) {
		t.Errorf("the record is %+v (%v)", stored, err)
	}
	whole, _, err := s.WholeRecord(t.Context(), id(1), 0, 1<<20)
	if err != nil || len(whole) != 1 || whole[0].Birth == nil || whole[0].Birth.Row != born {
		t.Errorf("the whole record is %+v (%v)", whole, err)
	}
}
