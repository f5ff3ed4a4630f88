package replica

import (
	"context"
	"log/slog"
	"testing"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

// dependent takes in an item as soon as the one is there that it needs: the first two bytes of its document say which
// it is, and which it needs; zero: none.
type dependent struct {
	has     map[byte]bool
	imports int
}

func (d *dependent) Import(_ context.Context, _ crm.ID, items []crm.LogItem) (in []bool, err error) {
	d.imports++
	in = make([]bool, len(items))
	for i := range items {
		own, needs := items[i].Document[0], items[i].Document[1]
		if in[i] = needs == 0 || d.has[needs]; in[i] {
			d.has[own] = true
		}
	}
	return in, nil
}

func queueReplica(records Records) *Replica {
	return &Replica{config: Config{Records: records}, log: slog.New(slog.DiscardHandler), kick: make(chan struct{}, 1),
		followers: map[crm.Origin]*follower{}, peers: map[string]*peer{}, queues: map[crm.ID]*queue{}}
}

// item is what depends on another one, with n changes.
func item(own, needs byte, n int) crm.LogItem {
	return crm.LogItem{Record: crm.ID{1}, Document: crm.ID{own, needs}, Changes: make([]crm.StoredChange, n)}
}

// work takes in what is ready, as one importer does.
func work(t *testing.T, r *Replica) {
	t.Helper()
	for range 100 {
		q, batch := r.next()
		if q == nil {
			return
		}
		r.importBatch(t.Context(), q, batch)
	}
	t.Fatal("an importer is never done")
}

// What an item waits for is often behind it, in another batch.
func TestQueue_TriesWhatIsBehindAnItemThatWaits(t *testing.T) {
	for _, changes := range []int{1, 300, importChanges} {
		records := &dependent{has: map[byte]bool{}}
		r := queueReplica(records)
		none := func(i crm.LogItem) pending { return pending{LogItem: i} }
		r.pushLocked(item(3, 2, changes), none)
		r.pushLocked(item(2, 1, changes), none)
		r.pushLocked(item(1, 0, changes), none)
		work(t, r)
		if len(r.queues) > 0 {
			t.Errorf("%d changes: %d items are left after %d imports", changes, len(r.queues[crm.ID{1}].items),
				records.imports)
		}
	}
}

func TestQueue_RestsWhereEachItemWaits(t *testing.T) {
	records := &dependent{has: map[byte]bool{}}
	r := queueReplica(records)
	given := 0
	made := func(i crm.LogItem) pending { return pending{LogItem: i, done: func() { given++ }} }
	r.pushLocked(item(3, 2, 300), made)
	r.pushLocked(item(2, 1, 300), made)
	work(t, r)
	if records.imports > 4 || !r.queues[crm.ID{1}].stuck {
		t.Fatalf("%d imports of what waits", records.imports)
	}
	for range dropAfter {
		r.pushLocked(item(4, 1, 1), made) // others of the record go on coming
		work(t, r)
		r.wakeWaitingLocked()
		work(t, r)
	}
	if given == 0 {
		t.Error("what waits for something that is nowhere is kept for ever")
	}
}

// A page that was asked for before records were compared tells nothing new, and moves nothing back.
func TestPull_APageThatComesAfterAComparisonIsLeftOut(t *testing.T) {
	r := queueReplica(&dependent{})
	origin := crm.Origin{Region: "fra", Start: 1}
	f := r.followLocked(origin)
	question := wire.Pull{Origin: origin, After: 3}
	f.have, f.saved, f.tail = 9, 9, 9
	late := item(1, 0, 1)
	late.LogPlace = crm.LogPlace{Origin: origin, Seq: 4}
	r.pulledLocked(f, "fra", &question, &crm.LogPage{First: 1, Through: 5, Items: []crm.LogItem{late}}, nil)
	if f.have != 9 || f.tail != 9 || len(r.queues) > 0 {
		t.Errorf("it has %d of %d entries, and %d records wait", f.have, f.tail, len(r.queues))
	}
}
