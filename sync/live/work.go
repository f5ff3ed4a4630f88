package live

import (
	"context"
	"time"

	"roomkey/crm"
)

// Work shares the server's time and memory between users. Whoever is beyond the budget, or brings much at once, waits
// for a place before the turn of a record begins: so nobody else who uses the record waits with them. Any goroutine may
// call its methods.
type Work interface {
	// Over reports whether a user is beyond the budget.
	Over(user *crm.User) bool
	// Begin waits until a user may have a place, which must be left. A user has few of them at a time. Errors: that of
	// ctx, or a crm.Error with code rate_limited where its deadline has passed.
	Begin(ctx context.Context, user *crm.User) (Place, error)
	// Charge tells what a turn has cost a user, besides what the engine charges for.
	Charge(user *crm.User, cost time.Duration)
}

// Place is a user's right to work. One goroutine at a time may call its methods.
type Place interface {
	// Return lets others work first, and then goes on before the user's other works. Errors: those of Begin; the place
	// is left then.
	Return(ctx context.Context) error
	Leave()
}

// costOfOp is about what it takes to read, check and apply one operation of a change, besides the engine's part.
const costOfOp = 2 * time.Microsecond

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
