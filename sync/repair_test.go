package sync_test

import (
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
	realtime "roomkey/sync"
)

// R45, R49: whoever may write a document may write anything into it. The server puts right what may not be, in the same
// step, and what comes after it arrives.
func TestRepair_WhatMayNotBeIsPutRightAndNothingIsStranded(t *testing.T) {
	for name, c := range map[string]struct {
		field string
		bad   func(d *device, field string) crdt.Op
	}{
		"an unknown field":    {"nickname", textOf("Annie")},
		"a wrong value":       {"stage", textOf("asleep")},
		"a wrong type":        {"score", textOf("much")},
		"a required field":    {"name", (*device).deletes},
		"a blank name":        {"name", textOf("")},
		"the last of a group": {"email", (*device).deletes},
		"the type":            {"type", textOf("client")},
	} {
		t.Run(name, func(t *testing.T) {
			hub := openHub(t)
			rec, a, b := hub.writers()
			before := hub.stored(rec.ID)
			bad := a.change(c.bad(a, c.field))
			later := a.change(a.text("source", "later"))
			a.say()
			faults := a.untilRepaired(bad.Hash)
			if len(faults) != 1 || faults[0].Field != "/"+c.field || faults[0].Code != crm.CodeInvalid {
				t.Errorf("repaired are %v, want %s", faults, c.field)
			}
			a.untilSaved(later.Hash)
			b.until("the later edit", func() bool { return b.graph.Has(later.Hash) })
			repair, _ := b.graph.ByActorSeq(crdt.RepairActor(bad.Hash), 1)
			if b.cameIn[bad.Hash] == 0 || b.cameIn[bad.Hash] != b.cameIn[repair] {
				t.Errorf("the change came in message %d, its repair in %d", b.cameIn[bad.Hash], b.cameIn[repair])
			}
			after := hub.stored(rec.ID)
			for field, was := range before.Fields {
				if field != "source" && string(after.Fields[field]) != string(was) {
					t.Errorf("%s is %s, was %s", field, after.Fields[field], was)
				}
			}
			hub.wantField(after, "source", `"later"`)
			if after.Fields["nickname"] != nil {
				t.Error("an unknown field is in the record")
			}
			history, err := hub.History(hub.ctx, &agent, rec.ID)
			if err != nil {
				t.Fatal(err)
			}
			var authors []crm.ID
			for _, e := range history {
				if e.Hash == bad.Hash || e.Hash == repair {
					authors = append(authors, e.User)
				}
			}
			if len(authors) != 2 || authors[0] != agent.ID || !authors[1].IsZero() {
				t.Errorf("the history has the change and its repair by %v", authors)
			}
		})
	}
}

// writers gives a lead and two devices of two users, each of which has written in it: the first change of an actor
// waits for the disk.
func (hub *testHub) writers() (rec *crm.Record, a, b *device) {
	hub.Helper()
	rec = hub.newLead("Ann")
	a, b = hub.open(&agent, rec.ID), hub.open(&mate, rec.ID)
	for _, d := range []*device{a, b} {
		d.untilField("name", `"Ann"`)
		d.untilSaved(d.set("source", d.user.Name))
	}
	return rec, a, b
}

// textOf returns what makes an operation that sets a root field to this text.
func textOf(value string) func(d *device, field string) crdt.Op {
	return func(d *device, field string) crdt.Op { return d.text(field, value) }
}

// deletes is an operation that deletes a root field.
func (d *device) deletes(name string) crdt.Op {
	return crdt.Op{Key: name, Action: crdt.ActionDelete, Pred: d.preds(name)}
}

// R46: a change is judged by what its author had seen, with the repairs of that.
func TestRepair_IsTheSameWhateverElseHasCome(t *testing.T) {
	hub := openHub(t)
	rec, a, b := hub.writers()
	a.untilField("source", `"`+mate.Name+`"`)
	a.disconnect()
	first := a.change(a.deletes("name"))
	second := a.change(a.text("name", "")) // it has not seen the first one's repair
	b.untilSaved(b.set("sourceDetail", "5"))
	b.untilSaved(b.set("name", "Bea"))
	a.connect(hub)
	a.untilRepaired(first.Hash)
	a.untilRepaired(second.Hash)
	b.until("the repairs", func() bool { return b.graph.Last(crdt.RepairActor(second.Hash)) > 0 })
	hub.wantField(hub.stored(rec.ID), "name", `"Bea"`)
	hub.wantField(hub.stored(rec.ID), "sourceDetail", `"5"`)
	b.untilField("name", `"Bea"`)
}

