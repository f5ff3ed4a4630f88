package replica_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"roomkey/crm"
	realtime "roomkey/sync"
	"roomkey/sync/cluster/wire/wiretest"
)

// BenchmarkCatchUp is how long a region takes to take in 10,000 changes that it has missed: edits of 100 records that
// it has, and 500 new ones.
func BenchmarkCatchUp(b *testing.B) {
	for range b.N {
		catchUp(b, 10_000)
	}
}

func catchUp(b *testing.B, changes int) {
	b.StopTimer()
	patience = 10 * time.Second
	world := wiretest.New(b, 1, names...)
	world.Delay(40 * time.Millisecond)
	fra, iad := start(b, world, "fra", b.TempDir()), start(b, world, "iad", b.TempDir())
	var records []*crm.Record
	for i := range 100 {
		records = append(records, fra.newLead(&agent, fmt.Sprint("lead ", i)))
	}
	for iad.replica.Behind() > 0 || len(iad.content()) < len(records) {
		time.Sleep(every)
	}
	world.Isolate("iad")
	writeMany(fra, records, changes)
	b.StartTimer()
	world.HealAll()
	began := time.Now()
	for behind := false; !behind || iad.replica.Behind() > 0; behind = behind || iad.replica.Behind() > 0 {
		time.Sleep(every)
	}
	b.StopTimer()
	b.ReportMetric(float64(changes)/time.Since(began).Seconds(), "changes/s")
	fra.close()
	iad.close()
	b.StartTimer()
}

// writeMany makes changes, by several writers at a time: nine of ten edit a record, the others make one, of two
// changes.
func writeMany(r *region, records []*crm.Record, changes int) {
	var group sync.WaitGroup
	for w := range 8 {
		group.Go(func() {
			for n := 0; n < changes/8; n++ {
				if n%20 == 0 {
					r.newLead(&agent, fmt.Sprint("new ", w, n))
					n++
				}
				r.patch(&agent, records[(n*8+w)%len(records)].ID,
					realtime.Patch{Fields: fieldsOf("source", fmt.Sprint(w, " ", n))})
			}
		})
	}
	group.Wait()
}
