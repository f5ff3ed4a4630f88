package sync_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
)

// inserts appends n scalars to a list after an element, and returns the operations and the id that the last one gets.
func (d *device) inserts(list, after crdt.OpID, n int) []crdt.Op {
	ops, from := make([]crdt.Op, n), d.graph.MaxOp()+1
	for i := range ops {
		ops[i] = crdt.Op{Obj: list, Elem: after, List: true, Insert: true, Action: crdt.ActionSet,
			Value: crdt.Value{Type: crdt.ValueString, Bytes: strconv.Itoa(i)}}
		after = crdt.OpID{Counter: from + uint64(i), Actor: d.actor}
	}
	return ops
}

// pair is two devices of two users with a record open, in sync.
func (hub *testHub) pair(rec *crm.Record) (a, b *device) {
	a, b = hub.open(&agent, rec.ID), hub.open(&mate, rec.ID)
	for _, d := range []*device{a, b} {
		d.untilField("City", `"Springfield"`)
	}
	return a, b
}

// separate makes both devices hold the change, and takes the second one offline.
func separate(a, b *device, h crm.Hash) {
	a.say()
	a.untilSaved(h)
	b.until("the start", func() bool { return b.graph.Has(h) })
	b.disconnect()
}

func TestMerge_ThatMakesAListTooLongIsFlagged(t *testing.T) {
	hub := openHub(t)
	rec := hub.newListing()
	a, b := hub.pair(rec)
	list := a.makes("tags", crdt.ActionMakeList)
	full := a.change(a.inserts(list, crdt.OpID{}, crm.MaxListItems-1)...)
	last := full.Ops[len(full.Ops)-1].ID
	separate(a, b, full.Hash)

	a.untilSaved(a.push(a.inserts(list, last, 1)...))
	more := b.change(b.inserts(list, last, 1)...)
	later := b.change(b.text("City", "Shelbyville"))
	tooMany := b.change(b.inserts(list, last, 1)...) // in what b has seen, it is the one item too many
	b.connect(hub)
	b.untilSaved(more.Hash)
	b.untilSaved(later.Hash)
	if faults := b.untilRepaired(tooMany.Hash); faults[0].Code != crm.CodeTooLarge || faults[0].Field != "/tags" {
		t.Errorf("the item too many: %v", faults)
	}
	after := hub.stored(rec.ID)
	hub.wantField(after, "City", `"Shelbyville"`)
	if !slices.Equal(after.Flags, []string{"review:/tags"}) {
		t.Errorf("flags are %v", after.Flags)
	}

	a.until("the merge", func() bool { return a.graph.Has(tooMany.Hash) })
	if faults := a.untilRepaired(a.push(a.inserts(list, last, 1)...)); faults[0].Code != crm.CodeTooLarge {
		t.Errorf("a further item: %v", faults)
	}
	a.untilSaved(a.push(crdt.Op{Obj: list, Elem: last, List: true, Action: crdt.ActionDelete, Pred: []crdt.OpID{last}}))
	if after = hub.stored(rec.ID); len(after.Flags) != 0 {
		t.Errorf("flags are %v after an item was removed", after.Flags)
	}
}

// push makes and sends one change.
func (d *device) push(ops ...crdt.Op) crm.Hash {
	d.t.Helper()
	c := d.change(ops...)
	d.say()
	return c.Hash
}

