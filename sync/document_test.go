package sync_test

import (
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
	realtime "roomkey/sync"
)

// R29
func TestDocument_AnEditReachesPeersAndIsSaved(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	a, b := hub.open(&agent, rec.ID), hub.open(&mate, rec.ID)
	a.untilField("name", `"Ann"`)
	b.untilField("name", `"Ann"`)
	h := a.set("name", "Bea")
	b.untilField("name", `"Bea"`)
	a.untilSaved(h)
	hub.wantField(hub.stored(rec.ID), "name", `"Bea"`)
	h = b.set("sourceDetail", "555-0101")
	a.untilField("sourceDetail", `"555-0101"`)
	b.untilSaved(h)
	hub.wantField(hub.stored(rec.ID), "sourceDetail", `"555-0101"`)
}

// The answer to a change may be lost with the connection, and a peer that is in sync does not send it again (R57).
func TestDocument_WhatWasSavedUnheardIsSaidAgain(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	a, b := hub.open(&agent, rec.ID), hub.open(&mate, rec.ID)
	a.untilField("name", `"Ann"`)
	h := a.set("name", "Bea")
	b.untilField("name", `"Bea"`)
	a.untilSaved(h)
	a.disconnect()
	a.mu.Lock()
	a.saved = make(map[crm.Hash]bool)
	a.mu.Unlock()
	b.untilSaved(b.set("sourceDetail", "555-0101")) // the heads are others by now
	a.connect(hub)
	a.untilSaved(h)
}

// R24
func TestDocument_ReaderChangesNothing(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	heads := hub.stored(rec.ID).Heads
	v := hub.open(&viewer, rec.ID)
	v.untilField("name", `"Ann"`)
	h := v.set("name", "Eve")
	if err := v.untilRejected(h); err.Code != crm.CodeForbidden {
		t.Errorf("rejected with %v", err)
	}
	h = v.set("name", "Eve again")
	v.untilRejected(h)
	if after := hub.stored(rec.ID).Heads; len(after) != len(heads) || after[0] != heads[0] {
		t.Error("a viewer's change has changed the heads")
	}
	a := hub.open(&agent, rec.ID) // the viewer still hears of others' edits
	a.untilField("name", `"Ann"`)
	a.set("sourceDetail", "555-0102")
	v.untilField("sourceDetail", `"555-0102"`)
}

// R21
func TestDocument_AbsentAndForbiddenAnswerTheSame(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	for _, doc := range []crm.ID{rec.ID, id(98)} {
		d := hub.open(&stranger, doc)
		d.until("unavailable", func() bool { return d.unavailable == 1 })
		if n := d.heardFrames(); n != 0 {
			t.Errorf("%d frames were sent", n)
		}
	}
}

// R24
func TestDocument_ForeignChangesToAForeignRecordAreRefused(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	a := hub.open(&agent, rec.ID)
	a.untilField("name", `"Ann"`)
	s := newDevice(t, &stranger, rec.ID)
	for _, h := range a.graph.Hashes() {
		c, err := crdt.ParseChange(a.data[h], nil)
		if err != nil {
			t.Fatal(err)
		}
		s.take(c)
	}
	c := s.change(s.text("name", "Eve"))
	s.connect(hub)
	if err := s.untilRejected(c.Hash); err.Code != crm.CodeForbidden {
		t.Errorf("rejected with %v", err)
	}
	hub.wantField(hub.stored(rec.ID), "name", `"Ann"`)
}

// R26
func TestDocument_ForgedActorIsRefusedAndItsVictimGoesOn(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	a, b := hub.open(&agent, rec.ID), hub.open(&mate, rec.ID)
	a.untilField("name", `"Ann"`)
	b.untilField("name", `"Ann"`)
	a.untilSaved(a.set("sourceDetail", "1"))
	b.untilField("sourceDetail", `"1"`)
	own := b.actor
	b.actor = a.actor
	h := b.set("sourceDetail", "forged")
	if err := b.untilRejected(h); err.Code != crm.CodeForbidden {
		t.Errorf("rejected with %v", err)
	}
	b.actor = own
	a.untilSaved(a.set("sourceDetail", "2"))
	hub.wantField(hub.stored(rec.ID), "sourceDetail", `"2"`)
}

func TestDocument_RefusalNamesTheField(t *testing.T) {
	hub := openHub(t)
	rec := hub.newEscrow()
	a := hub.open(&agent, rec.ID)
	a.untilField("side", `"buyer"`)
	err := a.untilRejected(a.set("listing", "00000000-0000-4000-8000-000000000001")) // there is no such listing
	if err.Code != crm.CodeInvalid || err.Field != "/listing" {
		t.Errorf("rejected with %v", err)
	}
}

func TestDocument_RepairNamesTheField(t *testing.T) {
	hub := openHub(t)
	rec := hub.newEscrow()
	for _, c := range []struct{ name, field, value string }{
		{"unknown field", "nonsense", "x"},
		{"illegal move", "status", "closed"},
		{"no such value", "side", "left"},
		{"the server's field", "escrowNumber", "ESC-2026-001"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := hub.open(&agent, rec.ID)
			a.untilField("side", `"buyer"`)
			if faults := a.untilRepaired(a.set(c.field, c.value)); len(faults) != 1 || faults[0].Field != "/"+c.field {
				t.Errorf("repaired are %v", faults)
			}
		})
	}
	after := hub.stored(rec.ID)
	for name, was := range rec.Fields {
		hub.wantField(after, name, string(was))
	}
}

