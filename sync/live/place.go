package live

import (
	"context"
	"time"
)

// How long a link keeps its place while it has messages: a heavy document would be read again for every slice
// otherwise, and other records of the same user would be in memory besides. Others use the record in between.
const (
	keptWithin = 100 * time.Millisecond // by a user within the budget
	keptBeyond = 500 * time.Millisecond // by a user beyond it: nobody else waits for that
)

// receiveSoon gives the record a turn that receives the link's messages: at once, or when the link's user has a place.
// much says that they are more than may be received without one. The link's state is turnQueued. Nothing happens if no
// new work may begin.
func (l *Link) receiveSoon(much bool) {
	g := l.records
	work, user := g.config.Work, &l.principal.User
	over := work != nil && work.Over(user)
	if work == nil || !over && !much {
		l.leavePlace()
		l.receiveNow()
		return
	}
	ctx, cancel := context.WithCancel(g.open)
	if !l.await(over, cancel) || !g.enterOpen() {
		cancel()
		l.leavePlace()
		l.abandon()
		return
	}
	go func() {
		defer g.leave()
		defer cancel()
		if err := l.enter(ctx, cancel); err != nil { // the link or the server has closed
			l.abandon()
			return
		}
		l.receiveNow()
	}()
}

// receiveNow gives the record a turn that receives the link's messages.
func (l *Link) receiveNow() {
	if !l.records.with(l.doc, 0, l.receiver) {
		l.leavePlace()
		l.abandon()
	}
}

// await notes that the link's user waits, which cancel ends. It returns false if the link has closed and its user is
// beyond the budget: whoever leaves then sends the messages again one day. Kept ones would add up with each connection.
func (l *Link) await(over bool, cancel context.CancelFunc) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.gone && over {
		return false
	}
	l.state, l.over, l.stopWaiting = turnAwaited, over, cancel
	return true
}

// enter waits for a place, or for the next turn in the one that the link has. If its user has gone beyond the budget
// while others of their links worked, it waits with those who are. cancel ends the wait.
func (l *Link) enter(ctx context.Context, cancel context.CancelFunc) error {
	work, user := l.records.config.Work, &l.principal.User
	if err := l.nextPlace(ctx); err != nil {
		return err
	}
	if !l.over && work.Over(user) {
		if !l.await(true, cancel) {
			l.leavePlace()
			return context.Canceled
		}
		if err := l.nextPlace(ctx); err != nil {
			return err
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	kept := keptWithin
	if l.over {
		kept = keptBeyond
	}
	l.state, l.until = turnQueued, l.records.config.Now().Add(kept)
	return nil
}

// nextPlace waits for a place of the link's user, after leaving the one that the link has.
func (l *Link) nextPlace(ctx context.Context) (err error) {
	if l.place != nil {
		err = l.place.Return(ctx)
	} else {
		l.place, err = l.records.config.Work.Begin(ctx, &l.principal.User)
	}
	if err != nil {
		l.place = nil
	}
	return err
}

// mayGoOn reports whether the link's next turn may be queued as it is: in the place that it has, or without one. much
// is as in receiveSoon.
func (l *Link) mayGoOn(much bool) bool {
	work := l.records.config.Work
	switch {
	case work == nil:
		return true
	case l.place != nil && l.over:
		return l.records.config.Now().Before(l.until) && !l.left()
	case l.place != nil:
		return l.records.config.Now().Before(l.until) && !work.Over(&l.principal.User)
	}
	return !much && !work.Over(&l.principal.User)
}

// charge has the link's user pay for a turn.
func (l *Link) charge(cost time.Duration) {
	if work := l.records.config.Work; work != nil && cost > 0 {
		work.Charge(&l.principal.User, cost)
	}
}

// slice is for what the link's next turn looks at.
func (l *Link) slice() *slice {
	if l.place == nil && l.records.config.Work != nil {
		return &slice{most: boundsFree}
	}
	return &slice{most: boundsPlaced, placed: true}
}
