package live

import (
	"context"
	"maps"
	"slices"

	"roomkey/crm"
	"roomkey/sync/live/projection"
	"roomkey/sync/live/replica"
)

// bornElsewhere makes the shared document a record, as the region did that has accepted it. If both regions have made
// it, the birth counts that comes before the other.
func bornElsewhere(ctx context.Context, r *Record, item *intakeItem) error {
	birth := item.Birth
	if r.record != nil {
		bornAgain(ctx, r, birth)
		return nil
	}
	t := r.shared.NamedType()
	if t == nil {
		r.records.config.Log.Error("a record of another region has no type", "doc", r.id)
		r.shared.Standing, r.shared.Author = replica.Draft, birth.Owner
		return nil
	}
	r.shared.Promote()
	r.record = projection.New(r.id, t, birth.Row, r.shared.view(), birth.CreatedAt)
	if item.UpdatedAt.After(birth.CreatedAt) {
		r.record.UpdatedAt = item.UpdatedAt
	}
	r.record = flaggedByRules(r.record, false, slices.Collect(maps.Keys(r.shared.Fields())))
	notices := len(r.journal.Notices)
	r.journal.Made(r.record, birth.Owner, birth.CreatedAt)
	r.journal.Notices = r.journal.Notices[:notices]
	r.recheckLinks(ctx)
	r.records.claimPrivate(r)
	r.callPrivate(func(context.Context, *Record) bool { return false })
	owner := birth.Owner
	r.commits.Wait(func(err error) {
		if err == nil {
			r.records.drafts.add(owner)
		}
	})
	return nil
}

// bornAgain takes in another birth of a record. The one counts that comes before the other, whatever the row has become
// since; what was put in order stays.
func bornAgain(ctx context.Context, r *Record, birth *crm.Birth) {
	here := r.record.Birth()
	if !birth.Before(&here) {
		return
	}
	old, rec := r.record, *r.record
	rec.BeginAs(birth)
	r.record = &rec
	if rec.Row == old.Row {
		return
	}
	r.journal.Amended(crm.Updated, old, r.record, birth.Owner, r.now())
	r.recheckLinks(ctx)
	r.records.config.Rooms.RowChanged(r.id, &rec.Row)
}
