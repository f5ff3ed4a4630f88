package sync_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/live"
)

// brokenEngine fails while it is broken.
type brokenEngine struct {
	live.Engine
	broken atomic.Bool
}

func (e *brokenEngine) Apply(ctx context.Context, doc crdt.Doc, changes [][]byte, roots []string) (crdt.State, error) {
	if e.broken.Load() {
		return crdt.State{}, errors.New("the engine is away")
	}
	return e.Engine.Apply(ctx, doc, changes, roots)
}

// What a region could not take in is nowhere: neither in its logs, where others would believe that there is nothing to
// have, nor among what it tells. It comes in later, once.
func TestImport_WhatTheEngineDidNotTakeIsNotLogged(t *testing.T) {
	a := region(t, "a")
	broken := &brokenEngine{Engine: ownEngine(t)}
	b := regionOver(t, "b", broken)
	rec := a.newLead("Ann")
	b.takeIn(a.logged(0)...)
	from := uint64(len(a.logged(0)))
	a.patch(&agent, rec.ID, "name", "Bea")
	a.patch(&mate, rec.ID, "source", "web site")
	broken.broken.Store(true)
	for range 2 {
		_, err := b.Import(b.ctx, rec.ID, a.logged(from))
		wantError(t, err, crm.CodeUnavailable, "")
	}
	broken.broken.Store(false)
	b.patch(&agent, rec.ID, "sourceDetail", "here")
	of := func() (items []crm.LogItem) {
		t.Helper()
		all := a.logged(from)
		span := crm.LogSpan{Origin: a.store.OwnLog(), Have: all[len(all)-1].Seq}
		if err := b.store.AdvanceLogs(b.ctx, []crm.LogSpan{span}); err != nil {
			t.Fatal(err)
		}
		page, err := b.store.ReadLog(b.ctx, a.store.OwnLog(), from, 0, 1<<20)
		if err != nil && crm.CodeOf(err) != crm.CodeNotFound {
			t.Fatal(err)
		}
		return page.Items
	}
	if items := of(); len(items) > 0 {
		t.Errorf("%d entries are logged of what is not here", len(items))
	}
	b.takeIn(a.logged(from)...)
	if items := of(); len(items) != 2 {
		t.Errorf("%d of 2 entries are logged", len(items))
	}
	a.takeIn(b.logged(0)...)
	wantSame(t, rec.ID, a, b)
}

// A record that can't go on in another document because the disk is full does not wait for what is missing.
func TestImport_ARenewalThatTheDiskRefusesFails(t *testing.T) {
	b := region(t, "b")
	a, aged := agedRegion(t, "a")
	rec := a.newListing()
	aged.doc = rec.ID
	aged.more.Store(320_000)
	a.patch(&agent, rec.ID, "City", "Shelbyville")
	b.takeIn(a.logged(0)...)
	from := uint64(len(a.logged(0)))
	a.renew(&agent, rec.ID)
	b.storage.failure.Store(crm.Errorf(crm.CodeUnavailable, "the disk is full"))
	var err error
	for range 3 {
		if _, err = b.Import(b.ctx, rec.ID, a.logged(from)); err != nil {
			break
		}
	}
	wantError(t, err, crm.CodeUnavailable, "")
	b.storage.failure.Store(nil)
	for n := 0; ; n++ {
		in, err := b.Import(b.ctx, rec.ID, a.logged(from))
		if err == nil && in[0] {
			break
		}
		if n == 20 {
			t.Fatalf("the renewal waits for ever: %v", err)
		}
	}
	wantSameContent(t, rec.ID, a, b)
}

// What one region has accepted and another can't take in is counted there, and what stays out everywhere is not.
func TestImport_CountsWhatItSetsAside(t *testing.T) {
	a, b := region(t, "a"), region(t, "b")
	rec := a.newLead("Ann")
	b.takeIn(a.logged(0)...)
	from := uint64(len(a.logged(0)))
	a.patch(&agent, rec.ID, "name", "Bea")
	bad := a.logged(from)
	if err := b.store.Quarantine(b.ctx, bad[0].Changes[0].Hash, rec.ID, agent.ID, "it stops the engine"); err != nil {
		t.Fatal(err)
	}
	b = b.reopened()
	for range 2 {
		b.takeIn(bad...)
	}
	if n := b.aside.Load(); n != 1 {
		t.Errorf("%d of 1 changes are counted", n)
	}
}
