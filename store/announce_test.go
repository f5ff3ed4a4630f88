package store_test

import (
	"slices"
	"testing"

	"roomkey/crm"
	"roomkey/store"
)

// heard is an entry that was announced, and whether it was on the disk then.
type heard struct {
	seq     uint64
	durable bool
}

// listen opens a region's database, and notes what is announced of record 1, whose first write it makes. more is called
// with each number.
func listen(t *testing.T, dir string, more func(seq uint64)) (*store.Store, *[]heard) {
	t.Helper()
	s := region(t, dir, "a")
	told := &[]heard{}
	s.AnnounceLogged(func(item crm.LogItem) {
		stored, err := s.Document(t.Context(), item.Document)
		durable := err == nil && slices.ContainsFunc(stored.Changes,
			func(c crm.StoredChange) bool { return c.Hash == item.Changes[0].Hash })
		*told = append(*told, heard{item.Seq, durable})
		more(item.Seq)
	})
	return s, told
}

func seenWrite(n int, text string) *crm.Write {
	w := write(n, text)
	w.Patient = true
	return w
}

// What people of a region see already, other regions are told of before the disk has it, and the rest after. Whatever
// comes together, they hear of it in its order.
func TestAnnounce_WaitsForTheDiskOnlyWherePeopleDo(t *testing.T) {
	t.Parallel()
	var s *store.Store
	s, told := listen(t, newDir(t), func(seq uint64) {
		if seq != 1 {
			return
		}
		seen := func(text string) *crm.Write { return seenWrite(1, text) }
		for _, w := range []*crm.Write{seen("two"), seen("three"), write(1, "four"), seen("five")} {
			s.Submit(w, func(crm.Receipt, error) {}) // while the writer waits for this: all go together
		}
	})
	commit(t, s, member(1, "one"))
	commit(t, s, seenWrite(1, "six"))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	want := []heard{{1, true}, {2, false}, {3, false}, {4, true}, {5, true}, {6, false}}
	if !slices.Equal(*told, want) {
		t.Errorf("heard %v, want %v", *told, want)
	}
}

// An entry that was announced and could not be stored keeps its number: what is stored later has another, or two
// entries with one number would go round. Nobody is told of further tries before something was stored, and the store
// does not claim to have what it could not store.
func TestAnnounce_ANumberThatWasToldIsNobodyElses(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	d := newDisk(t, dir)
	s, told := listen(t, dir, func(uint64) {})
	commit(t, s, member(1, "one"))
	d.full.Store(true)
	for range 2 {
		_, err := s.Commit(t.Context(), seenWrite(1, "two"))
		wantCode(t, err, crm.CodeUnavailable)
	}
	d.full.Store(false)
	if err := s.AdvanceLogs(t.Context(), nil); err != nil { // a transaction without an entry
		t.Fatal(err)
	}
	if have := s.OwnHave(); have != 1 {
		t.Errorf("it claims to have entry %d", have)
	}
	commit(t, s, write(2, "three"), seenWrite(1, "two"))
	if want := []heard{{1, true}, {2, false}, {3, true}, {4, false}}; !slices.Equal(*told, want) {
		t.Errorf("heard %v, want %v", *told, want)
	}
	items := readLog(t, s, s.OwnLog(), 1<<20)
	if got := texts(items); !slices.Equal(got, []string{"one", "three", "two"}) {
		t.Errorf("the log has %q", got)
	}
	if items[1].Seq != 3 || items[2].Seq != 4 || s.OwnHave() != 4 {
		t.Errorf("the log has %+v", items)
	}
}
