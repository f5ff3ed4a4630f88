package sync_test

import (
	"sync/atomic"
	"testing"

	"roomkey/crm"
	"roomkey/store/storetest"
	"roomkey/sync/live"
)

// dropping counts how often the engine has to forget a document, and so to load it again.
type dropping struct {
	live.Engine
	count atomic.Int64
}

func (d *dropping) Drop(docs ...crm.ID) {
	d.count.Add(1)
	d.Engine.Drop(docs...)
}

// Loading a long document stalls the engine process, and with it everybody else's documents: a change that is refused
// before the engine sees it must not cost that.
func TestDocument_AnIllegalMoveCostsTheEngineNothing(t *testing.T) {
	engine := &dropping{Engine: engines}
	hub := openHubOn(t, storetest.Dir(t), engine)
	rec := hub.newEscrow()
	a := hub.open(&agent, rec.ID)
	a.untilField("status", `"open"`)
	a.untilSaved(a.set("propertyAddress", "2 Elm St"))
	before := engine.count.Load()
	for range 5 {
		b := hub.open(&mate, rec.ID)
		b.untilField("status", `"open"`)
		if faults := b.untilRepaired(b.set("status", "closed")); faults[0].Field != "/status" {
			t.Fatalf("an illegal move: %v", faults)
		}
		b.disconnect()
	}
	if n := engine.count.Load() - before; n > 0 {
		t.Errorf("the engine forgot the document %d times", n)
	}
	a.untilSaved(a.set("propertyAddress", "3 Elm St"))
	hub.wantField(hub.stored(rec.ID), "propertyAddress", `"3 Elm St"`)
	hub.wantField(hub.stored(rec.ID), "status", `"open"`)
}
