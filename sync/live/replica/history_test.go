package replica_test

import (
	"fmt"
	"slices"
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/live/replica"
)

// Without these rules an edit is lost after its author was told that it is safe, or an edit comes twice, or the server
// still shows a change that was taken back. Each history is random. Every rule of the package is checked after each
// event.
func TestDocument_AnyHistoryKeepsTheRules(t *testing.T) {
	const histories, events = 100, 160
	happened := map[string]int{}
	for seed := range uint64(histories) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			w := newWorld(t, seed)
			defer func() {
				if t.Failed() {
					t.Logf("seed %d", seed)
				}
			}()
			for range events {
				w.event()
				w.check()
			}
			w.settle()
			for kind, n := range w.happened {
				happened[kind] += n
			}
		})
	}
	t.Logf("%d histories of %d events: %v", histories, events, happened)
	for _, kind := range []string{
		"edit", "illegal", "repair", "nowhere", "forged", "quarantine", "deliver", "judge down", "engine down",
		"engine refuses", "server writes",
		"begin", "patient", "commit", "commit fails", "rollback", "resubmit", "reconnect", "rights", "wait",
	} {
		if happened[kind] == 0 && !t.Failed() {
			t.Errorf("no history holds an event %q", kind)
		}
	}
}

// event makes one random event happen.
func (w *world) event() {
	d := w.devices[w.rng.IntN(len(w.devices))]
	switch n := w.rng.IntN(100); {
	case n < 30:
		w.edit(d)
	case n < 62:
		w.deliver(d)
	case n < 67:
		w.serverWrites()
	case n < 77:
		w.begin()
	case n < 89:
		w.end()
	case n < 92:
		w.note("wait")
		w.wait()
	case n < 94:
		w.reconnect(d)
	case n < 96:
		w.note("rights")
		w.perform(w.doc.Allow(d.peer, !d.peer.Reads()))
	default:
		w.resubmit()
	}
}

func (w *world) note(kind string) { w.happened[kind]++ }

// edit has a device make a change, which is usually legal.
func (w *world) edit(d *device) {
	value := fmt.Sprint("value ", w.rng.IntN(1000))
	switch w.rng.IntN(20) {
	case 0:
		w.note("illegal")
		w.illegal[d.edit(d.actor, "noSuchField", value)] = true
	case 1:
		w.note("nowhere")
		d.edit(d.actor, "name", "nowhere "+value)
	case 2:
		w.note("forged")
		d.edit(forged, "name", value)
	case 3:
		w.note("quarantine")
		w.quarantined[d.edit(d.actor, "name", value)] = true
	default:
		w.note("edit")
		d.edit(d.actor, []string{"name", "sourceDetail"}[w.rng.IntN(2)], value)
	}
}

// deliver has the server receive the oldest message of a device.
func (w *world) deliver(d *device) {
	if len(d.out) == 0 {
		return
	}
	w.note("deliver")
	if !w.calm {
		w.chance()
		defer func() { w.judgeDown, w.engine = false, nil }()
	}
	data := d.out[0]
	d.out = d.out[1:]
	m, err := crdt.ParseMessage(data)
	if err != nil {
		w.t.Fatal(err)
	}
	changes := make([]*crdt.Change, len(m.Changes))
	for i, chunk := range m.Changes {
		if changes[i], err = crdt.ParseChange(chunk, nil); err != nil {
			w.t.Fatal(err)
		}
	}
	by := replica.Submission{Peer: d.peer, User: d.user, Came: w.now, Denied: d.denied, Reads: d.peer.Reads()}
	for batch := changes; len(batch) > 0; batch = d.peer.Ready() {
		if !w.submit(batch, by) { // closes the session, so the device sends everything again
			w.reconnect(d)
			return
		}
	}
	w.checkJudged(d, changes)
	w.perform(w.doc.Answer(d.peer, m, false))
}

// chance decides at random which failures occur while a message is received.
func (w *world) chance() {
	switch w.rng.IntN(20) {
	case 0:
		w.note("judge down")
		w.judgeDown = true
	case 1:
		w.note("engine down")
		w.engine = func(*replica.Batch) error { return fmt.Errorf("the engine is away") }
	case 2:
		w.note("engine refuses")
		bad := crm.Errorf(crm.CodeInvalid, "the engine can't take it")
		w.engine = func(b *replica.Batch) error {
			w.engine = nil
			return &crdt.RefusedError{Hash: b.Changes[w.rng.IntN(len(b.Changes))].Hash, Err: bad}
		}
	}
}

// checkJudged checks that every change of a message is in the history, was refused, or waits for a dependency.
func (w *world) checkJudged(d *device, changes []*crdt.Change) {
	w.t.Helper()
	graph := w.doc.Graph()
	for _, c := range changes {
		stranded := slices.ContainsFunc(c.Deps, func(h crm.Hash) bool { return d.rejected[h] && !graph.Has(h) })
		switch {
		case graph.Has(c.Hash) && stranded:
			w.t.Fatalf("P3: change %s is accepted though it was made after a refused one", c.Hash)
		case graph.Has(c.Hash) || d.rejected[c.Hash]:
		case stranded:
			w.t.Fatalf("P3: change %s was made after a refused one and is not refused", c.Hash)
		case len(graph.Missing(c.Deps)) == 0:
			w.t.Fatalf("change %s is neither accepted nor refused nor waiting", c.Hash)
		}
	}
}

