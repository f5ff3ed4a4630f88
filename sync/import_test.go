package sync_test

import (
	"bytes"
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"roomkey/crdt/engine"
	"roomkey/crdt/engine/enginetest"
	"roomkey/crm"
	"roomkey/store"
	"roomkey/store/storetest"
	realtime "roomkey/sync"
	"roomkey/sync/live"
)

// region is a hub that keeps a log, over an engine of its own: regions have documents of the same ids.
func region(t testing.TB, name string) *testHub {
	t.Helper()
	return regionOver(t, name, ownEngine(t))
}

func regionOver(t testing.TB, name string, engine live.Engine) *testHub {
	t.Helper()
	return openHubWith(t, store.Options{Dir: storetest.Dir(t), Serve: true, Region: name}, engine)
}

// ownEngine is an engine that ends with the test. Make it before the hub, which then ends first.
func ownEngine(t testing.TB) *engine.Pool {
	pool := engine.NewPool(enginetest.Config())
	var group sync.WaitGroup
	group.Go(func() { _ = pool.Run(context.Background()) })
	t.Cleanup(func() { pool.Close(); group.Wait() })
	return pool
}

// logged is what the hub's own log has after an entry.
func (hub *testHub) logged(after uint64) []crm.LogItem {
	hub.Helper()
	page, err := hub.store.ReadLog(hub.ctx, hub.store.OwnLog(), after, 0, 1<<20)
	if err != nil && crm.CodeOf(err) != crm.CodeNotFound { // it has not begun
		hub.Fatal(err)
	}
	return page.Items
}

// takeIn has the hub take in items, record by record, and returns those that wait.
func (hub *testHub) takeIn(items ...crm.LogItem) (waiting []crm.LogItem) {
	hub.Helper()
	byRecord := map[crm.ID][]crm.LogItem{}
	for _, item := range items {
		byRecord[item.Record] = append(byRecord[item.Record], item)
	}
	for record, items := range byRecord {
		in, err := hub.Import(hub.ctx, record, items)
		if err != nil {
			hub.Fatalf("take in: %v", err)
		}
		for i := range items {
			if !in[i] {
				waiting = append(waiting, items[i])
			}
		}
	}
	return waiting
}

// wantSame compares a record of two regions as it is stored.
func wantSame(t testing.TB, id crm.ID, a, b *testHub) {
	t.Helper()
	one, other := *a.stored(id), *b.stored(id)
	one.Seq, other.Seq = 0, 0
	slices.Sort(one.Flags)
	slices.Sort(other.Flags)
	first, err := json.Marshal(&one)
	if err != nil {
		t.Fatal(err)
	}
	second, err := json.Marshal(&other)
	if err != nil {
		t.Fatal(err)
	}
	if string(first) != string(second) || one.Row != other.Row {
		t.Errorf("the record is\n%s\nin one region and\n%s\nin the other", first, second)
	}
}

// wantSameContent is wantSame but for the time of the last update.
func wantSameContent(t testing.TB, id crm.ID, a, b *testHub) {
	t.Helper()
	one, other := a.stored(id), b.stored(id)
	if !slices.Equal(one.Heads, other.Heads) || !reflect.DeepEqual(one.Fields, other.Fields) ||
		!reflect.DeepEqual(one.Conflicts, other.Conflicts) {
		t.Errorf("the record is\n%+v\nin one region and\n%+v\nin the other", one, other)
	}
}

func TestImport_ARecordIsTheSameInAnotherRegion(t *testing.T) {
	a, b := region(t, "a"), region(t, "b")
	rec := a.newEscrow("commission", map[string]any{"grossPct": 2.5})
	a.patch(&mate, rec.ID, "propertyAddress", "2 Oak St", "status", "contingent")
	a.patch(&agent, rec.ID, "notes", []any{map[string]any{"body": "hello", "mentions": []any{mate.ID.String()}}})
	items := a.logged(0)
	if waiting := b.takeIn(items...); len(waiting) > 0 {
		t.Fatalf("%d items wait", len(waiting))
	}
	wantSame(t, rec.ID, a, b)
	if b.stored(rec.ID).Owner != agent.ID || b.stored(rec.ID).PrivateHeads == nil {
		t.Errorf("it is %+v", b.stored(rec.ID))
	}
	if got := b.logged(0); len(got) > 0 {
		t.Errorf("the other region has written %d entries of its own", len(got))
	}
	for _, hub := range []*testHub{a, b} {
		inbox, _, err := hub.store.Notifications(hub.ctx, mate.ID, "", 10)
		if err != nil || len(inbox) != 1 {
			t.Errorf("mate has %d notifications (%v)", len(inbox), err)
		}
	}
	b.takeIn(items...)
	wantSame(t, rec.ID, a, b)
	if hub := b.reopened(); true {
		wantSame(t, rec.ID, a, hub)
		hub.patch(&agent, rec.ID, "propertyAddress", "3 Elm St")
		a.takeIn(hub.logged(0)...)
		wantSame(t, rec.ID, a, hub)
	}
}

