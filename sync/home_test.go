package sync_test

import (
	"sync"
	"testing"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
	realtime "roomkey/sync"
)

// picky is a storage that refuses some writes, and remembers how large they were.
type picky struct {
	*staff
	mu      sync.Mutex
	refuses func(*crm.Write) bool
	largest int // changes in one write
}

func (p *picky) Submit(w *crm.Write, done func(crm.Receipt, error)) {
	p.mu.Lock()
	refused := p.refuses != nil && p.refuses(w)
	p.largest = max(p.largest, len(w.Changes))
	p.mu.Unlock()
	if refused {
		go done(crm.Receipt{}, crm.Errorf(crm.CodeUnavailable, "the disk is full"))
		return
	}
	p.staff.Submit(w, done)
}

// refuse has the storage of an office refuse writes.
func (o *office) refuse(refuses func(*crm.Write) bool) *picky {
	p := &picky{staff: o.staff, refuses: refuses}
	o.hub = realtime.New(realtime.Config{Storage: p, Engine: engines})
	return p
}

// escrowOps are what a whole escrow is made of.
func escrowOps(d *device) []crdt.Op {
	return []crdt.Op{d.text("type", "escrow"), d.text("propertyAddress", "1 Elm St"), d.text("side", "buyer"),
		{Key: "purchasePrice", Action: crdt.ActionSet, Value: crdt.Value{Type: crdt.ValueInt, Int: 5}},
		d.text("acceptanceDate", "2026-11-01"), d.text("openedDate", "2026-11-01"), d.text("closeOfEscrowDate", "2026-12-01")}
}

func loanOf(amount int64) crdt.Op {
	return crdt.Op{Key: "loanAmount", Action: crdt.ActionSet, Value: crdt.Value{Type: crdt.ValueInt, Int: amount}}
}

// untilPrivate waits until the record on disk has a private field.
func (o *office) untilPrivate(id crm.ID, name, want string) {
	o.Helper()
	var got string
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) { // a poll with a deadline
		if rec, err := o.store.Record(o.ctx, id); err == nil {
			if got = string(rec.Private[name]); got == want {
				return
			}
		}
	}
	o.Fatalf("%s is %s, want %s", name, got, want)
}

// A crash may come before or after any write: what was called saved is there afterwards.
func TestPrivateDraft_IsTakenOverWhateverACrashLeaves(t *testing.T) {
	for _, c := range []struct {
		name  string
		named bool // whether the draft says whose it is before the record is there
	}{{"named", true}, {"unnamed", false}} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			o := openOfficeIn(t, dir)
			lone := id(70)
			private := crm.PrivateID(lone)
			o.refuse(func(w *crm.Write) bool { return w.Document == private && !w.Draft })
			p := newDevice(t, &agent, private)
			first := p.change()
			p.connect(o)
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
			d.connect(o)
			d.untilSaved(whole)
			o.close()

			o = openOfficeIn(t, dir)
			d.connect(o) // its author does not even open the private document again
			o.untilPrivate(lone, "loanAmount", "777")
			b := o.open(&broker, private)
			b.untilField("loanAmount", "777")
			stored, err := o.store.Document(o.ctx, private)
			if err != nil || stored.Draft || !stored.Private || stored.Record != lone {
				t.Errorf("stored as %+v, %v", stored, err)
			}
		})
	}
}

// A draft in the place of a record's private document does not keep out who may write that.
func TestPrivateDraft_OfAnybodyElseGivesWay(t *testing.T) {
	for _, c := range []struct {
		name          string
		named, reopen bool
	}{{"silent", false, false}, {"silent and stored", false, true}, {"named", true, false}, {"named and stored", true, true}} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			o := openOfficeIn(t, dir)
			lone := id(71)
			private := crm.PrivateID(lone)
			o.refuse(func(w *crm.Write) bool { return w.Document == private })
			d := newDevice(t, &agent, lone)
			whole := d.change(escrowOps(d)...).Hash
			d.connect(o)
			d.untilSaved(whole)
			d.disconnect()
			o.close()

			o = openOfficeIn(t, dir) // the record is there, and nothing of its private half
			m := newDevice(t, &mate, private)
			foreign := m.change(m.text("financing", "Cash")).Hash
			m.connect(o)
			if c.named {
				m.set("privateOf", lone.String())
			} else {
				m.untilSaved(foreign)
			}
			if c.reopen {
				m.disconnect()
				o.close()
				o = openOfficeIn(t, dir)
			}
			p := newDevice(t, &agent, private)
			h := p.change(p.text("privateOf", lone.String()), loanOf(5)).Hash
			p.connect(o)
			p.untilSaved(h)
			o.untilPrivate(lone, "loanAmount", "5")
			if c.reopen {
				m.connect(o)
			}
			if err := m.untilRejected(foreign); err.Code != crm.CodeForbidden && !c.named { // what is sent again is told so
				t.Errorf("rejected with %v", err)
			}
			stored, err := o.store.Document(o.ctx, private)
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
