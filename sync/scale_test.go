package sync_test

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/store/storetest"
)

func TestDocument_LongOfflineSpellIsWorkedOffBesideOthers(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	a, b := hub.open(&agent, rec.ID), hub.open(&mate, rec.ID)
	a.untilField("name", `"Ann"`)
	b.untilField("name", `"Ann"`)
	a.disconnect()
	var last crm.Hash
	for i := range 9_000 {
		last = a.change(a.text("sourceDetail", strconv.Itoa(i))).Hash
	}
	a.connect(hub)
	a.until("an answer", func() bool { return len(a.inbox) == 0 && a.frames > 1 })
	begun := time.Now()
	b.untilSaved(b.set("name", "Bea"))
	waited := time.Since(begun)
	b.until("the long spell", func() bool { return b.graph.Has(last) })
	whole := time.Since(begun)
	a.untilSaved(last)
	hub.wantField(hub.stored(rec.ID), "name", `"Bea"`)
	t.Logf("another edit took %s of %s", waited, whole)
	if waited > whole/2 {
		t.Errorf("another edit waited %s of %s", waited, whole)
	}
}

// R31
func TestDocument_ManyHeadsAreMerged(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	a, b := hub.open(&agent, rec.ID), hub.open(&mate, rec.ID)
	a.untilField("name", `"Ann"`)
	b.untilField("name", `"Ann"`)
	a.disconnect()
	heads := a.graph.Heads()
	own := a.actor
	for i := range 65 {
		a.actor = own[:15] + crdt.Actor([]byte{byte(i)})
		a.changeAfter(heads, crdt.Op{Key: "sourceDetail", Action: crdt.ActionSet,
			Value: crdt.Value{Type: crdt.ValueString, Bytes: strconv.Itoa(i)}})
	}
	if n := len(a.graph.Heads()); n != 65 {
		t.Fatalf("%d heads", n)
	}
	a.connect(hub)
	a.until("a merge", func() bool { return len(a.graph.Heads()) == 1 })
	b.until("a merge", func() bool { return b.graph.Len() > 65 && len(b.graph.Heads()) == 1 })
	b.untilSaved(b.set("name", "Bea"))
	a.untilField("name", `"Bea"`)
	if n := len(hub.stored(rec.ID).Conflicts["/sourceDetail"]); n != 65 {
		t.Errorf("%d values of 65 are in conflict", n)
	}
}

// R31
func TestDocument_HundredsOfHeadsInOneMessageAreMergedOnTheWay(t *testing.T) {
	hub := openHub(t)
	lone := id(51)
	d := newDevice(t, &agent, lone)
	own := d.actor
	for i := range 300 { // all heads, of one message: a draft of only roots
		d.actor = own[:14] + crdt.Actor([]byte{byte(i >> 8), byte(i)})
		d.changeAfter(nil, crdt.Op{Key: "name", Action: crdt.ActionSet,
			Value: crdt.Value{Type: crdt.ValueString, Bytes: "x"}})
	}
	d.listen(hub.Hub)
	m := crdt.Message{}
	for _, h := range d.graph.Hashes() {
		m.Changes = append(m.Changes, d.data[h])
	}
	m.Heads = d.graph.Heads()[:200]
	d.send(&m, false)
	d.until("all are answered", func() bool { return len(d.saved)+len(d.rejected) == 300 })
	if len(d.rejected) > 0 {
		t.Errorf("%d were refused though the server merges", len(d.rejected))
	}
}

func TestDocument_CompetingFirstNotesAreBothKept(t *testing.T) {
	hub := openHub(t)
	lone := id(52)
	d := newDevice(t, &agent, lone)
	d.change(d.text("type", "lead"), d.text("name", "Ann"), d.text("source", "web"),
		d.text("stage", "new"), d.text("phone", "555-0101"))
	d.connect(hub)
	d.untilField("notes", `[]`)
	// Two devices that don't know the server's list make one each.
	for i, user := range []*crm.User{&agent, &mate} {
		e := newDevice(t, user, lone)
		c, err := crdt.ParseChange(d.data[d.graph.Hashes()[0]], nil)
		if err != nil {
			t.Fatal(err)
		}
		e.take(c)
		h := e.note(fmt.Sprintf("note %d", i))
		e.connect(hub)
		e.untilSaved(h)
	}
	var notes []struct{ Body, Author string }
	d.until("both notes", func() bool {
		raw, _ := d.ops.Root("notes")
		notes = nil
		decode(t, raw, &notes)
		return len(notes) == 2
	})
	if notes[0].Author == notes[1].Author || notes[0].Body == notes[1].Body {
		t.Errorf("notes are %+v", notes)
	}
}

func TestHub_ForgetsWhatNobodyHasOpen(t *testing.T) {
	hub := openHub(t)
	ctx, cancel := context.WithCancel(t.Context())
	var group sync.WaitGroup
	group.Go(func() {
		if err := hub.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	defer group.Wait()
	defer cancel()
	rec := hub.newLead("Ann")
	a := hub.open(&agent, rec.ID)
	a.untilField("name", `"Ann"`)
	a.disconnect()
	deadline := time.Now().Add(patience)
	for hub.Live() > 0 {
		if time.Now().After(deadline) {
			t.Fatalf("%d records are in memory", hub.Live())
		}
		time.Sleep(10 * time.Millisecond) // a poll of a condition with a deadline
	}
	hub.patch(&agent, rec.ID, "name", "Bea")
	hub.wantField(hub.stored(rec.ID), "name", `"Bea"`)
}

func TestHub_DrainsWhatWasAccepted(t *testing.T) {
	dir := storetest.Dir(t)
	hub := openHubIn(t, dir)
	rec := hub.newLead("Ann")
	a := hub.open(&agent, rec.ID)
	a.untilField("name", `"Ann"`)
	for i := range 500 {
		a.set("sourceDetail", strconv.Itoa(i))
		a.read()
	}
	hub.close()
	again := openHubIn(t, dir)
	again.wantField(again.stored(rec.ID), "sourceDetail", `"499"`)
}
