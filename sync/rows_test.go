package sync_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store"
	realtime "roomkey/sync"
)

// rowOrder puts the entries of regions in one order. A region applies what there is with its own next entry.
type rowOrder struct {
	mu      sync.Mutex
	entries []crm.OrderedEntry
	heads   map[crm.ID]crm.Hash
	cut     bool // nobody reaches a majority
}

// orderedRegion is a region whose rows are put in order with those of others.
type orderedRegion struct {
	*testHub
	order *rowOrder
}

// join makes a region with the people in it, which takes in what others have put in order.
func (o *rowOrder) join(t testing.TB, name string) *orderedRegion {
	t.Helper()
	r := &orderedRegion{region(t, name), o}
	if err := r.store.OrderBy(r.ctx, r); err != nil {
		t.Fatal(err)
	}
	if len(o.entries) == 0 {
		err := r.store.Found(r.ctx, broker.Broker, "Harbor", []store.Team{{ID: agent.Teams[0], Name: "Team"}})
		for _, u := range []crm.User{broker, lead, agent, mate} {
			u.Teams, u.Email, u.Name = nil, u.ID.String()+"@demo.test", "N"
			err = errors.Join(err, r.store.AddUser(r.ctx, &u, "hash"))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- r.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return r
}

// Order is store.Orderer's.
func (r *orderedRegion) Order(ctx context.Context, e crm.LedgerEntry) error {
	r.order.mu.Lock()
	if r.order.cut {
		r.order.mu.Unlock()
		return crm.Errorf(crm.CodeUnavailable, "cut off")
	}
	next := crm.OrderedEntry{Seq: uint64(len(r.order.entries)) + 1, Broker: e.Broker, Previous: r.order.heads[e.Broker],
		Data: e.Data}
	r.order.entries = append(r.order.entries, next)
	r.order.heads[e.Broker] = next.Hash()
	r.order.mu.Unlock()
	return r.catchUp(ctx)
}

func (r *orderedRegion) catchUp(ctx context.Context) error {
	end, err := r.store.LedgerEnd(ctx)
	if err != nil {
		return err
	}
	r.order.mu.Lock()
	entries := slices.Clone(r.order.entries[end:])
	r.order.mu.Unlock()
	return r.store.ApplyOrdered(ctx, entries)
}

// caughtUp waits until the region has taken in all that is in order, but for what waits for other records.
func (r *orderedRegion) caughtUp(waiting int) {
	r.Helper()
	if err := r.catchUp(r.ctx); err != nil {
		r.Fatal(err)
	}
	for range time.Tick(10 * time.Millisecond) {
		ids, err := r.store.RowsWaiting(r.ctx)
		if err != nil {
			r.Fatal(err)
		}
		if len(ids) == waiting {
			return
		}
	}
}

// The rows of records are the same in two regions that change them alternately, and so is what people may do.
func TestRows_ChangesReachTheOtherRegion(t *testing.T) {
	o := &rowOrder{heads: map[crm.ID]crm.Hash{}}
	a, b := o.join(t, "a"), o.join(t, "b")
	rec := a.newLead("Ann")
	b.takeIn(a.logged(0)...)
	b.caughtUp(0)
	same := func() {
		t.Helper()
		a.caughtUp(0)
		b.caughtUp(0)
		wantSame(t, rec.ID, a.testHub, b.testHub)
	}
	private := crm.VisibilityPrivate
	moved, err := b.Transfer(b.ctx, &broker, rec.ID, realtime.Transfer{Owner: &mate.ID, Visibility: &private})
	if err != nil || moved.Owner != mate.ID || moved.Visibility != private {
		t.Fatal(moved, err)
	}
	same()
	if _, err := a.Patch(a.ctx, &agent, rec.ID, realtime.Patch{Fields: fieldsOf("name", "Bea")}); crm.CodeOf(err) !=
		crm.CodeNotFound {
		t.Errorf("the former owner still reads it: %v", err)
	}
	if stored, err := a.Archive(a.ctx, &mate, rec.ID); err != nil || stored.ArchivedAt.IsZero() {
		t.Fatal(stored, err)
	}
	same()
	if err := b.Delete(b.ctx, &mate, rec.ID); err != nil {
		t.Fatal(err)
	}
	same()
	if !a.stored(rec.ID).DeletedAt.Equal(b.stored(rec.ID).DeletedAt) || a.stored(rec.ID).DeletedAt.IsZero() {
		t.Error("it is not deleted")
	}
	for range 2 { // not deleted any more, then not archived any more
		if _, err := a.Restore(a.ctx, &mate, rec.ID); err != nil {
			t.Fatal(err)
		}
		same()
	}
	if stored := b.stored(rec.ID); !stored.DeletedAt.IsZero() || !stored.ArchivedAt.IsZero() {
		t.Errorf("it is %+v", stored)
	}
	a.testHub.close()
	again := a.reopened()
	wantSame(t, rec.ID, again, b.testHub)
}

// Two regions transfer one record at the same time: the later one in the order counts in both.
func TestRows_TheOrderDecides(t *testing.T) {
	o := &rowOrder{heads: map[crm.ID]crm.Hash{}}
	a, b := o.join(t, "a"), o.join(t, "b")
	rec := a.newLead("Ann")
	b.takeIn(a.logged(0)...)
	b.caughtUp(0)
	private, all := crm.VisibilityPrivate, crm.VisibilityBroker
	given := realtime.Transfer{Owner: &mate.ID, Visibility: &private}
	if _, err := a.Transfer(a.ctx, &broker, rec.ID, given); err != nil {
		t.Fatal(err)
	}
	// b does not know of that.
	if got, err := b.Transfer(b.ctx, &broker, rec.ID, realtime.Transfer{Visibility: &all}); err != nil ||
		got.Owner != mate.ID || got.Visibility != all {
		t.Fatal(got, err)
	}
	a.caughtUp(0)
	wantSame(t, rec.ID, a.testHub, b.testHub)
}

// A change counts only if who asked for it had the right at its place in the order.
func TestRows_WhoHasLostTheRightChangesNothing(t *testing.T) {
	o := &rowOrder{heads: map[crm.ID]crm.Hash{}}
	a, b := o.join(t, "a"), o.join(t, "b")
	rec := a.newLead("Ann")
	b.takeIn(a.logged(0)...)
	b.caughtUp(0)
	private, team := crm.VisibilityPrivate, crm.VisibilityTeam
	given := realtime.Transfer{Owner: &mate.ID, Visibility: &private}
	if _, err := a.Transfer(a.ctx, &broker, rec.ID, given); err != nil {
		t.Fatal(err)
	}
	// b does not know of that.
	if _, err := b.Archive(b.ctx, &agent, rec.ID); crm.CodeOf(err) != crm.CodeNotFound {
		t.Error("the former owner archives it:", err)
	}
	viewer := func(u *crm.User) error { u.Role = crm.RoleViewer; return nil }
	if _, _, err := a.store.ChangeUser(a.ctx, mate.ID, viewer); err != nil {
		t.Fatal(err)
	}
	// b does not know of that either.
	if err := b.Delete(b.ctx, &mate, rec.ID); crm.CodeOf(err) != crm.CodeForbidden {
		t.Error("a viewer deletes it:", err)
	}
	if _, err := b.Transfer(b.ctx, &mate, rec.ID, realtime.Transfer{Visibility: &team}); crm.CodeOf(err) !=
		crm.CodeForbidden {
		t.Error("a viewer transfers it:", err)
	}
	a.caughtUp(0)
	b.caughtUp(0)
	wantSame(t, rec.ID, a.testHub, b.testHub)
	if got := a.stored(rec.ID); !got.ArchivedAt.IsZero() || !got.DeletedAt.IsZero() || got.Owner != mate.ID ||
		got.Visibility != private {
		t.Errorf("it is %+v", got)
	}
	if _, err := b.Archive(b.ctx, &broker, rec.ID); err != nil { // who has the right, has it
		t.Error(err)
	}
}

// A change of a record that is still on its way waits for it.
func TestRows_AChangeWaitsForItsRecord(t *testing.T) {
	o := &rowOrder{heads: map[crm.ID]crm.Hash{}}
	a, b := o.join(t, "a"), o.join(t, "b")
	rec := a.newLead("Ann")
	if _, err := a.Transfer(a.ctx, &broker, rec.ID, realtime.Transfer{Owner: &mate.ID}); err != nil {
		t.Fatal(err)
	}
	b.caughtUp(1)
	b.takeIn(a.logged(0)...)
	b.caughtUp(0)
	wantSame(t, rec.ID, a.testHub, b.testHub)
	if owner := b.stored(rec.ID).Owner; owner != mate.ID {
		t.Errorf("it is %v's", owner)
	}
}

// A change of a record that was erased before it in the order waits for nothing.
func TestRows_AChangeOfWhatWasErasedDoesNotWait(t *testing.T) {
	o := &rowOrder{heads: map[crm.ID]crm.Hash{}}
	a, b := o.join(t, "a"), o.join(t, "b")
	b.caughtUp(0)
	rec, late := a.newLead("Ann"), a.newLead("Bea")
	b.takeIn(a.logged(0)...)
	for _, id := range []crm.ID{rec.ID, late.ID} {
		if err := a.store.Erase(a.ctx, id); err != nil {
			t.Fatal(err)
		}
		a.Forget(id)
	}
	if err := b.Delete(b.ctx, &agent, rec.ID); err != nil && crm.CodeOf(err) != crm.CodeNotFound {
		t.Fatal(err)
	}
	a.caughtUp(0)
	b.caughtUp(0)
	o.mu.Lock()
	o.cut = true
	o.mu.Unlock()
	escrow := a.newEscrow() // has no number
	o.mu.Lock()
	o.cut = false
	o.mu.Unlock()
	if err := a.store.Erase(a.ctx, escrow.ID); err != nil {
		t.Fatal(err)
	}
	if lack, err := a.store.Unnumbered(a.ctx, time.Now().Add(time.Hour)); err != nil || len(lack) > 0 {
		t.Errorf("%v have no number (%v)", lack, err)
	}
}

// Who can't reach the others changes no row, and goes on editing.
func TestRows_NeedTheOthers(t *testing.T) {
	o := &rowOrder{heads: map[crm.ID]crm.Hash{}}
	a := o.join(t, "a")
	rec := a.newLead("Ann")
	o.mu.Lock()
	o.cut = true
	o.mu.Unlock()
	if err := a.Delete(a.ctx, &agent, rec.ID); crm.CodeOf(err) != crm.CodeUnavailable {
		t.Error(err)
	}
	if stored := a.patch(&agent, rec.ID, "name", "Bea"); !stored.DeletedAt.IsZero() {
		t.Error("it was deleted")
	}
}

// One region keeps the same ledger, with the record's own write.
func TestRows_OneRegionKeepsTheLedger(t *testing.T) {
	a := openHub(t)
	rec := a.newLead("Ann")
	before, err := a.store.LedgerEnd(a.ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Archive(a.ctx, &agent, rec.ID); err != nil {
		t.Fatal(err)
	}
	if err := a.Delete(a.ctx, &agent, rec.ID); err != nil {
		t.Fatal(err)
	}
	page, err := a.store.LedgerPage(a.ctx, before+1, 1<<20)
	if err != nil || len(page) != 2 || page[0].Broker != rec.Broker {
		t.Error(page, err)
	}
}

// Escrows of two regions get numbers one after the other, in documents that are the same. In a region that is cut off
// an escrow is born without one.
func TestNumbers_AreGivenInOrder(t *testing.T) {
	o := &rowOrder{heads: map[crm.ID]crm.Hash{}}
	a, b := o.join(t, "a"), o.join(t, "b")
	b.caughtUp(0)
	numberOf := func(r *orderedRegion, id crm.ID) string {
		for range time.Tick(10 * time.Millisecond) {
			if rec := r.stored(id); rec.Fields["escrowNumber"] != nil {
				return string(rec.Fields["escrowNumber"])
			}
		}
		return ""
	}
	year := time.Now().UTC().Format("2006")
	first := a.newEscrow()
	second := b.newEscrow()
	if one, two := numberOf(a, first.ID), numberOf(b, second.ID); one == two {
		t.Errorf("both are %s", one)
	}
	o.mu.Lock()
	o.cut = true
	o.mu.Unlock()
	third := a.newEscrow()
	if rec := a.stored(third.ID); rec.Fields["escrowNumber"] != nil {
		t.Error("a region that is cut off gives numbers")
	}
	o.mu.Lock()
	o.cut = false
	o.mu.Unlock()
	a.takeIn(b.logged(0)...)
	b.takeIn(a.logged(0)...)
	if got := numberOf(b, third.ID); got != `"ESC-`+year+`-003"` {
		t.Error(got)
	}
	a.takeIn(b.logged(0)...)
	b.takeIn(a.logged(0)...)
	for _, rec := range []*crm.Record{first, second} {
		wantSame(t, rec.ID, a.testHub, b.testHub)
	}
}
