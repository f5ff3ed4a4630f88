package replica_test

import (
	"maps"
	"slices"

	"roomkey/crdt"
)

// check checks the rules that hold between any two events.
func (w *world) check() {
	w.t.Helper()
	have, ops := map[crdt.Hash]bool{}, crdt.NewOpSet()
	for _, c := range w.disk.Changes {
		have[c.Hash] = true
		if err := ops.Apply(w.parse(c.Data)); err != nil {
			w.t.Fatalf("P5: what is durable doesn't make a history: %v", err)
		}
	}
	for _, chunk := range w.doc.Unsaved() {
		c := w.parse(chunk)
		if have[c.Hash] {
			w.t.Fatalf("P4: change %s is durable and not durable", c.Hash)
		}
		have[c.Hash] = true
		if err := ops.Apply(c); err != nil {
			w.t.Fatalf("P5: what is durable and what is not don't make a history: %v", err)
		}
	}
	if got := w.doc.Graph().Hashes(); len(got) != len(have) ||
		slices.ContainsFunc(got, func(h crdt.Hash) bool { return !have[h] }) {
		w.t.Fatalf("P4: the history has %d changes, %d are durable or to be so", len(got), len(have))
	}
	for h := range w.illegal {
		r, repaired := w.doc.Graph().ByActorSeq(crdt.RepairActor(h), 1)
		if have[h] != repaired || w.onDisk(h) != w.onDisk(r) {
			w.t.Fatalf("P10: change %s is there (%v) without its repair (%v)", h, have[h], repaired)
		}
	}
	if value, there := w.doc.Ops().Root("noSuchField"); there {
		w.t.Fatalf("P10: the document holds what it may not: %s", value)
	}
	want := ops.Fields()
	held := map[string]map[string]string{"content": text(w.doc.Ops().Fields()), "fields": text(w.doc.Fields())}
	for name, fields := range held {
		if !maps.Equal(fields, text(want)) {
			w.t.Fatalf("P5: the %s are %v, rebuilt they are %v", name, fields, text(want))
		}
	}
	for _, waits := range w.waiters {
		if waits.told > 1 {
			w.t.Fatal("P6: somebody who waits is told twice")
		}
	}
}

func text[V ~[]byte](fields map[string]V) map[string]string {
	texts := make(map[string]string, len(fields))
	for name, value := range fields {
		texts[name] = string(value)
	}
	return texts
}

// settle ends all running work, and checks that nobody was forgotten.
func (w *world) settle() {
	w.t.Helper()
	for range 10_000 {
		busy := w.commit != nil || w.doc.Pending() || !w.commits.Free() || len(w.lost) > 0
		switch {
		case w.commit != nil:
			w.finish(nil)
		case !w.commits.Free():
			w.commits.Resume()
		case len(w.lost) > 0 && !w.doc.Pending():
			w.resubmit()
		default:
			w.begin()
		}
		w.check()
		if !busy {
			break
		}
	}
	for _, waits := range w.waiters {
		if waits.told != 1 {
			w.t.Fatalf("P6: somebody who waits was told %d times", waits.told)
		}
	}
	for actor, held := range w.claims {
		if len(held) > 0 {
			w.t.Fatalf("%d claims on %q are not released", len(held), actor)
		}
	}
	w.converge()
}

// converge connects every device again and checks that each gets the whole history (P2).
func (w *world) converge() {
	w.t.Helper()
	w.calm = true
	for _, d := range w.devices {
		w.reconnect(d)
		d.peer.SetReads(true)
	}
	for turns, quiet := 0, false; !quiet; turns++ {
		if turns > 1_000 {
			w.t.Fatal("the peers never come to an end")
		}
		quiet = true
		for _, d := range w.devices {
			if len(d.out) > 0 {
				quiet = false
				w.deliver(d)
			}
		}
		if w.commit != nil {
			w.finish(nil)
			quiet = false
		} else if w.doc.Pending() {
			w.begin()
			quiet = false
		}
		w.check()
	}
	for _, d := range w.devices {
		if missing := d.graph.Missing(w.doc.Graph().Hashes()); len(missing) > 0 {
			w.t.Fatalf("P2: %s was never given %d changes", d.actor, len(missing))
		}
	}
}
