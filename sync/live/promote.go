package live

import (
	"context"
	"maps"
	"slices"
	"time"

	"roomkey/crm"
	"roomkey/sync/live/projection"
	"roomkey/sync/live/replica"
)

// considerDraft checks whether a draft of the user is complete, and if so makes it a record. A complete draft names a
// type, satisfies the schema, has all required fields and refers only to what exists. Until then only its author sees
// it. sent says that the user has just sent changes of it.
func (d *document) considerDraft(ctx context.Context, user *crm.User, sent bool) {
	if record := d.PrivateOf(); !record.IsZero() {
		d.r.moveWhenSaved(ctx, record)
		return
	}
	t := d.typeOf()
	half := d.view()
	if t == nil || half.Check(t) != nil {
		return
	}
	check := references{d.r, t, false, user, nil}
	if err := check.all(ctx, slices.Collect(maps.Keys(d.Fields())), d.Field, nil); err != nil {
		if sent { // its targets may have come meanwhile, so look once more after the commit
			d.r.commits.Wait(func(error) { d.r.post(retryDraft(user.ID)) })
		}
		return
	}
	d.r.promoteToRecord(
		ctx,
		t,
		user,
		crm.Row{Owner: user.ID, Team: FirstTeam(user), Broker: user.Broker, Visibility: crm.VisibilityTeam},
	)
}

// promoteToRecord makes the shared document a record. The write that stores its last change also stores the record.
func (r *Record) promoteToRecord(ctx context.Context, t *crm.RecordType, user *crm.User, row crm.Row) {
	r.shared.Promote()
	now := r.now()
	r.record = projection.New(r.id, t, row, r.shared.view(), now)
	r.record = flaggedByRules(r.record, false, slices.Collect(maps.Keys(r.shared.Fields())))
	r.journal.Made(r.record, user.ID, now)
	r.furnish(ctx)
	r.recheckLinks(ctx)
	r.records.claimPrivate(r)
	r.callPrivate(ensurePrivateTurn)
	r.commits.Wait(func(err error) {
		if err == nil {
			r.records.drafts.add(user.ID)
		}
	})
}

// furnish adds what the server gives to a new record: its containers, and the number of an escrow. These changes are
// part of the creation, so no other event announces them.
func (r *Record) furnish(ctx context.Context) {
	mark := r.journal.Mark()
	r.shared.repair(ctx)
	if err := number(ctx, r); err != nil {
		r.records.config.Log.Error("an escrow has no number yet", "doc", r.id, "error", err)
	}
	r.journal.Quiet(mark)
}

// retryDraft returns a turn that checks again whether a draft of the author is complete.
func retryDraft(author crm.ID) turn {
	return func(ctx context.Context, r *Record) bool {
		d := r.shared
		if r.record != nil || d == nil || d.Standing != replica.Draft || d.Author != author {
			return false
		}
		user, err := r.records.config.Storage.UserByID(ctx, author)
		if err == nil && d.mayWrite(user) {
			d.considerDraft(ctx, user, false)
			d.observeResponse(nil, author)
		}
		return false
	}
}

// retryTimeout bounds the check of one draft.
const retryTimeout = 10 * time.Second

// retryDrafts checks all drafts of a user. The storage limits their number.
func (g *Registry) retryDrafts(user crm.ID) {
	ctx, cancel := context.WithTimeout(context.Background(), retryTimeout)
	drafts, err := g.config.Storage.DraftIDs(ctx, user)
	cancel()
	if err != nil {
		g.config.Log.Error("drafts can't be listed", "user", user, "error", err)
		return
	}
	retry := retryDraft(user)
	for _, id := range drafts {
		done := make(chan struct{})
		if !g.with(id, 0, func(ctx context.Context, r *Record) bool { defer close(done); return retry(ctx, r) }) {
			return
		}
		select {
		case <-done:
		case <-time.After(retryTimeout): // the record is busy; its turn is queued and will run
		}
	}
}

// FirstTeam returns the team that a user's new records belong to. It is zero if the user is in no team.
func FirstTeam(user *crm.User) crm.ID {
	if len(user.Teams) == 0 {
		return crm.ID{}
	}
	return user.Teams[0]
}
