package live

import (
	"context"
	"errors"

	"roomkey/crm"
	"roomkey/sync/live/replica"
)

// rollback takes back all that is not durable of a document, because the storage refuses it for good: a draft beyond its
// author's quota, as a rule. Its authors are told. Where the storage can't write what the changes amount to, one of them is to
// blame: they are resubmitted one by one, and that one is never taken again by this process.
func (r *Record) rollback(ctx context.Context, d *document, cause error) {
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
	r.perform(ctx, d, effects)
	r.journal.Clear()
	r.record = r.durable
	if err == nil {
		err = d.Reinstate(stored)
	}
	if err != nil {
		r.broken, r.loaded = err, false
		return
	}
	r.perform(ctx, d, d.Restarted(func(p *replica.Peer) bool { return r.mayRead(linkOf(p).user, d) }))
	switch {
	case replica.Unwritable(bad) && len(lost) > 1:
		r.post(r.resubmit(d.ID, lost, nil))
		return
	case replica.Unwritable(bad) && len(lost) == 1:
		r.records.owners.deny(lost[0].Hash)
	}
	r.tellLost(ctx, d, lost, bad)
}

// tellLost refuses changes that had been accepted.
func (r *Record) tellLost(ctx context.Context, d *document, lost []replica.Accepted, bad *crm.Error) {
	var effects []replica.Effect
	for i := range lost {
		effects = d.TakenBack(effects, &lost[i], bad)
	}
	r.perform(ctx, d, effects)
}
