package replica_test

import (
	"slices"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store/storetest"
	"roomkey/sync/cluster/wire"
	"roomkey/sync/cluster/wire/wiretest"
)

// Messages of a region that are forged, truncated or about another's log are refused, and the regions agree afterwards.
func TestReplica_RefusesWhatIsForged(t *testing.T) {
	world := wiretest.New(t, 8, names...)
	fra, iad := start(t, world, "fra", storetest.Dir(t)), start(t, world, "iad", storetest.Dir(t))
	lead := fra.newLead(&agent, "Ann")
	converge(t, 10*time.Second, fra, iad)
	page, err := fra.store.ReadLog(t.Context(), fra.store.OwnLog(), 0, 0, 1<<20)
	if err != nil || len(page.Items) == 0 {
		t.Fatalf("%v, %v", page, err)
	}
	entry := page.Items[len(page.Items)-1]
	entry.Seq++
	entry.Changes = []crm.StoredChange{{Data: []byte("no change at all")}}
	good := wire.EncodeEntry(&entry)
	say := func(region string, keys wire.Keys, payload []byte) {
		port := wire.NewPort(wire.PortConfig{Network: world.Region("syd"), Region: region, Regions: names,
			Boot: 99, Keys: keys})
		if err := port.Publish(wire.LogSubject(entry.Origin.String()), wire.KindLog, crm.ID{}, payload); err != nil {
			t.Fatal(err)
		}
	}
	say("fra", wire.NewKeys([]byte("a guessed secret that no region has")), good)
	say("syd", keys, good)               // the log is another region's
	say("syd", keys, good[:len(good)/2]) // truncated
	say("syd", keys, slices.Concat(good, []byte{0}))
	deadline := time.Now().Add(5 * time.Second)
	for iad.refused.of("seal") == 0 || iad.refused.of("payload") == 0 {
		if time.Now().After(deadline) {
			t.Fatalf("refused: %v", iad.refused.n)
		}
		time.Sleep(every) // a poll of a condition with a deadline
	}
	fra.newLead(&agent, "Bea")
	converge(t, 10*time.Second, fra, iad)
	if n := len(iad.content()); n != 2 || iad.content()[lead.ID] == "" {
		t.Errorf("iad has %d records", n)
	}
	if iad.refused.of("entries") > 0 {
		t.Errorf("forged entries were tried: %v", iad.refused.n)
	}
}
