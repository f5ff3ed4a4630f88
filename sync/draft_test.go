package sync_test

import (
	"strconv"
	"testing"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/store/storetest"
)

// untilRecord waits until there is a record on disk.
func (hub *testHub) untilRecord(id crm.ID) {
	hub.Helper()
	// a poll with a deadline
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if _, err := hub.store.Record(hub.ctx, id); err == nil {
			return
		}
	}
	hub.Fatal("it is no record")
}

// clientOf and leadOf are the operations that make complete records.
func clientOf(d *device) []crdt.Op {
	return []crdt.Op{d.text("type", "client"), d.text("FirstName", "Ann")}
}

func leadOf(d *device, client crm.ID) []crdt.Op {
	return []crdt.Op{d.text("type", "lead"), d.text("name", "Ann"), d.text("phone", "5550101"), d.text("source", "web"),
		d.text("stage", "new"),
		d.text("client", client.String())}
}

// Records that were made offline arrive in any order. One that refers to a record that has not come yet waits for it.
func TestDraft_BecomesARecordWhenWhatItRefersToHasCome(t *testing.T) {
	for _, c := range []struct {
		name                    string
		reopen, away, alongside bool
	}{{"later", false, false, false}, {"long after", false, true, false}, {"after a restart", true, true, false},
		{"at once", false, false, true}} {
		t.Run(c.name, func(t *testing.T) {
			dir := storetest.Dir(t)
			hub := openHubIn(t, dir)
			leads := make([]*device, 5)
			hashes := make([]crm.Hash, len(leads))
			client := newDevice(t, &agent, id(90))
			known := client.change(clientOf(client)...).Hash
			for i := range leads {
				d := newDevice(t, &agent, id(byte(80+i)))
				hashes[i] = d.change(leadOf(d, id(90))...).Hash
				d.connect(hub)
				leads[i] = d
			}
			if c.alongside {
				client.connect(hub)
			}
			for i, d := range leads {
				d.untilSaved(hashes[i])
				if c.away {
					d.disconnect()
				}
			}
			if c.reopen {
				hub.close()
				hub = openHubIn(t, dir)
			}
			if !c.alongside {
				client.connect(hub)
			}
			client.untilSaved(known)
			for _, d := range leads {
				hub.untilRecord(d.doc)
				hub.wantField(hub.stored(d.doc), "client", strconv.Quote(id(90).String()))
			}
		})
	}
}

// A record that its author may not read does not complete a draft.
func TestDraft_ThatRefersToWhatItsAuthorMayNotReadWaits(t *testing.T) {
	hub := openHub(t)
	d := newDevice(t, &stranger, id(80))
	h := d.change(leadOf(d, id(90))...).Hash
	d.connect(hub)
	d.untilSaved(h)
	client := newDevice(t, &agent, id(90))
	known := client.change(clientOf(client)...).Hash
	client.connect(hub)
	client.untilSaved(known)
	d.untilSaved(d.set("sourceDetail", "2"))
	if _, err := hub.store.Record(hub.ctx, id(80)); crm.CodeOf(err) != crm.CodeNotFound {
		t.Errorf("the draft is a record: %v", err)
	}
}

// Many offline changes are written in pieces, even after the storage was unavailable, so that others' writes come in
// between.
func TestDocument_OneWriteIsBounded(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	const bound = 4096
	failing := true
	p := hub.refuse(func(w *crm.Write) bool {
		failing = failing && len(w.Changes) < bound // it stays unavailable until more has come than one write may hold
		return failing
	})
	a := hub.open(&agent, rec.ID)
	a.untilField("name", `"Ann"`)
	var last crm.Hash
	for i := range 6_000 {
		last = a.change(a.text("sourceDetail", strconv.Itoa(i))).Hash
	}
	a.say()
	gone := hub.open(&mate, rec.ID) // a device that comes and goes meanwhile is not held up
	gone.change(gone.text("type", "lead"))
	gone.say()
	gone.disconnect()
	a.untilSaved(last)
	hub.wantField(hub.stored(rec.ID), "sourceDetail", `"5999"`)
	if p.largest > bound+64 {
		t.Errorf("one write holds %d changes", p.largest)
	}
}
