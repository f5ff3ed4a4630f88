package sync_test

import (
	"runtime"
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
)

// longHistory is how many operations a listing gets, and longPaste how many of them come in one change.
const longHistory, longPaste = 400_000, 40_000

// longListing is a listing of a long history that a device has open.
func longListing(t testing.TB) (hub *testHub, rec *crm.Record, a *device) {
	t.Helper()
	hub = openHub(t)
	rec = hub.newListing()
	a = hub.open(&agent, rec.ID)
	a.untilField("City", `"Springfield"`)
	for a.graph.MaxOp() < longHistory {
		text := a.makes("PublicRemarks", crdt.ActionMakeText)
		paste := a.paste(text, longPaste)
		a.say()
		a.untilSaved(paste.Hash)
	}
	return hub, rec, a
}

// repairBeside has a bad change of a put right that was made beside a good one by REST.
func repairBeside(hub *testHub, rec *crm.Record, a *device, city string) []*crm.Error {
	a.disconnect()
	hub.patch(&mate, rec.ID, "City", city)
	bad := a.change(a.deletes("City"))
	a.connect(hub)
	return a.untilRepaired(bad.Hash)
}

// Of 400,000 operations a bad change is put right like any other, after all that there is and beside another change.
func TestRepair_InAHistoryOf400000Operations(t *testing.T) {
	hub, rec, a := longListing(t)
	if faults := a.untilRepaired(a.push(a.deletes("City"))); len(faults) != 1 || faults[0].Field != "/City" {
		t.Errorf("put right are %v", faults)
	}
	hub.wantField(hub.stored(rec.ID), "City", `"Springfield"`)
	if faults := repairBeside(hub, rec, a, "Shelbyville"); len(faults) != 1 || faults[0].Field != "/City" {
		t.Errorf("put right beside another change are %v", faults)
	}
	a.untilField("City", `"Shelbyville"`)
	hub.wantField(hub.stored(rec.ID), "City", `"Shelbyville"`)
	a.untilSaved(a.set("City", "Ogdenville"))
	hub.wantField(hub.stored(rec.ID), "City", `"Ogdenville"`)
}

// BenchmarkRepair_LongHistory is the time from a bad change until its author has the repair, in a document of 400,000
// operations: on the live document, and where it is decoded again because another change stands beside it.
func BenchmarkRepair_LongHistory(b *testing.B) {
	hub, rec, a := longListing(b)
	b.Run("live", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			a.untilRepaired(a.push(a.deletes("City")))
		}
		reportHeap(b)
	})
	b.Run("rebuilt", func(b *testing.B) {
		b.ReportAllocs()
		for n := 0; b.Loop(); n++ {
			repairBeside(hub, rec, a, []string{"Shelbyville", "Ogdenville"}[n%2])
		}
		reportHeap(b)
	})
}

// reportHeap tells what is in use after the collector: the server, and the copy of the device.
func reportHeap(b *testing.B) {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.HeapAlloc)/(1<<20), "heap-MB")
}
