package live

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/live/projection"
	"roomkey/sync/live/replica"
)

// considerDraft looks whether a draft of user's has become a record: its content names a type, passes the schema,
// lacks nothing and refers to what is there. Until then only its author sees it. sent: the user has just sent some of
// it.
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
		if sent { // it waits until what it refers to is there, which may have come since
			d.r.commits.Wait(func(error) { d.r.post(retryDraft(user.ID)) })
		}
		return
	}
	d.r.promote(
		ctx,
		t,
		user,
		crm.Row{Owner: user.ID, Team: FirstTeam(user), Broker: user.Broker, Visibility: crm.VisibilityTeam},
	)
}

// promote makes a record of the shared document, in the same write as the change that completed it.
func (r *Record) promote(ctx context.Context, t *crm.RecordType, user *crm.User, row crm.Row) {
	r.shared.Promote()
	now := r.now()
	r.record = projection.New(r.id, t, row, r.shared.view(), now)
	r.journal.Made(r.record, user.ID, now)
	r.furnish(ctx, t)
	r.recheck(ctx)
	r.records.claimPrivate(r)
	r.callPrivate(ensurePrivate)
	r.commits.Wait(func(err error) {
		if err == nil {
			r.records.drafts.add(user.ID)
		}
	})
}

// furnish adds what the server gives to a new record: its containers, and an escrow's number. It is all part of its
// creation: no other event tells of it.
func (r *Record) furnish(ctx context.Context, t *crm.RecordType) {
	mark := r.journal.Mark()
	r.shared.repair(ctx)
	if err := r.number(ctx, t); err != nil {
		r.records.config.Log.Error("an escrow has no number yet", "doc", r.id, "error", err)
	}
	r.journal.Quiet(mark)
}

// number gives an escrow its number.
func (r *Record) number(ctx context.Context, t *crm.RecordType) error {
	if t.Name != "escrow" || r.record.Fields["escrowNumber"] != nil {
		return nil
	}
	number, err := r.records.config.Storage.ReserveEscrowNumber(ctx, r.record.Broker, r.now().Year())
	if err != nil {
		return err
	}
	_, err = r.shared.write(ctx, nil, crdt.Draft{Patch: json.RawMessage(`{"escrowNumber":` + strconv.Quote(number) + `}`)})
	return err
}

// retryDraft looks whether a draft lacks nothing any more.
func retryDraft(author crm.ID) turn {
	return func(ctx context.Context, r *Record) bool {
		d := r.shared
		if r.record != nil || d == nil || d.Standing != replica.Draft || d.Author != author {
			return false
		}
		user, err := r.records.config.Storage.UserByID(ctx, author)
		if err == nil && d.mayWrite(user) {
			d.considerDraft(ctx, user, false)
		}
		return false
	}
}

// retryTimeout bounds the look at one draft.
const retryTimeout = 10 * time.Second

// retryDrafts looks at all of a user's drafts, whose number is bounded.
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
		case <-time.After(retryTimeout): // it is busy, and will look by itself
		}
	}
}

// FirstTeam is the team that a user's new records belong to; zero where they are in none.
func FirstTeam(user *crm.User) crm.ID {
	if len(user.Teams) == 0 {
		return crm.ID{}
	}
	return user.Teams[0]
}
