package sync_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
	realtime "roomkey/sync"
	"roomkey/sync/live"
)

// aged is an engine whose documents have so many more operations behind them.
type aged struct {
	live.Engine
	more     atomic.Int64
	authored atomic.Int64 // how often it has written a change
}

func (a *aged) Apply(ctx context.Context, doc crdt.Doc, changes [][]byte, roots []string) (crdt.State, error) {
	state, err := a.Engine.Apply(ctx, doc, changes, roots)
	state.Ops += int(a.more.Load())
	return state, err
}

func (a *aged) Author(ctx context.Context, doc crdt.Doc, draft crdt.Draft) ([]byte, crdt.State, error) {
	a.authored.Add(1)
	change, state, err := a.Engine.Author(ctx, doc, draft)
	state.Ops += int(a.more.Load())
	return change, state, err
}

// A history of 500,000 operations takes no more by REST than by the socket. From 60 % on people are told (R37).
func TestHub_ALongHistoryIsFlaggedAndThenFullOnEveryPath(t *testing.T) {
	hub := openHub(t)
	engine := &aged{Engine: engines}
	hub.Hub = realtime.New(realtime.Config{Storage: hub.storage, Engine: engine})
	rec := hub.newListing()
	d := hub.open(&agent, rec.ID)
	d.untilField("City", `"Springfield"`)
	text := d.makes("PublicRemarks", crdt.ActionMakeText)
	paste := func(n int) crm.Hash { return d.push(d.inserts(text, crdt.OpID{}, n)...) }
	flags := func() []string { return hub.stored(rec.ID).Flags }

	engine.more.Store(290_000)
	d.untilSaved(paste(5_000))
	if len(flags()) != 0 {
		t.Errorf("flags are %v below 300,000 operations", flags())
	}
	engine.more.Store(300_000)
	d.untilSaved(paste(10))
	if !slices.Equal(flags(), []string{"review:/"}) {
		t.Errorf("flags are %v above 300,000 operations", flags())
	}

	engine.more.Store(494_000) // with what was pasted, about a thousand are left
	d.untilSaved(d.set("City", "Shelbyville"))
	_, err := hub.Patch(hub.ctx, &agent, rec.ID,
		realtime.Patch{Fields: fieldsOf("tags", strings.Fields(strings.Repeat("tag ", 2_000)))})
	if crm.CodeOf(err) != crm.CodeTooLarge {
		t.Errorf("REST beyond the limit: %v", err)
	}
	hub.wantField(hub.patch(&agent, rec.ID, "ListPrice", 700), "ListPrice", "700")
	d.untilField("ListPrice", "700")
	if refused := d.untilRejected(paste(2_000)); refused.Code != crm.CodeTooLarge {
		t.Errorf("the socket beyond the limit: %v", refused)
	}

	authored := engine.authored.Load()
	_, err = hub.Patch(hub.ctx, &agent, rec.ID,
		realtime.Patch{Fields: fieldsOf("PublicRemarks", strings.Repeat("another", 1_000))})
	if known, ok := err.(*crm.Error); !ok || known.Code != crm.CodeTooLarge || known.Field != "/PublicRemarks" {
		t.Errorf("a text for which there is no room: %v", err)
	}
	if engine.authored.Load() != authored {
		t.Error("the engine worked for a text for which there is no room")
	}
	var remarks string
	if err := json.Unmarshal(hub.stored(rec.ID).Fields["PublicRemarks"], &remarks); err != nil {
		t.Fatal(err)
	}
	hub.patch(&agent, rec.ID, "PublicRemarks", remarks+"!")

	engine.more.Store(500_000)
	hub.patch(&agent, rec.ID, "ListPrice", 800)
	_, err = hub.Patch(hub.ctx, &agent, rec.ID, realtime.Patch{Fields: fieldsOf("ListPrice", 900)})
	if crm.CodeOf(err) != crm.CodeTooLarge {
		t.Errorf("REST to a full record: %v", err)
	}
}

// What the server adds to put a change right counts as well: it is as much of the history as the change.
func TestHub_ARepairFindsRoomWithItsChange(t *testing.T) {
	hub := openHub(t)
	engine := &aged{Engine: engines}
	hub.Hub = realtime.New(realtime.Config{Storage: hub.storage, Engine: engine})
	rec := hub.newListing()
	d := hub.open(&agent, rec.ID)
	d.untilField("City", `"Springfield"`)
	engine.more.Store(494_000)
	d.untilSaved(d.set("City", "Shelbyville"))                   // about 6,000 operations are left
	numbers := d.inserts(d.preds("tags")[0], crdt.OpID{}, 4_000) // where texts belong: each will be taken back
	for i := range numbers {
		numbers[i].Value = crdt.Value{Type: crdt.ValueInt, Int: int64(i)}
	}
	if refused := d.untilRejected(d.push(numbers...)); refused.Code != crm.CodeTooLarge {
		t.Errorf("a change whose repair is beyond the limit: %v", refused)
	}
	other := hub.open(&mate, rec.ID)
	other.untilField("City", `"Shelbyville"`)
	other.untilSaved(other.set("City", "Ogdenville"))
}
