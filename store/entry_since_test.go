package store_test

import (
	"testing"

	"roomkey/store"
)

// A program of an older version stops applying entries at a kind that it does not know, so the kinds of old stay
// listed.
func TestEntrySince_TellsKindsOfBeforeFromNewOnes(t *testing.T) {
	old := 0
	for _, kind := range store.EntryKinds() {
		if store.EntrySince(kind) == 1 {
			old++
		}
	}
	if store.EntrySince("user.added") != 1 || store.EntrySince("of a newer program") != store.NewestKinds || old != 18 {
		t.Errorf("%d kinds are of version 1", old)
	}
}
