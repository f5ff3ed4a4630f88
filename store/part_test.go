package store_test

import (
	"errors"
	"testing"

	"roomkey/crm"
	"roomkey/store"
)

// Data of several regions is served by none alone, but after it has parted from them. Then it goes on with its ledger,
// which the others take for theirs no more, even if nothing has changed in it.
func TestPart_MakesOneRegionOfOneOfSeveral(t *testing.T) {
	t.Parallel()
	o := newOrder()
	r := o.region(t, stillClock)
	u, _, _ := people(t, r.Store)
	alone := store.Options{Dir: r.dir, Now: stillClock, Serve: true}
	if _, err := store.Open(t.Context(), alone); !errors.Is(err, store.ErrOfSeveral) {
		t.Fatal(err)
	}
	of := alone
	of.Region = "fra"
	served, err := store.Open(t.Context(), of)
	if err != nil {
		t.Fatal(err)
	}
	wantCode(t, store.Part(t.Context(), of), crm.CodeConflict)
	if err := served.Close(); err != nil {
		t.Fatal(err)
	}
	end := uint64(len(o.entries))
	for range 2 { // the second time there is nothing to do
		if err := store.Part(t.Context(), alone); err != nil {
			t.Fatal(err)
		}
	}
	s, err := store.Open(t.Context(), alone)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.SetPassword(t.Context(), u.ID, "third"); err != nil {
		t.Fatal(err)
	}
	page, err := s.LedgerPage(t.Context(), end+1, 1<<20)
	if err != nil || len(page) != 2 {
		t.Fatal(len(page), err)
	}
	// Who begins with this region's ledger takes it as it is.
	fresh := newOrder().region(t, stillClock)
	if page, err = s.LedgerPage(t.Context(), 1, 1<<20); err == nil {
		err = fresh.ApplyOrdered(t.Context(), page)
	}
	if hash, passwordErr := fresh.Password(t.Context(), u.ID); err != nil || passwordErr != nil || hash != "third" {
		t.Error(hash, err, passwordErr)
	}
}
