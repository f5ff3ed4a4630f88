package command

import (
	"context"
	"errors"
	"runtime"
	"time"

	"roomkey/crm"
	"roomkey/internal/fair"
	"roomkey/sync/live"
	"roomkey/web"
)

// turns let users beyond their budget edit records in turn.
type turns struct {
	budget *fair.Budget
	lanes  *fair.Lanes
}

var _ live.Work = (*turns)(nil)

func newTurns(budget *fair.Budget, metrics *web.Metrics) *turns {
	half := max(runtime.GOMAXPROCS(0)/2, 1) // of the processors; the others are left to everybody else
	return &turns{budget, fair.NewLanes(budget, time.Now, fair.LanesConfig{
		Within: fair.QueueConfig{Places: half, PerUser: 1}, Beyond: fair.QueueConfig{Places: half, PerUser: 1}, Rest: 1,
		Waited: func(took time.Duration) { metrics.Waited("turns", took) }})}
}

// Over is part of live.Work.
func (t *turns) Over(user *crm.User) bool { return t.budget.Over(fair.PayerOf(user)) > 0 }

// Begin is part of live.Work.
func (t *turns) Begin(ctx context.Context, user *crm.User) (live.Place, error) {
	place, err := t.lanes.Resume(ctx, fair.PayerOf(user))
	if err != nil {
		return nil, t.late(user, err)
	}
	return &turn{t, user, place, time.Now()}, nil
}

// late is the error for whose deadline has passed.
func (t *turns) late(user *crm.User, err error) error {
	if !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return &crm.Error{Code: crm.CodeRateLimited,
		Message: "you have used more than your share of the server's time, and others were served first",
		Err:     &fair.Refused{Beyond: true, After: t.budget.Over(fair.PayerOf(user))}}
}

// Charge is part of live.Work.
func (t *turns) Charge(user *crm.User, cost time.Duration) { t.budget.Charge(fair.PayerOf(user), cost) }

// turn is a user's place. What its work costs is charged meanwhile, and not by it.
type turn struct {
	turns *turns
	user  *crm.User
	place fair.Place
	begun time.Time
}

// Return is part of live.Place.
func (t *turn) Return(ctx context.Context) (err error) {
	if t.place, err = t.place.Return(ctx, 0, time.Since(t.begun)); err != nil {
		return t.turns.late(t.user, err)
	}
	t.begun = time.Now()
	return nil
}

// Leave is part of live.Place.
func (t *turn) Leave() { t.place.LeaveAfter(0, time.Since(t.begun)) }
