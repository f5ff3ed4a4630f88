package live

import (
	"context"
	"time"

	"roomkey/crm"
)

// Work shares the server's time between users. A user beyond their budget waits before the turn of a record begins: so
// nobody else who uses the record waits with them. Any goroutine may call its methods.
type Work interface {
	// Over reports whether a user is beyond the budget.
	Over(user *crm.User) bool
	// Begin waits until a user may work. end must be called then; its cost is what the engine does not charge for.
	// Errors: that of ctx, or a crm.Error with code rate_limited where its deadline has passed.
	Begin(ctx context.Context, user *crm.User) (end func(cost time.Duration), err error)
	// Charge is end for a user within the budget, who did not have to wait.
	Charge(user *crm.User, cost time.Duration)
}

// costOfOp is about what it takes to read, check and apply one operation of a change, besides the engine's part.
const costOfOp = 2 * time.Microsecond

// Begin waits until a user may edit, and returns what must be called when the turn is over. Errors: as those of Work.
func (g *Registry) Begin(ctx context.Context, user *crm.User) (end func(), err error) {
	work := g.config.Work
	if work == nil || user == nil || !work.Over(user) {
		return func() {}, nil
	}
	leave, err := work.Begin(ctx, user)
	if err != nil {
		return nil, err
	}
	return func() { leave(0) }, nil
}

// receiveSoon gives the record a turn that receives the link's messages: at once, or when the link's user may work. The
// link's state is turnQueued. Nothing happens if no new work may begin.
func (l *Link) receiveSoon() {
	g := l.records
	work, user := g.config.Work, &l.principal.User
	if work == nil || !work.Over(user) {
		if !g.with(l.doc, 0, l.receiver) {
			l.abandon()
		}
		return
	}
	ctx, cancel := context.WithCancel(g.open)
	if !l.await(cancel) || !g.enterOpen() {
		cancel()
		l.abandon()
		return
	}
	go func() {
		defer g.leave()
		defer cancel()
		end, err := work.Begin(ctx, user)
		if err != nil { // the link or the server has closed
			l.abandon()
			return
		}
		l.mu.Lock()
		l.state, l.end, l.worked = turnQueued, end, 0
		l.until = g.config.Now().Add(maxWork)
		l.mu.Unlock()
		if !g.with(l.doc, 0, l.receiver) {
			l.endWork(0)
			l.abandon()
		}
	}()
}

// await notes that the link's user waits, which cancel ends. It returns false if the link has closed: whoever is beyond
// the budget and leaves sends the messages again one day. Kept ones would add up with each connection.
func (l *Link) await(cancel context.CancelFunc) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.gone {
		return false
	}
	l.state, l.stopWaiting = turnAwaited, cancel
	return true
}

// maxWork is for how long a user who has waited goes on with one document while its messages wait: a heavy document
// would be read again for every slice otherwise. Others use the record in between.
const maxWork = 500 * time.Millisecond

// keepsWorking reports whether the link goes on with its next messages before others who wait for their turn. cost is
// that of the slice that was received.
func (l *Link) keepsWorking(cost time.Duration) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.end == nil || !l.records.config.Now().Before(l.until) {
		return false
	}
	l.worked += cost
	return true
}

// endWork says that the turn is over for which the link's user has waited, and what it has cost.
func (l *Link) endWork(cost time.Duration) {
	l.mu.Lock()
	end := l.end
	cost += l.worked
	l.end, l.worked = nil, 0
	l.mu.Unlock()
	switch work := l.records.config.Work; {
	case end != nil:
		end(cost)
	case work != nil && cost > 0:
		work.Charge(&l.principal.User, cost)
	}
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
