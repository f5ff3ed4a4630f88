package live

import (
	"context"

	"roomkey/crm"
	"roomkey/sync/live/replica"
)

// vanish forgets a record that is no longer stored. What is not durable of it is refused for a reason; nobody gets anything of
// it any more.
func (r *Record) vanish(ctx context.Context, bad *crm.Error) {
	for _, d := range r.documents() {
		r.perform(ctx, d, d.Vanish(bad))
	}
	r.shared, r.private, r.record, r.durable = r.open(replica.New(r.id, false)), nil, nil, nil
	r.journal.Clear()
	r.loaded, r.broken = true, nil
	r.perform(ctx, nil, r.commits.Abandon(crm.ErrNotFound))
	r.records.config.Engine.Drop(r.id, crm.PrivateID(r.id))
}

// vanishTurn waits for what is under way.
func vanishTurn(ctx context.Context, r *Record) bool {
	if !r.commits.Writing() {
		r.vanish(ctx, crm.ErrForbidden)
		return false
	}
	r.commits.Wait(func(error) { r.post(vanishTurn) })
	return false
}
