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
		Beyond: fair.QueueConfig{Places: half, PerUser: 1}, Rest: 1,
		Waited: func(took time.Duration) { metrics.Waited("turns", took) }})}
}

// Over is part of live.Work.
func (t *turns) Over(user *crm.User) bool { return t.budget.Over(fair.PayerOf(user)) > 0 }

// Begin is part of live.Work.
func (t *turns) Begin(ctx context.Context, user *crm.User) (end func(cost time.Duration), err error) {
	place, err := t.lanes.Resume(ctx, fair.PayerOf(user))
	if errors.Is(err, context.DeadlineExceeded) {
		return nil, &crm.Error{Code: crm.CodeRateLimited,
			Message: "you have used more than your share of the server's time, and others were served first",
			Err:     &fair.Refused{Beyond: true, After: t.budget.Over(fair.PayerOf(user))}}
	}
	if err != nil {
		return nil, err
	}
	begun := time.Now()
	return func(cost time.Duration) { place.LeaveAfter(cost, time.Since(begun)) }, nil
}

// Charge is part of live.Work.
func (t *turns) Charge(user *crm.User, cost time.Duration) { t.budget.Charge(fair.PayerOf(user), cost) }