func TestImport_EditsMeet(t *testing.T) {
	a, b := region(t, "a"), region(t, "b")
	rec := a.newLead("Ann")
	b.takeIn(a.logged(0)...)
	from, to := uint64(len(a.logged(0))), uint64(0)
	watcher := b.open(&mate, rec.ID)
	watcher.untilField("name", `"Ann"`)
	a.patch(&agent, rec.ID, "name", "Bea", "source", "ads")
	b.patch(&mate, rec.ID, "name", "Cy", "sourceDetail", "sign")
	watcher.untilField("name", `"Cy"`)
	at := a.open(&agent, rec.ID)
	at.untilField("name", `"Bea"`)
	fromA, fromB := a.logged(from), b.logged(to)
	a.takeIn(fromB...)
	b.takeIn(fromA...)
	wantSame(t, rec.ID, a, b)
	if len(a.stored(rec.ID).Conflicts["/name"]) != 2 {
		t.Errorf("the conflicts are %v", a.stored(rec.ID).Conflicts)
	}
	name := string(a.stored(rec.ID).Fields["name"])
	for _, d := range []*device{watcher, at} {
		d.untilField("source", `"ads"`)
		d.untilField("sourceDetail", `"sign"`)
		d.untilField("name", name)
	}
}

func TestImport_WaitsForWhatIsMissing(t *testing.T) {
	a, b := region(t, "a"), region(t, "b")
	rec := a.newEscrow("commission", map[string]any{"grossPct": 2.5})
	for i := range 4 {
		a.patch(&agent, rec.ID, "propertyAddress", string(rune('a'+i)))
	}
	items := a.logged(0)
	slices.Reverse(items)
	for i := range items[:len(items)-1] {
		if waiting := b.takeIn(items[i]); len(waiting) != 1 {
			t.Fatalf("item %d is in before the record is born", i)
		}
	}
	if waiting := b.takeIn(items...); len(waiting) > 0 {
		t.Fatalf("%d items wait", len(waiting))
	}
	wantSame(t, rec.ID, a, b)
}

// What was accepted in one region goes into the record whatever has become of it in the other.
func TestImport_GoesIntoWhatIsArchivedOrDeleted(t *testing.T) {
	a, b := region(t, "a"), region(t, "b")
	rec := a.newLead("Ann")
	b.takeIn(a.logged(0)...)
	from := uint64(len(a.logged(0)))
	if err := b.Delete(b.ctx, &agent, rec.ID); err != nil {
		t.Fatal(err)
	}
	a.patch(&agent, rec.ID, "name", "Bea")
	b.takeIn(a.logged(from)...)
	stored := b.stored(rec.ID)
	b.wantField(stored, "name", `"Bea"`)
	if stored.DeletedAt.IsZero() || !slices.Equal(stored.Heads, a.stored(rec.ID).Heads) {
		t.Errorf("it is %+v", stored)
	}
}

func TestImport_OfTwoBirthsTheEarlierCounts(t *testing.T) {
	a, b := region(t, "a"), region(t, "b")
	rec := a.newLead("Ann")
	before := a.logged(0)
	n := realtime.NewRecord{ID: rec.ID, Type: "lead",
		Fields: fieldsOf("name", "Bob", "email", "b@example.test", "source", "web", "stage", "new")}
	b.create(&mate, n)
	after := b.logged(0)
	b.takeIn(before...)
	a.takeIn(after...)
	wantSame(t, rec.ID, a, b)
	if owner := b.stored(rec.ID).Owner; owner != agent.ID {
		t.Errorf("the later birth counts: %v", owner)
	}
}

