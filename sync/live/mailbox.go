package live

import (
	"context"
	"time"

	"roomkey/crm"
)

const (
	turnTimeout  = 60 * time.Second // bounds the I/O of one turn
	lingerFor    = 2 * time.Second  // how long an unused record stays in memory
	maxLingering = 256              // how many unused records stay in memory
)

// with gives a turn to the record that holds doc, and makes a Record if none is live. It adds holds to the count that
// keeps the record in memory. It returns false if no new work may begin.
func (g *Registry) with(doc crm.ID, holds int, t turn) bool {
	return g.give(doc, holds, queued{turn: t})
}

// withLight is with for a turn that loads or wakes the record by itself if it has to.
func (g *Registry) withLight(doc crm.ID, t turn) bool { return g.give(doc, 0, queued{t, true}) }

func (g *Registry) give(doc crm.ID, holds int, q queued) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return false
	}
	r := g.records[doc]
	if r == nil {
		r = g.addLocked(doc)
	}
	g.pushLocked(r, holds, q)
	return true
}

// addLocked makes a Record that is not loaded yet. The caller holds the lock.
func (g *Registry) addLocked(id crm.ID) *Record {
	r := newRecord(g, id)
	g.records[id] = r
	observe(g.config.Metrics.Documents, 1)
	return r
}

// post gives the record a turn. It works even while the registry drains, so something must hold the record.
func (r *Record) post(t turn) {
	r.records.mu.Lock()
	defer r.records.mu.Unlock()
	r.records.pushLocked(r, 0, queued{turn: t})
}

// postLight gives a record a turn that needs no content, as [Record.post] does: if it sleeps, it goes on sleeping.
func postLight(r *Record, t turn) {
	r.records.mu.Lock()
	defer r.records.mu.Unlock()
	r.records.pushLocked(r, 0, queued{t, true})
}

// pushLocked appends a turn to a record's mailbox, or that of the record that has taken over, and starts the goroutine
// if none runs.
func (g *Registry) pushLocked(r *Record, holds int, q queued) {
	for r.moved != nil {
		r = r.moved
	}
	r.holds += holds
	r.turns = append(r.turns, q)
	if !r.idle.IsZero() {
		r.idle = time.Time{}
		g.lingering--
	}
	if !r.running {
		r.running = true
		g.busy++
		go g.run(r)
	}
}

// run runs the turns of a record until none is left.
func (g *Registry) run(r *Record) {
	for {
		q := g.next(r)
		if q.turn == nil {
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), turnTimeout)
		again := false
		if q.light {
			again = q.turn(ctx, r)
		} else {
			again = g.work(ctx, r, q.turn)
		}
		if again {
			r.post(q.turn)
		}
		cancel()
	}
}

// runTurn runs one turn of a record. It loads the record first if necessary, and submits pending changes afterwards.
func runTurn(ctx context.Context, r *Record, t turn) (again bool) {
	if !r.ready(ctx, t) {
		return false
	}
	again = t(ctx, r)
	r.flush(ctx)
	r.weigh()
	return again
}

// next removes and returns the next turn. It returns none to end the goroutine.
func (g *Registry) next(r *Record) queued {
	g.mu.Lock()
	if len(r.turns) > 0 {
		defer g.mu.Unlock()
		q := r.turns[0]
		r.turns[0] = queued{}
		r.turns = r.turns[1:]
		return q
	}
	r.turns = nil
	r.running = false
	g.busy--
	var gone []crm.ID
	if r.holds == 0 && r.moved == nil {
		r.idle = g.config.Now()
		g.lingering++
		if g.lingering > maxLingering || g.closed {
			gone = g.forgetLocked(r)
		}
	}
	g.closeQuietLocked()
	g.mu.Unlock()
	g.drop(gone)
	return queued{}
}

// move sends all turns and holds of r to the record whose private document r has proved to be. t is the current turn of
// r, which must run there; it may be nil.
func (r *Record) move(record crm.ID, t turn) {
	g := r.records
	g.mu.Lock()
	defer g.mu.Unlock()
	to := g.records[record]
	if to == nil {
		to = g.addLocked(record)
	}
	turns := r.turns
	if t != nil {
		turns = append([]queued{{turn: t}}, turns...)
	}
	r.turns = nil
	for _, q := range turns {
		g.pushLocked(to, 0, q)
	}
	g.awake.remove(r)
	to.holds += r.holds
	r.holds, r.moved = 0, to
	g.records[r.id], to.others = to, append(to.others, r.id)
	if private := crm.PrivateID(r.id); g.records[private] == r { // r was a record itself and gives way to another
		delete(g.records, private)
	}
	observe(g.config.Metrics.Documents, -1)
}

// hold keeps the record in memory until release.
func (r *Record) hold() {
	r.records.mu.Lock()
	defer r.records.mu.Unlock()
	r.holds++
}

// release ends one hold.
func (r *Record) release() {
	r.records.mu.Lock()
	defer r.records.mu.Unlock()
	for r.moved != nil {
		r = r.moved
	}
	r.holds--
}

// Sweep drops records that nobody has used for a while, and gives back the memory of heavy ones.
func (g *Registry) Sweep(now time.Time) {
	g.answers.Sweep(now.Add(-answerKept))
	var gone []crm.ID
	g.mu.Lock()
	if !g.closed {
		g.sweepAwakeLocked(now)
	}
	for id, r := range g.records {
		if r.id == id && !r.idle.IsZero() && now.Sub(r.idle) >= lingerFor {
			gone = append(gone, g.forgetLocked(r)...)
		}
	}
	collect := g.awake.end()
	g.mu.Unlock()
	g.drop(gone)
	if collect {
		g.config.Collect()
	}
}

// forgetLocked removes an idle record. It returns the ids of the documents that the engine may drop.
func (g *Registry) forgetLocked(r *Record) (gone []crm.ID) {
	for _, id := range append([]crm.ID{r.id, crm.PrivateID(r.id)}, r.others...) {
		if g.records[id] == r {
			delete(g.records, id)
			gone = append(gone, id)
		}
	}
	g.awake.forget(r)
	r.idle = time.Time{}
	g.lingering--
	observe(g.config.Metrics.Documents, -1)
	return gone
}

// drop makes the engine forget documents. The caller does not hold the lock.
func (g *Registry) drop(docs []crm.ID) {
	if len(docs) > 0 {
		g.config.Engine.Drop(docs...)
	}
}
