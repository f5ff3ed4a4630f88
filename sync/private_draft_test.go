package sync_test

import (
	"sync"
	"testing"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/store/storetest"
	realtime "roomkey/sync"
)

// refusingStorage is a storage that refuses some writes, and remembers how large they were.
type refusingStorage struct {
	*testStorage
	mu      sync.Mutex
	refuses func(*crm.Write) bool
	largest int // changes in one write
}

func (p *refusingStorage) Submit(w *crm.Write, done func(crm.Receipt, error)) {
	p.mu.Lock()
	refused := p.refuses != nil && p.refuses(w)
	p.largest = max(p.largest, len(w.Changes))
	p.mu.Unlock()
	if refused {
		go done(crm.Receipt{}, crm.Errorf(crm.CodeUnavailable, "the disk is full"))
		return
	}
	p.testStorage.Submit(w, done)
}

// refuse has the storage of the hub refuse writes.
func (hub *testHub) refuse(refuses func(*crm.Write) bool) *refusingStorage {
	p := &refusingStorage{testStorage: hub.storage, refuses: refuses}
	hub.Hub = realtime.New(realtime.Config{Storage: p, Engine: engines})
	return p
}

// escrowOps are the operations that make a complete escrow.
func escrowOps(d *device) []crdt.Op {
	return []crdt.Op{d.text("type", "escrow"), d.text("propertyAddress", "1 Elm St"), d.text("side", "buyer"),
		{Key: "purchasePrice", Action: crdt.ActionSet, Value: crdt.Value{Type: crdt.ValueInt, Int: 5}},
		d.text("acceptanceDate", "2026-11-01"), d.text("openedDate", "2026-11-01"),
		d.text("closeOfEscrowDate", "2026-12-01")}
}

func loanOf(amount int64) crdt.Op {
	return crdt.Op{Key: "loanAmount", Action: crdt.ActionSet, Value: crdt.Value{Type: crdt.ValueInt, Int: amount}}
}

// untilPrivate waits until the record on disk has a private field.
func (hub *testHub) untilPrivate(id crm.ID, name, want string) {
	hub.Helper()
	var got string
	// a poll with a deadline
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if rec, err := hub.store.Record(hub.ctx, id); err == nil {
			if got = string(rec.Private[name]); got == want {
				return
			}
		}
	}
	hub.Fatalf("%s is %s, want %s", name, got, want)
}

// A crash may come before or after any write. Every change that was called saved is there afterwards.
func TestPrivateDraft_IsTakenOverWhateverACrashLeaves(t *testing.T) {
	for _, c := range []struct {
		name  string
		named bool // whether the draft says whose it is before the record is there
	}{{"named", true}, {"unnamed", false}} {
		t.Run(c.name, func(t *testing.T) {
			dir := storetest.Dir(t)
			hub := openHubIn(t, dir)
			lone := id(70)
			private := crm.PrivateID(lone)
			hub.refuse(func(w *crm.Write) bool { return w.Document == private && !w.Draft })
			p := newDevice(t, &agent, private)
			first := p.change()
			p.connect(hub)
			p.untilSaved(first.Hash)
			h := p.change(loanOf(777)).Hash
			p.say()
			p.untilSaved(h)
			if c.named {
				p.untilSaved(p.set("privateOf", lone.String()))
			}
			p.disconnect()
			d := newDevice(t, &agent, lone)
			whole := d.change(escrowOps(d)...).Hash
			d.connect(hub)
			d.untilSaved(whole)
			hub.close()

			hub = openHubIn(t, dir)
			d.connect(hub) // its author does not even open the private document again
			hub.untilPrivate(lone, "loanAmount", "777")
			b := hub.open(&broker, private)
			b.untilField("loanAmount", "777")
			stored, err := hub.store.Document(hub.ctx, private)
			if err != nil || stored.Draft || !stored.Private || stored.Record != lone {
				t.Errorf("stored as %+v, %v", stored, err)
			}
		})
	}
}

// A draft in the place of a record's private document does not keep out the users who may write that document.
func TestPrivateDraft_OfAnybodyElseGivesWay(t *testing.T) {
	for _, c := range []struct {
		name          string
		named, reopen bool
	}{{"silent", false, false}, {"silent and stored", false, true}, {"named", true, false},
		{"named and stored", true, true}} {
		t.Run(c.name, func(t *testing.T) {
			dir := storetest.Dir(t)
			hub := openHubIn(t, dir)
			lone := id(71)
			private := crm.PrivateID(lone)
			hub.refuse(func(w *crm.Write) bool { return w.Document == private })
			d := newDevice(t, &agent, lone)
			whole := d.change(escrowOps(d)...).Hash
			d.connect(hub)
			d.untilSaved(whole)
			d.disconnect()
			hub.close()

			hub = openHubIn(t, dir) // the record is there, and its private half is not
			m := newDevice(t, &mate, private)
			foreign := m.change(m.text("financing", "Cash")).Hash
			m.connect(hub)
			if c.named {
				m.set("privateOf", lone.String())
			} else {
				m.untilSaved(foreign)
			}
			if c.reopen {
				m.disconnect()
				hub.close()
				hub = openHubIn(t, dir)
			}
			p := newDevice(t, &agent, private)
			h := p.change(p.text("privateOf", lone.String()), loanOf(5)).Hash
			p.connect(hub)
			p.untilSaved(h)
			hub.untilPrivate(lone, "loanAmount", "5")
			if c.reopen {
				m.connect(hub)
			}
			// a change that is sent again is told the reason
			if err := m.untilRejected(foreign); err.Code != crm.CodeForbidden && !c.named {
				t.Errorf("rejected with %v", err)
			}
			stored, err := hub.store.Document(hub.ctx, private)
			if err != nil || stored.Draft || stored.Record != lone {
				t.Errorf("stored as %+v, %v", stored, err)
			}
			for _, s := range stored.Changes {
				if s.Hash == foreign {
					t.Error("something of the foreign draft is left")
				}
			}
		})
	}
}