// R46: between two changes that have to be judged, an author may merge what somebody else wrote, and go on in it.
func TestRepair_OfWhoMergesInBetween(t *testing.T) {
	hub := openHub(t)
	rec, a, b := hub.writers()
	a.untilField("source", `"`+mate.Name+`"`)
	b.disconnect()
	insert := func(d *device, after crdt.OpID) *crdt.Change {
		return d.change(crdt.Op{Obj: d.preds("tags")[0], Elem: after, List: true, Insert: true, Action: crdt.ActionSet,
			Value: crdt.Value{Type: crdt.ValueString, Bytes: "vip"}})
	}
	first := b.change(b.deletes("name"))
	seen := insert(a, crdt.OpID{})
	unseen := a.set("sourceDetail", "5")
	a.untilSaved(unseen)
	b.take(seen)
	merged := insert(b, seen.Ops[0].ID)
	last := b.change(b.text("stage", "asleep"))
	b.connect(hub)
	b.untilRepaired(first.Hash)
	b.untilSaved(merged.Hash)
	b.untilRepaired(last.Hash)
	hub.wantField(hub.stored(rec.ID), "tags", `["vip","vip"]`)
	hub.wantField(hub.stored(rec.ID), "stage", `"new"`)
}

// R47: nobody but the server writes repairs, neither of a change that is there nor of one that will come.
func TestRepair_ActorsOfRepairsAreTheServers(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	a := hub.open(&agent, rec.ID)
	a.untilField("name", `"Ann"`)
	good := a.set("source", "referral")
	a.untilSaved(good)
	forger := hub.open(&agent, rec.ID)
	forger.untilField("source", `"referral"`)
	forger.actor = crdt.RepairActor(good)
	if err := forger.untilRejected(forger.set("source", "forged")); err.Code != crm.CodeForbidden {
		t.Errorf("a repair by somebody else is refused with %v", err)
	}

	bad := a.change(a.text("nickname", "Annie")) // is not sent yet
	early := hub.open(&agent, rec.ID)
	early.untilField("source", `"referral"`)
	early.actor = crdt.RepairActor(bad.Hash)
	early.untilSaved(early.set("sourceDetail", "5")) // nobody can know that it will be the actor of a repair
	a.say()
	if err := a.untilRejected(bad.Hash); err.Code != crm.CodeForbidden {
		t.Errorf("a change whose repair's actor is taken is refused with %v", err)
	}
	again := hub.open(&agent, rec.ID)
	again.untilField("sourceDetail", `"5"`)
	again.untilSaved(again.set("source", "web"))
}

// A repair is written with its change or not at all.
func TestRepair_GoesWithItsChange(t *testing.T) {
	hub := openHub(t)
	hub.storage.refuse.Store(&refusal{poison: `"poison"`, err: crm.Errorf(crm.CodeInvalid, "the value can't be written")})
	rec := hub.newLead("Ann")
	a := hub.open(&agent, rec.ID)
	a.untilField("name", `"Ann"`)
	a.untilSaved(a.set("source", "web"))
	hub.storage.failure.Store(crm.Errorf(crm.CodeUnavailable, "the disk is full"))
	odd := a.change(a.text("nickname", "Annie"))
	poison := a.change(a.text("name", "poison"))
	a.say()
	hub.storage.failure.Store(nil)
	a.untilRejected(poison.Hash)
	b := hub.open(&mate, rec.ID)
	b.until("the change with its repair", func() bool {
		return b.graph.Has(odd.Hash) && b.graph.Last(crdt.RepairActor(odd.Hash)) == 1
	})
	if hub.stored(rec.ID).Fields["nickname"] != nil {
		t.Error("the repair is not in the record")
	}
}

