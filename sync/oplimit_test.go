package sync_test

import (
	"slices"
	"strings"
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
	realtime "roomkey/sync"
)

// A history of 500,000 operations takes no more by REST than by the socket. From 60 % on people are told.
func TestHub_ALongHistoryIsFlaggedAndThenFullOnEveryPath(t *testing.T) {
	hub := openHub(t)
	rec := hub.newListing()
	d := hub.open(&agent, rec.ID)
	d.untilField("City", `"Springfield"`)
	text, last := d.makes("PublicRemarks", crdt.ActionMakeText), crdt.OpID{}
	paste := func(n int) crm.Hash {
		from := d.graph.MaxOp() + 1
		ops := make([]crdt.Op, 0, n)
		for i := range n / 2 { // written and deleted again, so that the text stays short
			at := crdt.OpID{Counter: from + uint64(i), Actor: d.actor}
			ops = append(ops, crdt.Op{Obj: text, Elem: last, List: true, Insert: true, Action: crdt.ActionSet,
				Value: crdt.Value{Type: crdt.ValueString, Bytes: "x"}})
			last = at
		}
		for i := range n / 2 {
			at := crdt.OpID{Counter: from + uint64(i), Actor: d.actor}
			ops = append(ops, crdt.Op{Obj: text, Elem: at, List: true, Action: crdt.ActionDelete,
				Pred: []crdt.OpID{at}})
		}
		return d.push(ops...)
	}
	for round := range 49 {
		d.untilSaved(paste(10_000))
		flagged := slices.Contains(hub.stored(rec.ID).Flags, "review:/")
		if round == 28 && flagged || round == 31 && !flagged {
			t.Errorf("after %d operations: flags are %v", 10_000*(round+1), hub.stored(rec.ID).Flags)
		}
	}
	d.untilSaved(paste(9_000))
	_, err := hub.Patch(hub.ctx, &agent, rec.ID,
		realtime.Patch{Fields: fieldsOf("PublicRemarks", strings.Repeat("y", 5_000))})
	if crm.CodeOf(err) != crm.CodeTooLarge {
		t.Errorf("REST beyond the limit: %v", err)
	}
	if refused := d.untilRejected(paste(5_000)); refused.Code != crm.CodeTooLarge {
		t.Errorf("the socket beyond the limit: %v", refused)
	}
	hub.wantField(hub.patch(&agent, rec.ID, "ListPrice", 700), "ListPrice", "700")
}
