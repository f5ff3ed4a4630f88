package replica

import (
	"testing"

	"roomkey/crm"
)

// However long a document becomes, those who load it apply few changes one by one, and the snapshots take work in
// proportion to the changes.
func TestCompaction_BoundsTheTailAndTheWork(t *testing.T) {
	t.Parallel()
	const changes = 100_000
	d := New(crm.ID{1}, false)
	d.Standing = Member
	longest, work, last := 0, 0, 0
	for range changes {
		d.stored++
		longest = max(longest, d.stored-d.summary)
		if d.Long() {
			work, last = work+d.stored, d.stored-d.summary
			d.Compacted(d.stored)
		}
	}
	if most := 16 * 317; longest > most || last < most*3/4 {
		t.Errorf("up to %d changes follow the snapshot, the last time %d", longest, last)
	}
	if work > 16*changes {
		t.Errorf("%d changes were written into snapshots for %d", work, changes)
	}
}

// A snapshot becomes overdue if changes keep coming, and can be made as soon as all of them are durable.
func TestCompaction_IsMadeWhileChangesKeepComing(t *testing.T) {
	t.Parallel()
	d := New(crm.ID{1}, false)
	d.Standing, d.stored = Member, 2*compactFrom-1
	d.unsaved = make([]Accepted, 1)
	if d.Long() || Overdue(d) {
		t.Error("a snapshot is overdue too soon, or is to be made without the changes that are not durable")
	}
	d.stored++
	if d.Long() || !Overdue(d) {
		t.Error("a snapshot is not overdue while changes keep coming")
	}
	d.unsaved = nil
	if !d.Long() || Overdue(d) {
		t.Error("no snapshot is made when all is durable")
	}
	d.Compacted(d.stored)
	d.unsaved = make([]Accepted, 1)
	if d.Long() || Overdue(d) {
		t.Error("a snapshot is overdue after it was made")
	}
}
