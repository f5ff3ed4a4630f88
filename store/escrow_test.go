package store_test

import (
	"slices"
	"testing"
)

// Numbers have no gaps and none is given twice, whichever region gives them; a year has its own.
func TestEscrowNumbers_OfTwoRegions(t *testing.T) {
	t.Parallel()
	o := newOrder()
	a, b := o.region(t, stillClock), o.region(t, stillClock)
	number := func(r *ledgerRegion, n, year int) string {
		number, err := r.NumberEscrow(t.Context(), broker, id(n), year)
		if err != nil {
			t.Fatal(err)
		}
		return number
	}
	var got []string
	o.first = func() { got = append(got, number(b, 2, 2026)) } // a does not know of it
	got = append(got, number(a, 1, 2026), number(b, 3, 2026), number(a, 4, 2027), number(a, 1, 2027))
	if want := []string{"ESC-2026-001", "ESC-2026-002", "ESC-2026-003", "ESC-2027-001",
		"ESC-2026-002"}; !slices.Equal(got, want) {
		t.Error(got)
	}
	for range 2 {
		if err := b.FreeEscrowNumber(t.Context(), broker, id(1)); err != nil {
			t.Fatal(err)
		}
	}
	if first, second := number(a, 5, 2026), number(a, 6, 2026); first != "ESC-2026-002" || second != "ESC-2026-004" {
		t.Error(first, second)
	}
}
