package live

import (
	"context"
	"slices"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/live/replica"
)

// resubmit takes changes of clients in again that the storage has refused together, each in a write of its own: so only the
// one that it can't store is lost, and what was made after that. Who has left since offers theirs again when they return.
// gone are those that were lost already.
func (r *Record) resubmit(id crm.ID, lost []replica.Accepted, gone []crdt.Hash) turn {
	return func(ctx context.Context, r *Record) bool {
		if !r.commits.Writing() && !r.unsettled() {
			for ; len(lost) > 0 && !r.unsettled(); lost = lost[1:] {
				if r.resubmitOne(ctx, id, &lost[0], gone) {
					gone = append(gone, lost[0].Hash)
				}
			}
		}
		if len(lost) > 0 || r.unsettled() {
			r.commits.Wait(func(error) { r.post(r.resubmit(id, lost, gone)) })
		}
		return false
	}
}

// resubmitOne reports whether the change is refused now.
func (r *Record) resubmitOne(ctx context.Context, id crm.ID, a *replica.Accepted, gone []crdt.Hash) (refused bool) {
	d := r.half(id)
	open := slices.IndexFunc(a.From, func(p *replica.Peer) bool { return !p.Closed() })
	c, err := crdt.ParseChange(a.Data, nil)
	if d == nil || open < 0 || err != nil {
		return true
	}
	for _, dep := range c.Deps {
		denied, err := r.records.owners.quarantined(ctx, dep)
		if err != nil || denied || slices.Contains(gone, dep) {
			r.perform(ctx, d, d.TakenBack(nil, a, replica.ErrStranded))
			return true
		}
	}
	if err := r.accept(ctx, d, linkOf(a.From[open]), []*crdt.Change{c}, a.Came); err != nil {
		r.records.config.Log.Error("a change can't be taken again", "doc", id, "error", err)
	}
	return !d.Graph().Has(c.Hash)
}
