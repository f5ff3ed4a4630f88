package store_test

import (
	"testing"

	"roomkey/store"
)

// A program of an older version stops applying entries at a kind that it does not know, so the kinds of old stay
// listed.
func TestEntrySince_TellsKindsOfBeforeFromNewOnes(t *testing.T) {
	count := make(map[uint64]int)
	for _, kind := range store.EntryKinds() {
		count[store.EntrySince(kind)]++
	}
	if store.EntrySince("user.added") != 1 || store.EntrySince("of a newer program") != store.NewestKinds ||
		count[1] != 18 || count[2] != 10 || count[3] != 2 || count[4] != 2 || count[6] != 4 {
		t.Errorf("kinds by version: %v", count)
	}
}
