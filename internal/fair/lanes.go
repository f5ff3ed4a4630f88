package fair

import (
	"context"
	"sync"
	"time"
)

// LanesConfig says how works pass.
type LanesConfig struct {
	Within QueueConfig // of those who are within their budget
	Beyond QueueConfig // of all others
	// Rest is for how many times the cost of a work beyond the budget the next one in that lane waits, as long as
	// others are served who are within theirs. It is a second at most.
	Rest int
	// Waited is told how long a work has waited for its place, and Refused that one was refused. Either may be nil.
	// They must not block.
	Waited  func(time.Duration)
	Refused func()
}

const maxRest = time.Second

// Lanes let works pass: in one lane those of users within their budget, in the other the rest. All methods are safe for
// concurrent use. Nil Lanes let everything pass at once.
type Lanes struct {
	budget         *Budget
	now            func() time.Time
	config         LanesConfig
	within, beyond *Queue

	mu    sync.Mutex // guards rests
	rests time.Time  // until when works beyond the budget rest
}

// NewLanes makes lanes. now is for telling how long works wait.
func NewLanes(budget *Budget, now func() time.Time, config LanesConfig) *Lanes {
	return &Lanes{budget: budget, now: now, config: config, within: NewQueue(config.Within),
		beyond: NewQueue(config.Beyond)}
}

// Refused says that a user has more works waiting than may wait.
type Refused struct {
	Beyond bool          // the user is beyond the budget
	Most   int           // works that may wait
	After  time.Duration // when there will be budget again; 0: unknown
}

func (r *Refused) Error() string { return ErrFull.Error() }

// Unwrap gives [ErrFull].
func (r *Refused) Unwrap() error { return ErrFull }

// Place is the right to work, until it is left.
type Place struct {
	lanes *Lanes
	queue *Queue // nil: none had to be entered
	payer Payer
}

// Enter waits for a place. Errors: a *Refused; ctx's error.
func (l *Lanes) Enter(ctx context.Context, p Payer) (Place, error) {
	return l.enter(ctx, p, newcomer, nil)
}

// Resume is Enter for the next part of a work that has begun. It is never refused.
func (l *Lanes) Resume(ctx context.Context, p Payer) (Place, error) {
	return l.enter(ctx, p, begun, nil)
}

// Return is LeaveAfter and Resume for a work that goes on before the others of its user that wait: what it has at hand
// would have to be fetched again after them. The place is left also where there is an error.
func (p Place) Return(ctx context.Context, cost, took time.Duration) (Place, error) {
	return p.lanes.enter(ctx, p.payer, returning, func() { p.LeaveAfter(cost, took) })
}

// enter waits for a place, and calls lined as soon as the work is in line; nil is not called.
func (l *Lanes) enter(ctx context.Context, p Payer, as arrival, lined func()) (Place, error) {
	if l == nil || p.server() {
		return Place{}, ctx.Err()
	}
	over := l.budget.Over(p)
	place := Place{lanes: l, queue: l.within, payer: p}
	if over > 0 {
		place.queue = l.beyond
	} else if l.budget != nil {
		l.budget.within.Store(l.now().UnixNano())
	}
	t, err := place.queue.enter(p, as)
	if lined != nil {
		lined()
	}
	if err != nil {
		if l.config.Refused != nil {
			l.config.Refused()
		}
		return Place{}, &Refused{Beyond: over > 0, Most: place.queue.config.Waiting, After: over}
	}
	if t == nil && over == 0 {
		return place, nil
	}
	if err := l.wait(ctx, place, t); err != nil {
		return Place{}, err
	}
	return place, nil
}

// wait waits for a place, and in it until the lane has rested. t is nil where the place is there.
func (l *Lanes) wait(ctx context.Context, place Place, t *ticket) error {
	began := l.now()
	if t != nil {
		if err := place.queue.wait(ctx, place.payer, t); err != nil {
			return err
		}
	}
	if place.queue == l.beyond {
		if err := l.rest(ctx); err != nil {
			place.queue.Leave(place.payer, 0)
			return err
		}
	}
	if waited := l.now().Sub(began); waited > 0 && l.config.Waited != nil {
		l.config.Waited(waited)
	}
	return nil
}

// Waiting is how many works wait for a place, in both lanes.
func (l *Lanes) Waiting() int { return l.within.Waiting() + l.beyond.Waiting() }

// rest waits while the lane rests and somebody else is served.
func (l *Lanes) rest(ctx context.Context) error {
	l.mu.Lock()
	left := l.rests.Sub(l.now())
	l.mu.Unlock()
	if left <= 0 || !l.budget.busy() {
		return ctx.Err()
	}
	timer := time.NewTimer(left)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Beyond reports whether the place is in the lane of those beyond their budget.
func (p Place) Beyond() bool { return p.queue != nil && p.queue == p.lanes.beyond }

// Leave gives the place back and charges the payer with what the work has cost.
func (p Place) Leave(cost time.Duration) { p.LeaveAfter(cost, cost) }

// LeaveAfter is Leave for work that took longer than it cost, because others are charged for parts of it. The lane
// rests, and the payer waits, for what it took.
func (p Place) LeaveAfter(cost, took time.Duration) {
	if p.queue == nil {
		return
	}
	l := p.lanes
	l.budget.Charge(p.payer, cost)
	if p.queue == l.beyond {
		l.mu.Lock()
		l.rests = l.now().Add(min(time.Duration(l.config.Rest)*took, maxRest))
		l.mu.Unlock()
	}
	p.queue.Leave(p.payer, took)
}