// R23
func TestDraft_BecomesARecordWhenItIsComplete(t *testing.T) {
	hub := openHub(t)
	lone := id(50)
	d := newDevice(t, &agent, lone)
	first := d.change()
	d.connect(hub)
	d.untilSaved(first.Hash)
	other := hub.open(&mate, lone)
	other.until("unavailable", func() bool { return other.unavailable == 1 })
	if _, err := hub.store.Record(hub.ctx, lone); crm.CodeOf(err) != crm.CodeNotFound {
		t.Errorf("a draft is a record: %v", err)
	}
	d.untilSaved(d.set("type", "lead"))
	d.untilSaved(d.set("name", "Ann"))
	d.untilSaved(d.set("source", "web"))
	d.untilSaved(d.set("stage", "new"))
	d.untilSaved(d.set("phone", "555-0103"))
	rec := hub.stored(lone)
	if rec.Owner != agent.ID || rec.Team != harbor || rec.Visibility != crm.VisibilityTeam {
		t.Errorf("row is %+v", rec.Row)
	}
	other.untilField("name", `"Ann"`)
	other.untilField("notes", `[]`)
	events, err := hub.store.Events(hub.ctx, crm.TeamRoom(harbor), 0, 100)
	if err != nil || len(events) != 1 || events[0].Name != "lead:created" {
		t.Errorf("events are %+v, %v", events, err)
	}
}

func TestDocument_ConflictIsShownAndBothConverge(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	a, b := hub.open(&agent, rec.ID), hub.open(&mate, rec.ID)
	a.untilField("name", `"Ann"`)
	b.untilField("name", `"Ann"`)
	b.disconnect()
	a.untilSaved(a.set("name", "A"))
	h := b.change(b.text("name", "B")).Hash
	b.connect(hub)
	b.untilSaved(h)
	a.until("both", func() bool { return a.graph.Has(h) })
	b.until("both", func() bool { return b.graph.Len() == a.graph.Len() })
	after := hub.stored(rec.ID)
	conflict := after.Conflicts["/name"]
	if len(conflict) != 2 || string(conflict[0].Value) != string(after.Fields["name"]) {
		t.Errorf("conflicts are %+v", after.Conflicts)
	}
	users := map[crm.ID]bool{conflict[0].User: true, conflict[1].User: true}
	if !users[agent.ID] || !users[mate.ID] {
		t.Errorf("the conflict is between %v", users)
	}
}

// R28
func TestPrivateDocument_IsItsOwnersAndTheBrokersAlone(t *testing.T) {
	hub := openHub(t)
	rec := hub.newEscrow("loanAmount", 123)
	private := crm.PrivateID(rec.ID)
	for _, user := range []*crm.User{&mate, &lead, &viewer, &outsider} {
		d := hub.open(user, private)
		d.until("unavailable", func() bool { return d.unavailable == 1 })
	}
	a, b := hub.open(&agent, private), hub.open(&broker, private)
	a.untilField("loanAmount", "123")
	b.untilField("loanAmount", "123")
	c := a.change(crdt.Op{Key: "loanAmount", Action: crdt.ActionSet, Value: crdt.Value{Type: crdt.ValueInt, Int: 456},
		Pred: a.preds("loanAmount")})
	a.say()
	b.untilField("loanAmount", "456")
	a.untilSaved(c.Hash)
	hub.wantField(hub.stored(rec.ID), "/private/loanAmount", "456")
	for _, room := range []crm.Room{crm.TeamRoom(harbor), crm.RecordRoom(rec.ID)} {
		events, err := hub.store.Events(hub.ctx, room, 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			if e.Private || e.Name != "escrow:created" {
				t.Errorf("%s hears %s %s", room, e.Name, e.Data)
			}
		}
	}
	events, err := hub.store.Events(hub.ctx, crm.UserRoom(agent.ID), 0, 100)
	if err != nil || len(events) != 1 || !events[0].Private {
		t.Errorf("the owner hears %+v, %v", events, err)
	}
}

func TestTransfer_EvictsWhoMayNoLongerRead(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	a, b := hub.open(&agent, rec.ID), hub.open(&mate, rec.ID)
	a.untilField("name", `"Ann"`)
	b.untilField("name", `"Ann"`)
	private := crm.VisibilityPrivate
	if _, err := hub.Transfer(hub.ctx, &agent, rec.ID, realtime.Transfer{Visibility: &private}); err != nil {
		t.Fatal(err)
	}
	frames := b.heardFrames()
	a.untilSaved(a.set("name", "secret"))
	if b.heardFrames() != frames || b.link.Readable() {
		t.Error("who lost the record still hears of it")
	}
	events, err := hub.store.Events(hub.ctx, crm.UserRoom(mate.ID), 0, 10)
	if err != nil || len(events) != 1 || events[0].Name != crm.EventAccessChanged {
		t.Fatalf("events are %+v, %v", events, err)
	}
	told := `{"gone":["` + rec.ID.String() + `"],"cause":"transferred","by":"` + agent.ID.String() +
		`","changed":["visibility"]}`
	if string(events[0].Data) != told { // R58
		t.Errorf("who lost it is told %s, want %s", events[0].Data, told)
	}
	team := crm.VisibilityTeam
	if _, err := hub.Transfer(hub.ctx, &agent, rec.ID, realtime.Transfer{Visibility: &team}); err != nil {
		t.Fatal(err)
	}
	b.untilField("name", `"secret"`)
}
