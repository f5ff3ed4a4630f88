package replica_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store/storetest"
	realtime "roomkey/sync"
	"roomkey/sync/cluster/wire/wiretest"
)

func TestReplica_EditsReachTheOtherRegions(t *testing.T) {
	world := wiretest.New(t, 1, names...)
	world.Delay(2 * time.Millisecond)
	var all []*region
	for _, name := range names {
		all = append(all, start(t, world, name, storetest.Dir(t)))
	}
	lead, escrow := all[0].newLead(&agent, "Ann"), all[1].newEscrow(&agent, "1 Elm St")
	converge(t, 10*time.Second, all...)
	for i, r := range all {
		r.patch(&mate, lead.ID, realtime.Patch{Fields: fieldsOf("name", fmt.Sprint("name ", i))})
		r.patch(&agent, escrow.ID, realtime.Patch{Fields: fieldsOf("propertyAddress", fmt.Sprint(i, " Elm St")),
			Private: fieldsOf("commission", map[string]any{"grossPct": 3})})
	}
	converge(t, 10*time.Second, all...)
	for _, r := range all {
		if n := len(r.content()); n != 2 {
			t.Errorf("%s has %d records", r.name, n)
		}
		if r.refused.of("entries") > 0 {
			t.Errorf("%s refused %v", r.name, r.refused.n)
		}
	}
}

func TestReplica_ARegionThatWasCutOffCatchesUp(t *testing.T) {
	world := wiretest.New(t, 2, names...)
	var all []*region
	for _, name := range names {
		all = append(all, start(t, world, name, storetest.Dir(t)))
	}
	lead := all[0].newLead(&agent, "Ann")
	converge(t, 10*time.Second, all...)
	world.Isolate("syd")
	born := all[2].newEscrow(&mate, "1 Oak St")
	for i := range 50 {
		all[0].patch(&agent, lead.ID, realtime.Patch{Fields: fieldsOf("name", fmt.Sprint("of fra ", i))})
		all[2].patch(&mate, lead.ID, realtime.Patch{Fields: fieldsOf("name", fmt.Sprint("of syd ", i))})
		all[2].patch(&mate, born.ID, realtime.Patch{Fields: fieldsOf("propertyAddress", fmt.Sprint(i, " Oak St"))})
	}
	world.HealAll()
	converge(t, 10*time.Second, all...)
}

// Another region passes on what a third has written, while that one is gone.
func TestReplica_EntriesArePassedOn(t *testing.T) {
	world := wiretest.New(t, 3, names...)
	world.Isolate("syd")
	fra, iad := start(t, world, "fra", storetest.Dir(t)), start(t, world, "iad", storetest.Dir(t))
	fra.newLead(&agent, "Ann")
	fra.newEscrow(&agent, "1 Elm St")
	converge(t, 10*time.Second, fra, iad)
	settle(t, iad)
	fra.close()
	world.HealAll()
	syd := start(t, world, "syd", storetest.Dir(t))
	converge(t, 10*time.Second, iad, syd)
	if len(syd.content()) != 2 {
		t.Errorf("syd has %d records", len(syd.content()))
	}
	if syd.refused.of("compared") > 0 {
		t.Error("whole records were pulled")
	}
	if syd.replica.CaughtUp() || !syd.replica.CaughtUp("fra") {
		t.Error("syd does not wait for fra, which it never heard, or has not all that iad has")
	}
}