func TestMerge_ThatBringsACounterBeyondItsRangeIsFlagged(t *testing.T) {
	hub := openHub(t)
	rec := hub.newListing()
	a, b := hub.pair(rec)
	counter := a.change(crdt.Op{Key: "YearBuilt", Action: crdt.ActionSet, Pred: a.preds("YearBuilt"),
		Value: crdt.Value{Type: crdt.ValueCounter, Int: 2195}})
	separate(a, b, counter.Hash)
	add := func(n int64) crdt.Op {
		return crdt.Op{Key: "YearBuilt", Action: crdt.ActionIncrement, Pred: []crdt.OpID{counter.Ops[0].ID},
			Value: crdt.Value{Type: crdt.ValueInt, Int: n}}
	}
	a.untilSaved(a.push(add(5)))
	more := b.change(add(4))
	later := b.change(b.text("City", "Shelbyville"))
	tooMuch := b.change(add(2)) // 2,201 in what b has seen
	b.connect(hub)
	b.untilSaved(more.Hash)
	b.untilSaved(later.Hash)
	if faults := b.untilRepaired(tooMuch.Hash); faults[0].Field != "/YearBuilt" {
		t.Errorf("beyond the range by itself: %v", faults)
	}
	after := hub.stored(rec.ID)
	hub.wantField(after, "YearBuilt", "2204")
	if !slices.Equal(after.Flags, []string{"review:/YearBuilt"}) {
		t.Errorf("flags are %v", after.Flags)
	}
	a.until("the merge", func() bool { return a.graph.Has(tooMuch.Hash) })
	a.untilSaved(a.push(add(-1))) // not within the range yet, but nearer to it
	a.untilSaved(a.push(add(-3)))
	if after = hub.stored(rec.ID); len(after.Flags) != 0 {
		t.Errorf("flags are %v within the range", after.Flags)
	}
	if faults := a.untilRepaired(a.push(add(1))); faults[0].Field != "/YearBuilt" {
		t.Errorf("beyond the range again: %v", faults)
	}
	hub.wantField(hub.stored(rec.ID), "YearBuilt", "2200")
}

func TestMerge_OfTwoSplicesOfAStringThatMakesItTooLongIsFlagged(t *testing.T) {
	hub := openHub(t)
	rec := hub.newListing()
	a, b := hub.pair(rec)
	text := a.makes("PropertySubType", crdt.ActionMakeText)
	separate(a, b, a.change(a.inserts(text, crdt.OpID{}, 10)...).Hash)
	long := func(d *device, n int) crdt.Op {
		return crdt.Op{Obj: text, List: true, Insert: true, Action: crdt.ActionSet,
			Value: crdt.Value{Type: crdt.ValueString, Bytes: strings.Repeat("x", n)}}
	}
	a.untilSaved(a.push(long(a, 3_000)))
	more := b.change(long(b, 3_000))
	b.connect(hub)
	b.untilSaved(more.Hash)
	if after := hub.stored(rec.ID); !slices.Equal(after.Flags, []string{"review:/PropertySubType"}) {
		t.Errorf("flags are %v", after.Flags)
	}
}

// Of a lead's e-mail and phone one is required. Each of two people takes away another one, which is legal by what they
// have seen.
func TestMerge_ThatLeavesNoneOfAGroupIsFlagged(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	hub.patch(&agent, rec.ID, "phone", "+1 555 0100")
	a, b := hub.open(&agent, rec.ID), hub.open(&mate, rec.ID)
	for _, d := range []*device{a, b} {
		d.untilField("phone", `"+1 555 0100"`)
	}
	b.disconnect()
	a.untilSaved(a.push(a.deletes("email")))
	without := b.change(b.deletes("phone"))
	later := b.change(b.text("source", "later"))
	b.connect(hub)
	b.untilSaved(without.Hash)
	b.untilSaved(later.Hash)
	after := hub.stored(rec.ID)
	hub.wantField(after, "source", `"later"`)
	if !slices.Equal(after.Flags, []string{"review:/email"}) || after.Fields["email"] != nil ||
		after.Fields["phone"] != nil || len(b.repaired) > 0 {
		t.Errorf("flags are %v, fields %s, put right %v", after.Flags, after.Fields, b.repaired)
	}
	a.until("the merge", func() bool { return a.graph.Has(later.Hash) })
	a.untilSaved(a.set("phone", "+1 555 0101"))
	if after = hub.stored(rec.ID); len(after.Flags) != 0 {
		t.Errorf("flags are %v with a phone", after.Flags)
	}
	if faults := a.untilRepaired(a.push(a.deletes("phone"))); faults[0].Code != crm.CodeInvalid {
		t.Errorf("the last one is taken away: %v", faults)
	}
}
