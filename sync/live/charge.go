package live

import (
	"context"
	"time"

	"roomkey/crm"
)

// Begin waits until a user may edit, and returns what must be called when the turn is over. Errors: as those of Work.
func (g *Registry) Begin(ctx context.Context, user *crm.User) (end func(), err error) {
	work := g.config.Work
	if work == nil || user == nil || !work.Over(user) {
		return func() {}, nil
	}
	place, err := work.Begin(ctx, user)
	if err != nil {
		return nil, err
	}
	return place.Leave, nil
}

// payForWaking charges a user for having the record, or a half of it, read into memory. Otherwise the next one who uses
// the record would pay.
func payForWaking(r *Record, user *crm.User) {
	if work := r.records.config.Work; work != nil && user != nil && r.woken > 0 {
		work.Charge(user, time.Duration(r.woken)*costOfOp)
	}
	r.woken = 0
}

// enterOpen is enter unless no new work may begin.
func (g *Registry) enterOpen() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return false
	}
	g.busy++
	return true
}