// serverWrites has the server make a change, as it does for REST.
func (w *world) serverWrites() {
	w.note("server writes")
	b := w.doc.Begin(replica.Submission{Server: true, Came: w.now}, w.setting())
	graph := w.doc.Graph()
	c := &crdt.Change{Actor: w.server, Seq: graph.Last(w.server) + 1, StartOp: graph.MaxOp() + 1, Deps: graph.Heads()}
	if err := crdt.EncodeChange(c); err != nil {
		w.t.Fatal(err)
	}
	w.written[c.Hash] = true
	if err := w.doc.AddAuthored(b, c, false); err != nil {
		w.t.Fatal(err)
	}
	if err := w.apply(b); err != nil {
		w.t.Fatal(err)
	}
	w.perform(w.doc.Accept(b, w.now))
}

// begin starts a commit, unless one is running.
func (w *world) begin() {
	if !w.commits.Free() {
		return
	}
	if w.commit != nil {
		w.t.Fatal("P8: a second commit may begin while one is under way")
	}
	w.note("begin")
	waiting := slices.ContainsFunc(w.waiters, func(waits *waiter) bool { return waits.told == 0 })
	commit, effects := w.commits.Begin(record, true, []*replica.Document{w.doc}, nil, w.now)
	if commit != nil {
		patient := commit.Writes[0].Write.Patient
		if patient && (waiting || commit.Writes[0].Write.Bind != nil) {
			w.t.Fatal("P9: a write waits for others although somebody waits for it")
		}
		if patient {
			w.note("patient")
		}
	}
	w.perform(effects)
	w.commit = commit
}

// end has the storage answer, usually without an error.
func (w *world) end() {
	switch {
	case w.commit == nil && w.commits.Free():
		return
	case w.commit == nil: // commits are paused
		w.commits.Resume()
		return
	}
	w.note("commit")
	switch w.rng.IntN(8) {
	case 0:
		w.finish(crm.Errorf(crm.CodeUnavailable, "the disk is full"))
	case 1:
		w.finish(crm.Errorf(crm.CodeInternal, "the disk has a fault"))
	case 2:
		w.finish(crm.Errorf(crm.CodeConflict, "it can't be stored"))
	default:
		w.finish(nil)
	}
}

// finish ends the running commit.
func (w *world) finish(err error) {
	commit, write := w.commit, w.commit.Writes[0]
	w.commit = nil
	w.commits.Ended()
	if write.Err = err; err == nil {
		w.store(write.Write)
		effects, _ := w.doc.Committed(write)
		w.perform(effects)
	} else {
		w.note("commit fails")
		if w.doc.Failed(write) {
			w.rollback(err.(*crm.Error))
		} else {
			w.commits.Pause()
		}
	}
	w.perform(w.commits.Notify(commit))
}

// store makes a write durable.
func (w *world) store(write *crm.Write) {
	for _, c := range write.Changes {
		if w.onDisk(c.Hash) {
			w.t.Fatalf("P2: change %s is committed twice", c.Hash)
		}
		w.disk.Changes = append(w.disk.Changes, c)
	}
	if write.Heads != nil {
		w.disk.Heads = write.Heads
	}
	for actor, user := range write.Bind {
		w.bound[crdt.Actor(actor)] = user
	}
}

// rollback does what a live record does when the storage refuses a write for good.
func (w *world) rollback(bad *crm.Error) {
	w.note("rollback")
	lost, effects := w.doc.Rollback(true)
	w.perform(effects)
	w.perform(w.commits.Abandon(bad))
	for i := range lost {
		delete(w.pushed, lost[i].Hash)
	}
	if err := w.doc.Reinstate(w.stored(), nil); err != nil {
		w.t.Fatal(err)
	}
	if got, want := w.doc.Graph().Len(), len(w.disk.Changes); got != want {
		w.t.Fatalf("P5: after a rollback the document has %d changes, the storage %d", got, want)
	}
	w.perform(w.doc.Restarted(func(p *replica.Peer) bool { return p.Reads() }))
	if replica.Unwritable(bad) && len(lost) > 1 {
		w.lost = append(w.lost, lost...)
		return
	}
	for i := range lost {
		w.takenBack(&lost[i], bad)
	}
}

func (w *world) takenBack(a *replica.Accepted, bad *crm.Error) {
	w.perform(w.doc.RefuseAccepted(nil, a, bad))
	for _, p := range a.From {
		if d := p.Tag.(*device); d.peer == p && !d.rejected[a.Hash] {
			w.t.Fatalf("P3: %s is not told that change %s was taken back", d.actor, a.Hash)
		}
	}
}

// resubmit offers again the oldest change that a rollback has taken back. It gets a write of its own.
func (w *world) resubmit() {
	if len(w.lost) == 0 || w.doc.Pending() || !w.commits.Free() {
		return
	}
	w.note("resubmit")
	a := w.lost[0]
	w.lost = w.lost[1:]
	c, err := crdt.ParseChange(a.Data, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	open := slices.IndexFunc(a.From, func(p *replica.Peer) bool { return !p.Closed() })
	if open < 0 {
		return
	}
	d := a.From[open].Tag.(*device)
	w.submit([]*crdt.Change{c}, replica.Submission{Peer: d.peer, User: d.user, Came: a.Came, Reads: d.peer.Reads()})
}

// reconnect closes the socket of a device and opens another one.
func (w *world) reconnect(d *device) {
	w.note("reconnect")
	reads := d.peer.Reads()
	d.peer.Close()
	w.doc.Detach(d.peer)
	d.connect()
	w.open(d)
	d.peer.SetReads(reads)
}
