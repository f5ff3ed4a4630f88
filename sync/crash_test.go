package sync_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/store/storetest"
	realtime "roomkey/sync"
	"roomkey/sync/live"
)

// After a crash between fan-out and commit, a peer may come back before the author. It may not present the author's
// change, and its own later changes must not be lost.
func TestCrash_WhatWasMadeAfterALostChangeIsTakenOnceItsAuthorIsBack(t *testing.T) {
	dir := storetest.Dir(t)
	hub := openHubIn(t, dir)
	rec := hub.newLead("Ann")
	a, b := hub.open(&agent, rec.ID), hub.open(&mate, rec.ID)
	a.untilField("name", `"Ann"`)
	b.untilField("name", `"Ann"`)
	a.untilSaved(a.set("sourceDetail", "1")) // its actor is known from now on
	b.untilField("sourceDetail", `"1"`)
	hub.storage.failure.Store(crm.Errorf(crm.CodeUnavailable, "the disk is full"))
	lost := a.set("sourceDetail", "2")
	b.untilField("sourceDetail", `"2"`)
	after := b.set("name", "Bea")
	hub.close()

	hub = openHubIn(t, dir)
	hub.wantField(hub.stored(rec.ID), "sourceDetail", `"1"`)
	b.connect(hub)
	b.untilRejected(lost)
	a.connect(hub)
	a.untilSaved(lost)
	b.untilSaved(after)
	a.untilField("name", `"Bea"`)
	hub.wantField(hub.stored(rec.ID), "sourceDetail", `"2"`)
}

// poisoned is an engine that some changes stop.
type poisoned struct {
	live.Engine
	mu    sync.Mutex
	stops map[crm.Hash]bool
	actor crdt.Actor // whose changes stop it too, or are refused
	soft  bool       // changes of the actor are only refused
	calls int        // changes that it was given though they stop it
}

func (p *poisoned) Apply(ctx context.Context, doc crdt.Doc, changes [][]byte, roots []string) (crdt.State, error) {
	for _, chunk := range changes {
		c, err := crdt.ParseChange(chunk, nil)
		if err != nil {
			return crdt.State{}, err
		}
		p.mu.Lock()
		stops := p.stops[c.Hash] || c.Actor == p.actor
		if stops {
			p.calls++
		}
		p.mu.Unlock()
		if stops && p.soft {
			return crdt.State{}, &crdt.RefusedError{Hash: c.Hash, Err: crm.Errorf(crm.CodeInvalid, "test")}
		}
		if stops {
			return crdt.State{}, &crdt.QuarantineError{Hash: c.Hash, Reason: "test"}
		}
	}
	return p.Engine.Apply(ctx, doc, changes, roots)
}

// R33
func TestQuarantine_AuthorIsToldAndTheDocumentGoesOn(t *testing.T) {
	hub := openHub(t)
	p := &poisoned{Engine: engines, stops: map[crm.Hash]bool{}}
	hub.Hub = realtime.New(realtime.Config{Storage: hub.storage, Engine: p})
	rec := hub.newLead("Ann")
	a, b := hub.open(&agent, rec.ID), hub.open(&mate, rec.ID)
	a.untilField("name", `"Ann"`)
	b.untilField("name", `"Ann"`)
	good := a.change(a.text("sourceDetail", "1")).Hash
	bad := a.change(a.text("sourceDetail", "2")).Hash
	stranded := a.change(a.text("sourceDetail", "3")).Hash
	p.stops[bad] = true
	a.say() // all three in one message
	a.untilSaved(good)
	if err := a.untilRejected(bad); err.Code != crm.CodeInvalid {
		t.Errorf("rejected with %v", err)
	}
	a.untilRejected(stranded)
	b.untilField("sourceDetail", `"1"`)
	b.untilSaved(b.set("name", "Bea"))
	p.mu.Lock()
	calls := p.calls
	p.mu.Unlock()
	if calls != 1 {
		t.Errorf("the engine was given the change %d times", calls)
	}
	found, err := hub.store.Quarantined(hub.ctx)
	if err != nil || !found[bad] {
		t.Errorf("quarantined are %v, %v", found, err)
	}
	c := newDevice(t, &agent, rec.ID) // another connection brings it again
	for _, h := range a.graph.Hashes() {
		change, err := crdt.ParseChange(a.data[h], nil)
		if err != nil {
			t.Fatal(err)
		}
		c.take(change)
	}
	c.connect(hub)
	c.untilRejected(bad)
	if calls != 1 {
		t.Errorf("the engine was given the change %d times", calls)
	}
}

// R26
func TestEquivocation_IsRefused(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	a := hub.open(&agent, rec.ID)
	a.untilField("name", `"Ann"`)
	twin := hub.open(&agent, rec.ID) // the same actor on a copied device
	twin.untilField("name", `"Ann"`)
	twin.actor = a.actor
	a.untilSaved(a.set("sourceDetail", "1"))
	h := twin.change(twin.text("sourceDetail", "2")).Hash
	m := crdt.Message{Heads: twin.graph.Heads(), Changes: [][]byte{twin.data[h]}}
	twin.send(&m, false)
	twin.mu.Lock()
	twin.inbox = nil // it ignores the true history from now on
	twin.mu.Unlock()
	err := func() *crm.Error {
		for {
			twin.mu.Lock()
			bad := twin.rejected[h]
			twin.inbox = nil
			twin.mu.Unlock()
			if bad != nil {
				return bad
			}
			<-twin.woken
		}
	}()
	if !errors.Is(err, crm.ErrForbidden) && err.Code != crm.CodeForbidden {
		t.Errorf("rejected with %v", err)
	}
	a.untilSaved(a.set("sourceDetail", "3"))
}

func TestHub_ClosedAnswersEverybody(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	a := hub.open(&agent, rec.ID)
	a.untilField("name", `"Ann"`)
	if err := hub.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	answered := make(chan error, 1)
	m := crdt.Message{Heads: a.graph.Heads()}
	a.link.Receive(m.Encode(), false, func(err error) { answered <- err })
	if err := <-answered; crm.CodeOf(err) != crm.CodeUnavailable {
		t.Errorf("a message is answered with %v", err)
	}
	_, err := hub.Patch(hub.ctx, &agent, rec.ID, realtime.Patch{Fields: fieldsOf("name", "x")})
	wantError(t, err, crm.CodeUnavailable, "")
}
