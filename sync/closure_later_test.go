package sync_test

import (
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
	realtime "roomkey/sync"
)

// A long document is decoded again for each change that was made beside others and has to be judged. However many of
// them come in one message, all are judged, in turns of a bounded length.
func TestRepair_ManyBranchesOfALongDocumentAreJudgedOneAfterTheOther(t *testing.T) {
	hub := openHub(t)
	engine := &aged{Engine: engines}
	hub.Hub = realtime.New(realtime.Config{Storage: hub.storage, Engine: engine})
	_, a, b := hub.writers()
	a.untilField("source", `"`+mate.Name+`"`)
	a.disconnect()
	engine.more.Store(400_000)
	b.untilSaved(b.set("sourceDetail", "5"))
	seen, name, stage := a.graph.Heads(), a.preds("name"), a.text("stage", "asleep")
	var bad []crm.Hash
	for i := range 4 {
		a.actor = crdt.Actor("branch " + string(rune('1'+i)))
		first := a.changeAfter(seen, crdt.Op{Key: "name", Action: crdt.ActionDelete, Pred: name})
		bad = append(bad, first.Hash, a.changeAfter([]crm.Hash{first.Hash}, stage).Hash)
	}
	a.connect(hub)
	for _, hash := range bad {
		a.until("judged", func() bool { return a.saved[hash] || a.rejected[hash] != nil })
		if refused := a.rejected[hash]; refused != nil {
			t.Fatalf("a change is refused for good: %v", refused)
		}
		a.untilRepaired(hash)
	}
	b.untilField("name", `"Ann"`)
	b.untilSaved(b.set("source", "later"))
}
