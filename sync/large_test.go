package sync_test

import (
	"testing"

	"roomkey/crdt"
)

// R44: pastes of one user into several records are taken in one after the other, whatever else happens to their links,
// and keep nobody else waiting.
func TestDocument_LargeChangesOfOneUserComeOneAfterTheOther(t *testing.T) {
	hub := openHub(t)
	var pastes []*device
	var last []crdt.Hash
	for range 4 {
		rec := hub.newListing()
		d := hub.open(&agent, rec.ID)
		d.untilField("City", `"Springfield"`)
		text := d.makes("PublicRemarks", crdt.ActionMakeText)
		ops, from, after := make([]crdt.Op, 30_000), d.graph.MaxOp()+1, crdt.OpID{}
		for i := range ops {
			ops[i] = crdt.Op{Obj: text, Elem: after, List: true, Insert: true, Action: crdt.ActionSet,
				Value: crdt.Value{Type: crdt.ValueString, Bytes: "a"}}
			after = crdt.OpID{Counter: from + uint64(i), Actor: d.actor}
		}
		d.change(ops...)
		last = append(last, d.change(d.text("City", "Shelbyville")).Hash)
		pastes = append(pastes, d)
	}
	other := hub.open(&mate, hub.newLead("Ann").ID)
	other.untilField("name", `"Ann"`)
	for i, d := range pastes {
		d.say()
		if i == len(pastes)-1 {
			d.disconnect() // its message has come, so it is taken in, and the link ends after it
		}
	}
	other.untilSaved(other.set("name", "Bea"))
	for i, d := range pastes[:3] {
		d.untilSaved(last[i])
	}
	d := pastes[3]
	d.connect(hub)
	d.untilSaved(last[3])
	hub.wantField(hub.stored(d.doc), "City", `"Shelbyville"`)
}
