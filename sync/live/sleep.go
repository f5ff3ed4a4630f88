package live

import (
	"context"
	"slices"
	"time"

	"roomkey/crm"
)

// A heavy record takes megabytes of memory while it is awake: about 50 bytes for each character of its documents, and
// up to 150 for another operation with its change. It sleeps while others are used: its halves forget their content,
// and keep their peers and, if it has few changes, their history. The next turn that needs the content reads it from
// the storage again.

// defaultAwake is how many operations all heavy records that are awake may have together.
const defaultAwake = 160_000

// heavyFrom is the part of that from which on a record is heavy: 10,000 operations.
const heavyFrom = 16

// awakeFor is for how long a heavy record that nobody uses stays awake.
const awakeFor = 5 * time.Second

// remove forgets a record.
func (a *awake) remove(r *Record) {
	if r.place != nil {
		a.recent.Remove(r.place)
		a.weight -= r.weight
		r.place, r.weight = nil, 0
	}
}

// forget forgets a record together with its content.
func (a *awake) forget(r *Record) {
	a.forgotten += r.weight
	a.remove(r)
}

// add notes that a record was used, and what it weighs now.
func (a *awake) add(r *Record, weight int) {
	a.remove(r)
	r.place, r.weight = a.recent.PushFront(r), weight
	a.weight += weight
}

// weightOf is what documents weigh that are in memory.
func weightOf(docs []*document) (weight int) {
	for _, d := range docs {
		weight += d.Count() + d.Graph().Len()
	}
	return weight
}

// weigh notes what the record weighs after a turn. If the heavy records together weigh too much, those that were not
// used for longest are told to sleep.
func (r *Record) weigh() {
	weight := weightOf(r.documents())
	g := r.records
	light := weight < g.config.Awake/heavyFrom
	if light && r.light {
		return
	}
	r.light = light
	g.mu.Lock()
	defer g.mu.Unlock()
	g.awake.remove(r)
	if r.light || g.records[r.id] != r {
		return
	}
	g.awake.add(r, weight)
	r.used = g.config.Now()
	for g.awake.weight > g.config.Awake && g.awake.recent.Len() > 1 {
		g.sleepLocked(g.awake.recent.Back().Value.(*Record))
	}
}

// sleepLocked tells a record to sleep.
func (g *Registry) sleepLocked(r *Record) {
	g.awake.remove(r)
	g.pushLocked(r, 0, queued{turn: sleepTurn})
}

// sweepAwakeLocked tells the heavy records to sleep that were not used for a while.
func (g *Registry) sweepAwakeLocked(now time.Time) {
	for last := g.awake.recent.Back(); last != nil; last = g.awake.recent.Back() {
		r := last.Value.(*Record)
		if now.Sub(r.used) < awakeFor {
			return
		}
		g.sleepLocked(r)
	}
}

// sleepTurn has a record sleep if it can. If it can't, it is weighed again after the turn.
func sleepTurn(_ context.Context, r *Record) bool {
	if r.asleep != nil || r.unwritten() || r.commits.Writing() || len(r.parked)+len(r.renewals)+len(r.former) > 0 {
		return false
	}
	docs := r.documents()
	for _, d := range docs {
		if !d.MaySleep() {
			return false
		}
	}
	weight := weightOf(docs)
	for _, d := range docs {
		d.Sleep()
	}
	r.asleep, r.shared, r.private, r.loaded = docs, nil, nil, false
	r.records.fellAsleep(weight)
	return false
}

// collectAfter is how much has to fall asleep, in operations, until memory is given back: fifteen megabytes. Where
// nothing else allocates, the collector would not run for minutes, and nobody could tell that the content is garbage.
const collectAfter = 100_000

// collectLast is as collectAfter, when no heavy record is awake any more: what the last ones leave is as good as
// kept, since the heap may grow by what they took before the collector runs.
const collectLast = 20_000

// end reports whether to give memory back because the last heavy record fell asleep or was forgotten.
func (a *awake) end() bool { return a.recent.Len() == 0 && a.due(collectLast) }

// due reports whether to give memory back, since so much was forgotten; it is to be given back then.
func (a *awake) due(least int) bool {
	if a.forgotten < least {
		return false
	}
	a.forgotten = 0
	return true
}

// fellAsleep notes that content of this weight was forgotten.
func (g *Registry) fellAsleep(weight int) {
	g.mu.Lock()
	g.awake.forgotten += weight
	due := g.awake.due(collectAfter)
	g.mu.Unlock()
	if due {
		g.config.Collect() // only the record that sleeps waits for it
	}
}

// rests reports whether the halves of a record that sleeps still have what Look needs: their histories.
func rests(asleep []*document) bool {
	return asleep != nil && !slices.ContainsFunc(asleep, func(d *document) bool { return !d.Rests() })
}

// wake reads the content of a record that sleeps. If that is impossible, the record is broken until the next turn.
func (r *Record) wake(ctx context.Context) {
	defer r.records.strain.begin()()
	for _, d := range r.asleep {
		stored, err := d.stored(ctx)
		if crm.CodeOf(err) == crm.CodeNotFound { // it was erased meanwhile, and will be told
			stored, err = nil, nil
		}
		if err == nil {
			err = d.Restore(stored, nil, nil) // its turn has come already
		}
		if err != nil {
			r.records.config.Log.Error("a document can't be loaded", "doc", d.ID, "error", err)
			r.broken = err
			return
		}
	}
	for _, d := range r.asleep {
		r.woken += d.Count()
		if d.Private {
			r.private = d
		} else {
			r.shared = d
		}
	}
	r.asleep, r.loaded, r.broken = nil, true, nil
}