// settle waits until a region has stored how far it has come.
func settle(t testing.TB, r *region) {
	t.Helper()
	deadline := time.Now().Add(5 * time.Second)
	for time.Now().Before(deadline) {
		spans, err := r.store.LogSpans(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		foreign := uint64(0)
		for _, span := range spans {
			if span.Region != r.name {
				foreign += span.Have
			}
		}
		if foreign > 0 && r.replica.Behind() == 0 {
			return
		}
		time.Sleep(every) // a poll of a condition with a deadline
	}
	t.Fatal("it does not store how far it has come")
}

// Writes that are too long for one message are announced by their number and pulled in parts: edits that come while the
// disk is busy go into one write.
func TestReplica_ALargeWriteComesInParts(t *testing.T) {
	world := wiretest.New(t, 4, names...)
	fra, iad := start(t, world, "fra", storetest.Dir(t)), start(t, world, "iad", storetest.Dir(t))
	lead := fra.newLead(&agent, "Ann")
	var group sync.WaitGroup
	for n := range 120 {
		group.Go(func() {
			body := strings.Repeat(fmt.Sprint("note ", n, ". "), 1000)
			if _, err := fra.Note(t.Context(), &agent, lead.ID, body, nil); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	converge(t, 20*time.Second, fra, iad)
	syd := start(t, world, "syd", storetest.Dir(t))
	converge(t, 20*time.Second, fra, iad, syd)
}

// A region whose database was copied, or restored, writes a log of its own; what it wrote before comes back to it.
func TestReplica_ACopiedDatabaseLosesNothing(t *testing.T) {
	world := wiretest.New(t, 5, names...)
	fra, iad := start(t, world, "fra", storetest.Dir(t)), start(t, world, "iad", storetest.Dir(t))
	lead := fra.newLead(&agent, "Ann")
	converge(t, 10*time.Second, fra, iad)
	settle(t, iad)
	fra.close()
	copied := t.TempDir()
	for _, file := range []string{"roomkey.db"} {
		data, err := os.ReadFile(filepath.Join(fra.dir, file))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(copied, file), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	fra = start(t, world, "fra", fra.dir)
	for i := range 5 {
		fra.patch(&agent, lead.ID, realtime.Patch{Fields: fieldsOf("name", fmt.Sprint("before ", i))})
	}
	fra.newLead(&agent, "Bea")
	converge(t, 10*time.Second, fra, iad)
	settle(t, iad)
	fra.close()
	fra = start(t, world, "fra", copied) // as it was before these edits
	for i := range 8 {
		fra.patch(&agent, lead.ID, realtime.Patch{Fields: fieldsOf("source", fmt.Sprint("after ", i))})
	}
	converge(t, 10*time.Second, fra, iad)
	if n := len(fra.content()); n != 2 {
		t.Errorf("there are %d records", n)
	}
}

// Content that is older than the logs, or trimmed from them, is found by comparing the heads of all records.
func TestReplica_ANewRegionComparesWholeRecords(t *testing.T) {
	world := wiretest.New(t, 6, names...)
	dir := storetest.Dir(t)
	alone := openAlone(t, dir)
	lead := alone.newLead(&agent, "Ann")
	alone.newEscrow(&agent, "1 Elm St")
	alone.close()
	fra := start(t, world, "fra", dir)
	fra.patch(&agent, lead.ID, realtime.Patch{Fields: fieldsOf("name", "Bea")})
	iad := start(t, world, "iad", storetest.Dir(t))
	converge(t, 10*time.Second, fra, iad)
	if iad.refused.of("compared") != 2 {
		t.Errorf("%d records were compared", iad.refused.of("compared"))
	}
	own := crm.LogSpan{Origin: fra.store.OwnLog(), Have: 1 << 30}
	for range 20 {
		fra.patch(&agent, lead.ID, realtime.Patch{Fields: fieldsOf("name", "Cy")})
		fra.patch(&agent, lead.ID, realtime.Patch{Fields: fieldsOf("name", "Di")})
	}
	converge(t, 10*time.Second, fra, iad)
	if err := fra.store.TrimLogs(t.Context(), []crm.LogSpan{own}); err != nil {
		t.Fatal(err)
	}
	iad.close()
	syd := start(t, world, "syd", storetest.Dir(t))
	converge(t, 10*time.Second, fra, syd)
	fra.patch(&agent, lead.ID, realtime.Patch{Fields: fieldsOf("name", "Ed")})
	syd.patch(&mate, lead.ID, realtime.Patch{Fields: fieldsOf("source", "sign")})
	converge(t, 10*time.Second, fra, syd)
}
