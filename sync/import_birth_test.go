package sync_test

import (
	"testing"
	"time"

	"roomkey/crm"
	realtime "roomkey/sync"
)

// whole is a record of a hub as it goes to a region that pulls all of it.
func (hub *testHub) whole(record crm.ID) []crm.LogItem {
	hub.Helper()
	items, next, err := hub.store.WholeRecord(hub.ctx, record, 0, 1<<20)
	if err != nil || next != 0 {
		hub.Fatal(next, err)
	}
	return items
}

// A birth that comes late counts if it is the earlier one, and leaves what was put in order since as it is.
func TestImport_ALateBirthUndoesNoTransfer(t *testing.T) {
	o := &rowOrder{heads: map[crm.ID]crm.Hash{}}
	a, b := o.join(t, "a"), o.join(t, "b")
	b.caughtUp(0)
	rec := a.newLead("Ann")
	private := crm.VisibilityPrivate
	b.create(&mate, realtime.NewRecord{ID: rec.ID, Type: "lead", Visibility: private,
		Fields: fieldsOf("name", "Bob", "email", "b@example.test", "source", "web", "stage", "new")})
	if _, err := b.Transfer(b.ctx, &broker, rec.ID, realtime.Transfer{Owner: &lead.ID}); err != nil {
		t.Fatal(err)
	}
	b.caughtUp(0)
	fromA, fromB := a.logged(0), b.logged(0)
	b.takeIn(fromA...)
	a.takeIn(fromB...)
	a.caughtUp(0)
	wantSame(t, rec.ID, a.testHub, b.testHub)
	got := b.stored(rec.ID)
	created := rec.CreatedAt.Truncate(time.Microsecond)
	if got.Owner != lead.ID || got.Visibility != crm.VisibilityTeam || !got.CreatedAt.Equal(created) {
		t.Errorf("it is %+v", got)
	}
	again := b.reopened()
	if got := again.stored(rec.ID); got.Born == nil || got.Birth() != a.stored(rec.ID).Birth() ||
		got.Birth().Owner != agent.ID {
		t.Errorf("it was born as %+v", got.Born)
	}
}

// A region that pulls a whole record from one that is behind with changes of rows, or ahead, keeps its own place.
func TestImport_AWholeRecordUndoesNoTransfer(t *testing.T) {
	o := &rowOrder{heads: map[crm.ID]crm.Hash{}}
	a, b := o.join(t, "a"), o.join(t, "b")
	b.caughtUp(0)
	rec := a.newLead("Ann")
	b.takeIn(a.logged(0)...)
	if _, err := a.Transfer(a.ctx, &broker, rec.ID, realtime.Transfer{Owner: &mate.ID}); err != nil {
		t.Fatal(err)
	}
	a.caughtUp(0)
	a.takeIn(b.whole(rec.ID)...)
	b.takeIn(a.whole(rec.ID)...)
	if one, other := a.stored(rec.ID).Owner, b.stored(rec.ID).Owner; one != mate.ID || other != agent.ID {
		t.Errorf("its owner is %v where it was transferred, %v where that is not known", one, other)
	}
	b.caughtUp(0)
	wantSame(t, rec.ID, a.testHub, b.testHub)
}

// Records of two brokerages that have one id, of which neither region knew, don't mix.
func TestImport_ABirthOfAnotherBrokerageIsRefused(t *testing.T) {
	a, b := region(t, "a"), region(t, "b")
	rec := a.newLead("Ann")
	other := outsider
	b.create(&other, realtime.NewRecord{ID: rec.ID, Type: "lead",
		Fields: fieldsOf("name", "Bob", "email", "b@example.test", "source", "web", "stage", "new")})
	fromA, fromB := a.logged(0), b.logged(0)
	if waiting := len(b.takeIn(fromA...)) + len(a.takeIn(fromB...)); waiting > 0 {
		t.Errorf("%d items wait", waiting)
	}
	a.wantField(a.stored(rec.ID), "name", `"Ann"`)
	b.wantField(b.stored(rec.ID), "name", `"Bob"`)
}

// Nothing that one region does, or leaves out, moves the time of the last update there alone.
func TestImport_TheLastUpdateIsOneEverywhere(t *testing.T) {
	o := &rowOrder{heads: map[crm.ID]crm.Hash{}}
	a, b := o.join(t, "a"), o.join(t, "b")
	b.caughtUp(0)
	rec := a.newListing()
	a.patch(&agent, rec.ID, "OnMarketDate", time.Now().AddDate(0, 0, -3).Format("2006-01-02"))
	b.takeIn(a.logged(0)...)
	if _, err := b.Archive(b.ctx, &agent, rec.ID); err != nil { // before the edit, and after it in a
		t.Fatal(err)
	}
	a.patch(&agent, rec.ID, "City", "Shelbyville")
	a.caughtUp(0)
	b.caughtUp(0)
	b.takeIn(a.logged(0)...)
	wantSame(t, rec.ID, a.testHub, b.testHub)
}
