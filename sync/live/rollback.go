package live

import (
	"context"
	"errors"
	"slices"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/live/replica"
)

// rollback takes back all that is not durable of a document, because the storage refuses it for good: a draft beyond
// its author's quota, as a rule. Its authors are told. Where the storage can't write what the changes amount to, one
// of them is to blame: they are resubmitted one by one, and that one is never taken again by this process.
func (d *document) rollback(ctx context.Context, cause error) {
	r := d.r
	var bad *crm.Error
	if !errors.As(cause, &bad) {
		bad = crm.Errorf(crm.CodeInternal, "the change can't be stored")
	}
	r.records.config.Log.Warn("the storage refuses a write", "doc", d.ID, "error", cause)
	d.engine.Drop(d.ID)
	stored, err := d.stored(ctx)
	if crm.CodeOf(err) == crm.CodeNotFound { // it was erased
		r.vanish(ctx, bad)
		return
	}
	lost, effects := d.Rollback(r.durable != nil)
	d.perform(ctx, effects)
	r.journal.Clear()
	r.record = r.durable
	r.records.perform(ctx, nil, r.commits.Abandon(bad)) // what they wait for may be among what is lost
	if err == nil {
		err = d.Reinstate(stored)
	}
	if err != nil {
		r.broken, r.loaded = err, false
		return
	}
	d.perform(ctx, d.Restarted(func(p *replica.Peer) bool { return d.mayRead(linkOf(p).user) }))
	switch {
	case replica.Unwritable(bad) && len(lost) > 1:
		again := &resubmission{document: d.ID, lost: lost}
		r.post(again.retry)
		return
	case replica.Unwritable(bad) && len(lost) == 1:
		r.records.owners.deny(lost[0].Hash)
	}
	d.tellLost(ctx, lost, bad)
}

// tellLost refuses changes that had been accepted.
func (d *document) tellLost(ctx context.Context, lost []replica.Accepted, bad *crm.Error) {
	var effects []replica.Effect
	for i := range lost {
		effects = d.TakenBack(effects, &lost[i], bad)
	}
	d.perform(ctx, effects)
}

// resubmission takes changes of clients in again that the storage has refused together, each in a write of its own: so
// only the one that it can't store is lost, and what was made after that. Who has left since offers theirs again when
// they return.
type resubmission struct {
	document crm.ID
	lost     []replica.Accepted // not taken again yet, oldest first
	gone     []crdt.Hash        // refused meanwhile
}

// retry is a turn: it takes as many as need no write between them.
func (s *resubmission) retry(ctx context.Context, r *Record) bool {
	if !r.commits.Writing() {
		for len(s.lost) > 0 && !r.unwritten() {
			if d := r.half(s.document); d == nil || s.refused(ctx, d, &s.lost[0]) {
				s.gone = append(s.gone, s.lost[0].Hash)
			}
			s.lost = s.lost[1:]
		}
	}
	if len(s.lost) > 0 || r.unwritten() {
		r.commits.Wait(func(error) { r.post(s.retry) })
	}
	return false
}

// refused takes one change again, and reports whether it is refused now.
func (s *resubmission) refused(ctx context.Context, d *document, a *replica.Accepted) bool {
	open := slices.IndexFunc(a.From, func(p *replica.Peer) bool { return !p.Closed() })
	c, err := crdt.ParseChange(a.Data, nil)
	if open < 0 || err != nil {
		return true
	}
	for _, dep := range c.Deps {
		denied, err := d.r.records.owners.quarantined(ctx, dep)
		if err != nil || denied || slices.Contains(s.gone, dep) {
			d.perform(ctx, d.TakenBack(nil, a, replica.ErrStranded))
			return true
		}
	}
	if err := d.accept(ctx, linkOf(a.From[open]), []*crdt.Change{c}, a.Came); err != nil {
		d.r.records.config.Log.Error("a change can't be taken again", "doc", d.ID, "error", err)
	}
	return !d.Graph().Has(c.Hash)
}
