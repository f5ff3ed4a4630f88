package live

import (
	"context"
	"errors"
	"slices"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/live/replica"
)

// rollbackAndResubmit takes back all changes of a document that are not durable, because the storage refuses them for
// good. A usual cause is a draft beyond its author's quota. The authors are told.
//
// If the storage can't write the changes, one of them is to blame. They are then resubmitted one by one, and this
// process never takes the bad one again.
func (d *document) rollbackAndResubmit(ctx context.Context, cause error) {
	r := d.r
	var bad *crm.Error
	if !errors.As(cause, &bad) {
		bad = crm.Errorf(crm.CodeInternal, "the change can't be stored")
	}
	r.records.config.Log.Warn("the storage refuses a write", "doc", d.ID, "error", cause)
	d.engine.Drop(d.ID)
	stored, err := d.stored(ctx)
	if crm.CodeOf(err) == crm.CodeNotFound { // the record was erased
		r.forgetErased(ctx, bad)
		return
	}
	lost, effects := d.Rollback(r.durable != nil)
	d.perform(ctx, effects)
	r.journal.Clear()
	r.record, r.tookRows = r.durable, 0
	r.records.performFor(ctx, nil, r.commits.Abandon(r.refusal(bad)))
	if err == nil {
		err = d.Reinstate(stored, r.records.strain.begin)
	}
	if err != nil {
		r.broken, r.loaded = err, false
		return
	}
	d.perform(ctx, d.Restarted(func(p *replica.Peer) bool { return d.mayRead(linkOf(p).user) }))
	switch {
	case replica.Unwritable(bad) && severalToBlame(lost):
		again := &resubmission{document: d.ID, lost: lost}
		r.post(again.retry)
		return
	case replica.Unwritable(bad) && len(lost) > 0:
		r.records.owners.deny(lost[0].Hash)
	}
	d.tellLost(ctx, lost, bad)
}

// severalToBlame reports whether any of several changes may be what the storage refuses. What the server has added to
// put the first one right, or to mend the document after it, is lost with that one.
func severalToBlame(lost []replica.Accepted) bool {
	return len(lost) > 1 && slices.ContainsFunc(lost[1:], func(a replica.Accepted) bool { return !a.Own() })
}

// refusal returns what those are told who wait for the next commit. Some of them may wait for a lost change, others for
// one of the other half, which is still to be written.
func (r *Record) refusal(bad *crm.Error) *crm.Error {
	if !r.unwritten() {
		return bad
	}
	return &crm.Error{Code: crm.CodeUnavailable, Message: "a change was refused; others may be saved yet", Err: bad}
}

// tellLost tells the authors that changes which had been accepted are refused.
func (d *document) tellLost(ctx context.Context, lost []replica.Accepted, bad *crm.Error) {
	var effects []replica.Effect
	for i := range lost {
		effects = d.RefuseAccepted(effects, &lost[i], bad)
	}
	d.perform(ctx, effects)
}

// resubmission takes changes of clients again that the storage has refused together. Each gets a write of its own, so
// only the bad change and those made after it are lost. A client that has left meanwhile offers its changes again when
// it returns.
type resubmission struct {
	document crm.ID
	lost     []replica.Accepted // still to be taken again, oldest first
	gone     []crdt.Hash        // refused since the rollback
}

// retry is a turn. It takes changes again until one of them needs a write, and then waits for that write.
func (s *resubmission) retry(ctx context.Context, r *Record) bool {
	if !r.commits.Writing() {
		for len(s.lost) > 0 && !r.unwritten() {
			lost := &s.lost[0]
			if d := r.half(s.document); !lost.Repair && (d == nil || s.refused(ctx, d, lost)) {
				s.gone = append(s.gone, lost.Hash) // a repair is made again with its change
			}
			s.lost = s.lost[1:]
		}
	}
	if len(s.lost) > 0 || r.unwritten() {
		r.commits.Wait(func(error) { r.post(s.retry) })
	}
	return false
}

// refused takes one change again, and reports whether it was refused.
func (s *resubmission) refused(ctx context.Context, d *document, a *replica.Accepted) bool {
	open := slices.IndexFunc(a.From, func(p *replica.Peer) bool { return !p.Closed() })
	c, err := crdt.ParseChange(a.Data, nil)
	if open < 0 || err != nil {
		return true
	}
	for _, dep := range c.Deps {
		denied, err := d.r.records.owners.quarantined(ctx, dep)
		if err != nil || denied || slices.Contains(s.gone, dep) {
			d.perform(ctx, d.RefuseAccepted(nil, a, replica.ErrStranded))
			return true
		}
	}
	if _, err := d.acceptFrom(ctx, linkOf(a.From[open]), []*crdt.Change{c}, a.Came); err != nil {
		d.r.records.config.Log.Error("a change can't be taken again", "doc", d.ID, "error", err)
	}
	return !d.Graph().Has(c.Hash)
}