// A change that stops the engine is refused, and its repair with it.
func TestRepair_OfAChangeThatStopsTheEngineIsGone(t *testing.T) {
	hub := openHub(t)
	p := &poisoned{Engine: engines, stops: map[crm.Hash]bool{}}
	hub.Hub = realtime.New(realtime.Config{Storage: hub.storage, Engine: p})
	rec := hub.newLead("Ann")
	a, b := hub.open(&agent, rec.ID), hub.open(&mate, rec.ID)
	a.untilField("name", `"Ann"`)
	b.untilField("name", `"Ann"`)
	bad := a.change(a.text("nickname", "Annie")).Hash
	p.stops[bad] = true
	a.say()
	a.untilRejected(bad)
	b.untilSaved(b.set("name", "Bea"))
	if hub.stored(rec.ID).Fields["nickname"] != nil || b.graph.Has(bad) || b.graph.Last(crdt.RepairActor(bad)) > 0 {
		t.Error("something of the change is left")
	}
}

// A change whose repair stops the engine is refused, and does not stop it again.
func TestRepair_ThatStopsTheEngineIsMadeOnce(t *testing.T) {
	hub := openHub(t)
	p := &poisoned{Engine: engines, stops: map[crm.Hash]bool{}}
	hub.Hub = realtime.New(realtime.Config{Storage: hub.storage, Engine: p})
	rec := hub.newLead("Ann")
	a := hub.open(&agent, rec.ID)
	a.untilField("name", `"Ann"`)
	bad := a.change(a.text("nickname", "Annie")).Hash
	p.actor = crdt.RepairActor(bad)
	a.say()
	a.untilRejected(bad)
	a.disconnect()
	clear(a.rejected)
	a.connect(hub)
	a.untilRejected(bad)
	if p.calls != 1 {
		t.Errorf("the engine got the repair %d times", p.calls)
	}
}

// What the server adds so that a good value wins goes with the change whose repair it is about.
func TestRepair_TheGoodValueStaysWhereTheRepairIsRefused(t *testing.T) {
	hub := openHub(t)
	p := &poisoned{Engine: engines, soft: true}
	hub.Hub = realtime.New(realtime.Config{Storage: hub.storage, Engine: p})
	rec := hub.newLead("Ann")
	a := hub.open(&agent, rec.ID)
	a.untilField("name", `"Ann"`)
	met, heads := a.text("stage", "met"), a.graph.Heads()
	bad := a.change(a.text("stage", "asleep"))
	a.actor = newDevice(t, &agent, rec.ID).actor // another device of the same person; both changes come in one message
	good := a.changeAfter(heads, met)
	p.actor = crdt.RepairActor(bad.Hash)
	a.say()
	a.untilRejected(bad.Hash)
	a.untilSaved(good.Hash)
	hub.wantField(hub.stored(rec.ID), "stage", `"met"`)
	if n := a.putOff.Load(); n != 0 {
		t.Errorf("%d messages were not taken in at once", n)
	}
}

// R48: a good value wins over that of a repair beside it, in whatever order they come.
func TestRepair_GivesWayToAGoodValueBesideIt(t *testing.T) {
	for _, badFirst := range []bool{true, false} {
		hub := openHub(t)
		rec, a, b := hub.writers()
		a.untilField("source", `"`+mate.Name+`"`)
		b.disconnect()
		a.disconnect()
		bad, good := a.change(a.text("stage", "asleep")), b.change(b.text("stage", "met"))
		if badFirst {
			a.connect(hub)
			a.untilRepaired(bad.Hash)
			b.connect(hub)
			b.untilSaved(good.Hash)
		} else {
			b.connect(hub)
			b.untilSaved(good.Hash)
			a.connect(hub)
			a.untilRepaired(bad.Hash)
		}
		a.untilField("stage", `"met"`)
		hub.wantField(hub.stored(rec.ID), "stage", `"met"`)
	}
}

