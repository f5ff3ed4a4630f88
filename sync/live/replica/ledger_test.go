package replica

import (
	"testing"
	"time"

	"roomkey/crm"
)

// However slowly the storage fails, the write that tries again is not larger than any other: peers wait for the storage
// while a commit runs too, because its changes come back if it fails.
func TestLedger_BoundsTheWriteAfterAFailedOne(t *testing.T) {
	t.Parallel()
	large := make([]byte, SliceBytes)
	for _, c := range []struct {
		name string
		turn []Accepted // what one turn adds
	}{
		{"changes", make([]Accepted, SliceChanges)},
		{"bytes", []Accepted{{StoredChange: crm.StoredChange{Data: large}}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := New(crm.ID{1}, false)
			d.Standing = Member
			var commits Committer
			for try := range 4 {
				commit, _ := commits.Begin(d.ID, true, []*Document{d}, d, time.Time{})
				for n := 0; n < 100 && !d.Full(); n++ { // while the storage is busy
					for _, a := range c.turn {
						d.keep(a)
					}
				}
				w := commit.Writes[0]
				size := 0
				for _, change := range w.Write.Changes {
					size += len(change.Data)
				}
				if n := len(w.Write.Changes); n > 4096 || size > 4<<20 || try > 0 && n == 0 {
					t.Fatalf("write %d holds %d changes of %d bytes", try, n, size)
				}
				w.Err = crm.Errorf(crm.CodeUnavailable, "the disk is slow, and then full")
				commits.Ended()
				if d.Failed(w) {
					t.Fatal("the changes are given up")
				}
			}
		})
	}
}
