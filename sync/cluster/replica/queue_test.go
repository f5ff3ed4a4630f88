package replica

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
	"roomkey/sync/cluster/wire/wiretest"
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
	return &Replica{config: Config{Records: records, Patience: dropAfter},
		log: slog.New(slog.DiscardHandler), kick: make(chan struct{}, 1),
		followers: map[crm.Origin]*follower{}, peers: map[string]*peer{}, queues: map[crm.ID]*queue{}}
}

// failing fails with what fails says of a record, and takes in everything else.
type failing struct {
	fails func(record crm.ID) error
	in    map[crm.ID]int // items that were taken in, by record
}

func (f *failing) Import(_ context.Context, record crm.ID, items []crm.LogItem) (in []bool, err error) {
	if err := f.fails(record); err != nil {
		return nil, err
	}
	f.in[record] += len(items)
	in = make([]bool, len(items))
	for i := range in {
		in[i] = true
	}
	return in, nil
}

// looks has a replica look n times, and work after each.
func looks(t *testing.T, r *Replica, n int) {
	t.Helper()
	for range n {
		r.wakeWaitingLocked()
		work(t, r)
	}
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

// While nothing can be taken in, nothing is given up, and others go on having it.
func TestQueue_NothingIsGivenUpWhileTheDiskIsAway(t *testing.T) {
	away := crm.Errorf(crm.CodeUnavailable, "the disk is full")
	records := &failing{fails: func(crm.ID) error { return away }, in: map[crm.ID]int{}}
	r := queueReplica(records)
	refused := 0
	r.config.Metrics.Refused = func(n int) { refused += n }
	f := r.followLocked(crm.Origin{Region: "fra", Start: 1})
	entry := func(record byte, changes int) {
		i := item(1, 0, changes)
		i.Record, i.LogPlace = crm.ID{record}, crm.LogPlace{Origin: f.origin, Seq: f.tail + 1}
		r.addLocked(f, []crm.LogItem{i})
	}
	for n := range 2 * importItems {
		entry(1, 1)
		if n%128 == 0 {
			entry(2, importChanges)
		}
	}
	work(t, r)
	looks(t, r, blameAfter+dropAfter)
	entry(1, 1)
	looks(t, r, dropAfter)
	if refused > 0 || f.have > 0 {
		t.Fatalf("%d entries are given up, and %d count as had", refused, f.have)
	}
	away = nil
	records.fails = func(crm.ID) error { return nil }
	looks(t, r, 3)
	if want := 2*importItems + 1; records.in[crm.ID{1}] != want || f.have != f.tail || len(r.queues) > 0 {
		t.Errorf("%d of %d items of a record are in, and %d of %d entries", records.in[crm.ID{1}], want, f.have, f.tail)
	}
}

// A record that alone can't be taken in does not keep for ever what its log has behind it.
func TestQueue_ARecordThatAloneFailsIsGivenUpInTheEnd(t *testing.T) {
	bad := crm.ID{1}
	records := &failing{in: map[crm.ID]int{}, fails: func(record crm.ID) error {
		if record == bad {
			return crm.Errorf(crm.CodeUnavailable, "stored data is damaged")
		}
		return nil
	}}
	r := queueReplica(records)
	refused := 0
	r.config.Metrics.Refused = func(n int) { refused += n }
	none := func(i crm.LogItem) pending { return pending{LogItem: i} }
	r.pushLocked(item(1, 0, 1), none)
	r.pushLocked(item(2, 0, 1), none)
	work(t, r)
	looks(t, r, blameAfter)
	if refused > 0 {
		t.Fatal("entries are given up though nothing says that the record is to blame")
	}
	other := item(1, 0, 1)
	other.Record = crm.ID{2}
	r.pushLocked(other, none)
	work(t, r)
	looks(t, r, 3)
	if refused != 2 || len(r.queues) > 0 {
		t.Errorf("%d of 2 entries are given up, %d records wait", refused, len(r.queues))
	}
}

// Of entries that fail for an unknown reason only those to blame are lost, and none while the reason lasts briefly.
func TestQueue_AnUnknownFailureIsTriedAgain(t *testing.T) {
	left := 0
	records := &failing{in: map[crm.ID]int{}, fails: func(crm.ID) error {
		if left == 0 {
			return nil
		}
		left--
		return errors.New("unknown")
	}}
	r := queueReplica(records)
	refused := 0
	r.config.Metrics.Refused = func(n int) { refused += n }
	none := func(i crm.LogItem) pending { return pending{LogItem: i} }
	for range 2 {
		left = 2*maxTries - 1 // the second half of them one by one
		for range 3 {
			r.pushLocked(item(1, 0, 1), none)
		}
		work(t, r)
		looks(t, r, 3*maxTries)
	}
	if refused > 0 || records.in[crm.ID{1}] != 6 {
		t.Errorf("%d entries are given up, %d of 6 are in", refused, records.in[crm.ID{1}])
	}
	left = -1 // for ever
	r.pushLocked(item(1, 0, 1), none)
	r.pushLocked(item(1, 0, 1), none)
	work(t, r)
	looks(t, r, 3*maxTries)
	if refused != 2 || len(r.queues) > 0 {
		t.Errorf("%d of 2 entries are given up", refused)
	}
}

// A record that is erased while entries of it are taken in has nothing that content could differ by: none is counted.
func TestQueue_ARecordThatIsErasedMeanwhileIsNoFault(t *testing.T) {
	erased := crm.ErrNotFound // which is how a commit of it ends
	records := &failing{in: map[crm.ID]int{}, fails: func(crm.ID) error {
		defer func() { erased = crm.ErrForbidden }()
		return erased
	}}
	r := queueReplica(records)
	refused := 0
	r.config.Metrics.Refused = func(n int) { refused += n }
	r.pushLocked(item(1, 0, 1), func(i crm.LogItem) pending { return pending{LogItem: i} })
	work(t, r)
	looks(t, r, 3)
	if refused > 0 || len(r.queues) > 0 || records.in[crm.ID{1}] > 0 {
		t.Errorf("%d entries are given up, of %d records some wait", refused, len(r.queues))
	}
}

// What some region has is found before entries that wait for it are given up.
func TestQueue_EachRegionIsAskedForAWholeRecord(t *testing.T) {
	for _, regions := range [][]string{{"fra", "iad", "syd"}, {"ams", "fra", "iad", "sin", "syd"}} {
		world := wiretest.New(t, 1, regions...)
		keys := wire.NewKeys([]byte("a secret that the regions of all tests share"))
		port := func(name string) *wire.Port {
			return wire.NewPort(wire.PortConfig{Network: world.Region(name), Region: name, Regions: regions, Boot: 1,
				Keys: keys, Refused: func(string) {}})
		}
		r := queueReplica(&dependent{has: map[byte]bool{}})
		r.config.Port, r.config.Regions, r.config.Timeout = port(regions[0]), regions, time.Second
		r.ctx = t.Context()
		asked := make(chan string, 100)
		for _, name := range regions[1:] {
			r.peerLocked(name)
			stop, err := port(name).Answer(wire.PullSubject(name), wire.KindPull,
				func(context.Context, wire.Message) (kind wire.Kind, payload []byte, ok bool) {
					asked <- name
					return 0, nil, false
				})
			if err != nil {
				t.Fatal(err)
			}
			defer stop()
		}
		r.pushLocked(item(2, 1, 1), func(i crm.LogItem) pending { return pending{LogItem: i} })
		work(t, r)
		of := map[string]bool{}
		for n := 1; n < dropAfter; n++ {
			r.mu.Lock()
			r.looks++
			r.inFlight = 0
			r.wakeWaitingLocked()
			r.mu.Unlock()
			work(t, r)
			if n%wholeAfter == 0 {
				of[<-asked] = true
			}
		}
		r.group.Wait()
		if len(of) != len(regions)-1 {
			t.Errorf("of %v only %v were asked", regions[1:], of)
		}
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
