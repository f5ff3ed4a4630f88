package replica

import (
	"bytes"
	"context"
	"encoding/binary"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
	"roomkey/sync/cluster/wire/wiretest"
)

// shelf is a log that has whole records alone. Each has one change of 600 bytes; one has many.
type shelf struct {
	own     crm.Origin
	records []crm.ID
	long    int // changes of the first record
}

func (s *shelf) OwnLog() crm.Origin                               { return s.own }
func (s *shelf) OwnHave() uint64                                  { return 0 }
func (s *shelf) AnnounceLogged(func(crm.LogItem))                 {}
func (s *shelf) LogSpans(context.Context) ([]crm.LogSpan, error)  { return nil, nil }
func (s *shelf) AdvanceLogs(context.Context, []crm.LogSpan) error { return nil }
func (s *shelf) TrimLogs(context.Context, []crm.LogSpan) error    { return nil }
func (s *shelf) ReadLog(context.Context, crm.Origin, uint64, int, int) (p crm.LogPage, err error) {
	return p, crm.ErrNotFound
}

func (s *shelf) RecordHeads(_ context.Context, after crm.ID, limit int) (heads []crm.RecordHeads, err error) {
	for _, id := range s.records {
		if bytes.Compare(id[:], after[:]) > 0 && len(heads) < limit {
			heads = append(heads, crm.RecordHeads{Record: id, Shared: id, Heads: []crm.Hash{{1}}})
		}
	}
	return heads, nil
}

func (s *shelf) WholeRecord(_ context.Context, record crm.ID, skip, room int) (items []crm.LogItem, next int,
	err error) {
	n := 1
	if record == s.records[0] {
		n = s.long
	}
	item := crm.LogItem{Record: record, Document: record}
	for k := skip; k < n; k++ {
		if room <= 0 {
			next = k
			break
		}
		item.Changes = append(item.Changes, crm.StoredChange{Data: bytes.Repeat([]byte{1}, 600)})
		room -= 600
	}
	return []crm.LogItem{item}, next, nil
}

// taken counts the changes of each record that were taken in.
type taken struct {
	mu sync.Mutex
	of map[crm.ID]int
}

func (t *taken) Import(_ context.Context, record crm.ID, items []crm.LogItem) ([]bool, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range items {
		t.of[record] += len(items[i].Changes)
	}
	return slices.Repeat([]bool{true}, len(items)), nil
}

// Many records that differ come together: a round trip for each would take hours.
func TestReplica_RecordsThatDifferComeTogether(t *testing.T) {
	for name, limits := range map[string]struct {
		together bool
		loss     float64
		within   time.Duration
	}{
		"together":                   {true, 0, 6 * time.Second},
		"together, and some is lost": {true, 0.05, 2 * time.Minute},
		"a region of before":         {false, 0, 80 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				world := wiretest.New(t, 1, "a", "b")
				world.Set(wiretest.Faults{Delay: 100 * time.Millisecond, Loss: limits.loss})
				full := &shelf{own: crm.Origin{Region: "a", Start: 1}, long: 4000}
				for i := range 1000 {
					id := crm.ID{0: 1}
					binary.BigEndian.PutUint32(id[1:], uint32(i))
					full.records = append(full.records, id)
				}
				in := &taken{of: map[crm.ID]int{}}
				ctx, cancel := context.WithCancel(t.Context())
				var running sync.WaitGroup
				var b *Replica
				for i, log := range []*shelf{full, {own: crm.Origin{Region: "b", Start: 2}}} {
					port := wire.NewPort(wire.PortConfig{Network: world.Region(log.own.Region), Region: log.own.Region,
						Regions: []string{"a", "b"}, Boot: uint64(i + 1), Refused: func(string) {},
						Keys: wire.NewKeys([]byte("a secret that the regions of all tests share"))})
					r := New(Config{Port: port, Regions: []string{"a", "b"}, Log: log, Records: in,
						Together: func(string) bool { return limits.together }})
					running.Go(func() {
						if err := r.Run(ctx); err != nil {
							t.Error(err)
						}
					})
					b = r
				}
				synctest.Wait()
				began := time.Now()
				for err := b.compare(ctx, "a", false); err != nil; err = b.compare(ctx, "a", false) {
					if limits.loss == 0 {
						t.Fatal(err)
					}
				}
				took := time.Since(began)
				in.mu.Lock()
				if len(in.of) != len(full.records) || in.of[full.records[0]] < full.long || took > limits.within {
					t.Errorf("%d records, %d changes of the first, after %s", len(in.of), in.of[full.records[0]], took)
				}
				in.mu.Unlock()
				t.Log(took)
				cancel()
				running.Wait()
			})
		})
	}
}
