package command

import (
	"testing"

	"roomkey/store"
	"roomkey/sync/cluster/wire"
)

// No kind of ledger entries is of a version that this build does not speak itself: nobody would ever append it.
func TestVersion_EntriesAreOfOneThatIsSpoken(t *testing.T) {
	if store.NewestKinds > wire.Version {
		t.Errorf("the newest kinds are of version %d, and regions speak %d", store.NewestKinds, wire.Version)
	}
}