// R48: an edit over REST from an old base wins over a repair's value as well.
func TestRepair_GivesWayToAnEditFromAnOldBase(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	a := hub.open(&agent, rec.ID)
	a.untilField("name", `"Ann"`)
	base := hub.stored(rec.ID).Heads
	bad := a.change(a.text("stage", "asleep"))
	a.say()
	a.untilRepaired(bad.Hash)
	patch := realtime.Patch{Fields: fieldsOf("stage", "met"), Base: base}
	if _, err := hub.Patch(hub.ctx, &mate, rec.ID, patch); err != nil {
		t.Fatal(err)
	}
	hub.wantField(hub.stored(rec.ID), "stage", `"met"`)
	a.untilField("stage", `"met"`)
}

// R48: a list that was deleted though it may not be comes back with what others were adding to it, in whatever order
// the changes come. What is deleted from it later stays deleted.
func TestRepair_OfAListKeepsWhatOthersAddToIt(t *testing.T) {
	for _, badFirst := range []bool{true, false} {
		hub := openHub(t)
		rec := hub.newLead("Ann")
		hub.patch(&lead, rec.ID, "tags", []string{"old"})
		a, b := hub.open(&agent, rec.ID), hub.open(&mate, rec.ID)
		for _, d := range []*device{a, b} {
			d.untilField("tags", `["old"]`)
			d.disconnect()
		}
		bad := a.change(a.deletes("tags"))
		good := b.change(crdt.Op{Obj: b.preds("tags")[0], List: true, Insert: true, Action: crdt.ActionSet,
			Value: crdt.Value{Type: crdt.ValueString, Bytes: "vip"}})
		if badFirst {
			a.connect(hub)
			a.untilRepaired(bad.Hash)
			b.connect(hub)
			b.untilSaved(good.Hash)
		} else {
			b.connect(hub)
			b.untilSaved(good.Hash)
			a.connect(hub)
			a.untilRepaired(bad.Hash)
		}
		hub.wantField(hub.stored(rec.ID), "tags", `["old","vip"]`)
		hub.patch(&lead, rec.ID, "tags", []string{"vip"})
		a.untilField("tags", `["vip"]`)
		a.untilSaved(a.set("source", "web"))
		hub.wantField(hub.stored(rec.ID), "tags", `["vip"]`)
	}
}

// A change that names what is not among its ancestors is refused: servers that lack that could not apply it.
func TestRepair_RefusesReferencesToWhatTheAuthorHadNotSeen(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	a := hub.open(&agent, rec.ID)
	a.untilField("name", `"Ann"`)
	bad := a.changeAfter(a.graph.Hashes()[:1], a.text("name", "Bea")) // overwrites what came after the first change
	a.say()
	if err := a.untilRejected(bad.Hash); err.Code != crm.CodeInvalid {
		t.Errorf("it is refused with %v", err)
	}
	hub.wantField(hub.stored(rec.ID), "name", `"Ann"`)
}

// R45, R48: an item that its author adds to a list, after having replaced that list wrongly, moves to the list that the
// server has restored, and gets the id that it lacks.
func TestRepair_AnItemThatMovesToTheRestoredListGetsAnID(t *testing.T) {
	for _, id := range []crdt.Action{crdt.ActionDelete, crdt.ActionMakeText} {
		hub := openHub(t)
		rec := hub.newEscrow()
		d := hub.open(&agent, rec.ID)
		d.untilField("contingencies", "[]")
		list := d.preds("contingencies")[0]
		d.change(d.text("contingencies", "none"))
		item := d.change(crdt.Op{Obj: list, List: true, Insert: true, Action: crdt.ActionMakeMap})
		if id == crdt.ActionMakeText { // one without characters
			item = d.change(crdt.Op{Obj: item.Ops[0].ID, Key: "id", Action: id})
		}
		d.say()
		d.untilSaved(item.Hash)
		d.until("the item is in the new list", func() bool {
			raw, _ := d.ops.Root("contingencies")
			return string(raw) == string(hub.stored(rec.ID).Fields["contingencies"]) && string(raw) != "[]"
		})
		wantValid(t, hub.stored(rec.ID))
	}
}