func TestImport_AMalformedChangeIsRefusedAndHarmsNothing(t *testing.T) {
	a, b := region(t, "a"), region(t, "b")
	rec := a.newLead("Ann")
	items := a.logged(0)
	b.takeIn(items...)
	a.patch(&agent, rec.ID, "name", "Bea")
	bad := a.logged(uint64(len(items)))[0]
	good := slices.Clone(bad.Changes)
	for cut := range 3 {
		data := slices.Clone(good[0].Data)
		switch cut {
		case 0:
			data = data[:len(data)-1]
		case 1:
			data[len(data)/2] ^= 1
		case 2:
			data = nil
		}
		bad.Changes = slices.Clone(good)
		bad.Changes[0].Data = data
		if _, err := b.Import(b.ctx, rec.ID, []crm.LogItem{bad}); crm.CodeOf(err) != crm.CodeInvalid {
			t.Errorf("cut %d: %v", cut, err)
		}
	}
	bad.Changes = good
	b.takeIn(bad)
	wantSame(t, rec.ID, a, b)
}

func TestImport_AnActorIsTheSameUsersEverywhere(t *testing.T) {
	a, b := region(t, "a"), region(t, "b")
	rec := a.newLead("Ann")
	d := a.open(&agent, rec.ID)
	d.untilField("name", `"Ann"`)
	d.actor = "a stock client's" // issued to nobody
	d.untilSaved(d.set("name", "Bea"))
	b.takeIn(a.logged(0)...)
	user, known, err := b.store.ActorUser(b.ctx, []byte(d.actor))
	if err != nil || !known || user != agent.ID {
		t.Errorf("the actor is %v's, known %v (%v)", user, known, err)
	}
	wantSame(t, rec.ID, a, b)
	other := b.open(&mate, rec.ID)
	other.untilField("name", `"Bea"`)
	other.actor = d.actor
	if err := other.untilRejected(other.set("name", "Cy")); err.Code != crm.CodeForbidden {
		t.Errorf("%v", err)
	}
}

func TestImport_AnErasedRecordStaysErased(t *testing.T) {
	a, b := region(t, "a"), region(t, "b")
	rec := a.newLead("Ann")
	b.takeIn(a.logged(0)...)
	from := uint64(len(a.logged(0)))
	if err := b.store.Erase(b.ctx, rec.ID); err != nil {
		t.Fatal(err)
	}
	b.Forget(rec.ID)
	a.patch(&agent, rec.ID, "name", "Bea")
	for _, after := range []uint64{from, 0} {
		ctx, cancel := context.WithTimeout(b.ctx, 5*time.Second)
		in, err := b.Import(ctx, rec.ID, a.logged(after))
		cancel()
		if err == nil && slices.Contains(in, true) || err != nil && crm.CodeOf(err) != crm.CodeForbidden {
			t.Errorf("an erased record takes in %v (%v)", in, err)
		}
	}
}

// Two regions that were cut off have accepted other changes of one actor and number: the one with the lower hash stays.
func TestImport_OfTwoChangesWithOneNumberTheLowerStays(t *testing.T) {
	a, b := region(t, "a"), region(t, "b")
	rec := a.newLead("Ann")
	b.takeIn(a.logged(0)...)
	from := uint64(len(a.logged(0)))
	var devices []*device
	for i, hub := range []*testHub{a, b} {
		d := hub.open(&agent, rec.ID)
		d.untilField("name", `"Ann"`)
		if i > 0 {
			d.actor = devices[0].actor
		}
		devices = append(devices, d)
	}
	var first [2]crm.Hash
	for i, d := range devices {
		first[i] = d.set("name", "of "+string(rune('a'+i)))
		d.untilSaved(first[i])
		d.untilSaved(d.set("source", "after "+string(rune('a'+i))))
	}
	watchers := []*device{a.open(&mate, rec.ID), b.open(&mate, rec.ID)}
	lower := 0
	if bytes.Compare(first[1][:], first[0][:]) < 0 {
		lower = 1
	}
	exchange := func() (waiting int) {
		fromA, fromB := a.logged(from), b.logged(0)
		return len(a.takeIn(fromB...)) + len(b.takeIn(fromA...))
	}
	for n := 0; exchange() > 0; n++ {
		if n == 20 {
			t.Fatal("items wait for ever")
		}
	}
	exchange()
	wantSame(t, rec.ID, a, b)
	want := string(rune('a' + lower))
	a.wantField(a.stored(rec.ID), "name", `"of `+want+`"`)
	a.wantField(a.stored(rec.ID), "source", `"after `+want+`"`)
	watchers[lower].untilField("name", `"of `+want+`"`)
	loser := []*testHub{a, b}[1-lower]
	late := loser.open(&mate, rec.ID)
	late.untilField("source", `"after `+want+`"`)
	again := loser.reopened()
	wantSame(t, rec.ID, again, []*testHub{a, b}[lower])
	again.patch(&mate, rec.ID, "name", "later")
	again.wantField(again.stored(rec.ID), "name", `"later"`)
}
