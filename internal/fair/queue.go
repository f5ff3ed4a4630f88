package fair

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"roomkey/crm"
)

// QueueConfig bounds a Queue. 0 means: no bound.
type QueueConfig struct {
	Places  int // works at once
	PerUser int // … of one user
	Waiting int // works of one user that wait for a place
}

// ErrFull refuses work: as many works of its user wait as may.
var ErrFull = errors.New("fair: the user's queue is full")

// Queue gives out places. If more works come than there are places, the next place goes to the brokerage that has used
// the queue least, and in it to the user who has. Works of one user keep their order, but for one that goes on. All
// methods are safe for concurrent use.
type Queue struct {
	config QueueConfig

	mu      sync.Mutex // guards what follows
	taken   int
	waiting int
	arrived uint64               // works until now
	lined   map[*member]struct{} // the users of whom works wait
	users   map[Payer]*member
	brokers map[crm.ID]*broker
	reached time.Duration // what the brokerages had used that were given places: the most of them
}

// broker is a brokerage in the queue. used is what its users have used. It only compares: whoever comes back is put
// level with those who are there, so that nobody saves up.
type broker struct {
	used    time.Duration
	active  int           // works that run or wait
	reached time.Duration // as of the Queue, of its users
}

// member is a user in the queue.
type member struct {
	of      *broker
	used    time.Duration
	taken   int
	waiting []*ticket
}

type ticket struct {
	ready  chan struct{} // closed when the ticket has its place
	number uint64        // in the order of arrival
}

// NewQueue makes a queue whose places are all free.
func NewQueue(config QueueConfig) *Queue {
	return &Queue{config: config, lined: make(map[*member]struct{}), users: make(map[Payer]*member),
		brokers: make(map[crm.ID]*broker)}
}

// Enter takes a place, or waits for one. Leave must follow if there is no error. Errors: ErrFull; ctx's error.
func (q *Queue) Enter(ctx context.Context, p Payer) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	t, err := q.enter(p, newcomer)
	if t == nil || err != nil {
		return err
	}
	return q.wait(ctx, p, t)
}

func (q *Queue) wait(ctx context.Context, p Payer, t *ticket) error {
	select {
	case <-t.ready:
		return nil
	case <-ctx.Done():
		q.withdraw(p, t)
		return ctx.Err()
	}
}

// arrival says how a work comes to a queue.
type arrival uint8

const (
	newcomer  arrival = iota
	begun             // it is the next part of a work, which is not refused
	returning         // begun, has its last place still, and goes before its user's other works
)

// enter takes a place at once, where one is free, or gives the ticket to wait with.
func (q *Queue) enter(p Payer, as arrival) (*ticket, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	m := q.memberLocked(p)
	if (len(m.waiting) == 0 || as == returning) && q.mayLocked(m) {
		q.takeLocked(m)
		m.of.active++
		return nil, nil
	}
	if as == newcomer && q.config.Waiting > 0 && len(m.waiting) >= q.config.Waiting {
		return nil, ErrFull
	}
	q.arrived++
	t := &ticket{ready: make(chan struct{}), number: q.arrived}
	if as == returning {
		m.waiting = slices.Insert(m.waiting, 0, t)
	} else {
		m.waiting = append(m.waiting, t)
	}
	m.of.active++
	q.lined[m] = struct{}{}
	q.waiting++
	return t, nil
}

// Leave gives a place back. cost is what its work has used.
func (q *Queue) Leave(p Payer, cost time.Duration) {
	q.mu.Lock()
	defer q.mu.Unlock()
	m := q.users[p]
	m.used += cost
	m.of.used += cost
	q.freeLocked(m)
}

// Waiting is how many works wait.
func (q *Queue) Waiting() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.waiting
}

// withdraw gives up a ticket, or its place if that came at the same moment.
func (q *Queue) withdraw(p Payer, t *ticket) {
	q.mu.Lock()
	defer q.mu.Unlock()
	m := q.users[p]
	if i := slices.Index(m.waiting, t); i >= 0 {
		m.of.active--
		q.unlineLocked(m, i)
		return
	}
	q.freeLocked(m)
}

// mayLocked reports whether one more work of the user may begin. No place is free while somebody waits who may have it.
func (q *Queue) mayLocked(m *member) bool {
	return (q.config.Places == 0 || q.taken < q.config.Places) &&
		(q.config.PerUser == 0 || m.taken < q.config.PerUser)
}

func (q *Queue) takeLocked(m *member) {
	q.taken++
	m.taken++
	q.reached = max(q.reached, m.of.used)
	m.of.reached = max(m.of.reached, m.used)
}

func (q *Queue) freeLocked(m *member) {
	q.taken--
	m.taken--
	m.of.active--
	for q.admitLocked() {
	}
}

// admitLocked gives a place to whoever waits and has used least. It returns false if there is nobody or no place.
func (q *Queue) admitLocked() bool {
	if q.waiting == 0 {
		return false
	}
	var next *member
	for m := range q.lined {
		if q.mayLocked(m) && (next == nil || m.before(next)) {
			next = m
		}
	}
	if next == nil {
		return false
	}
	q.takeLocked(next)
	close(next.waiting[0].ready)
	q.unlineLocked(next, 0)
	return true
}

// unlineLocked takes a ticket out of its user's queue.
func (q *Queue) unlineLocked(m *member, i int) {
	m.waiting = slices.Delete(m.waiting, i, i+1)
	if q.waiting--; len(m.waiting) == 0 {
		delete(q.lined, m)
	}
}

// before reports whether m's work goes before other's. Both wait.
func (m *member) before(other *member) bool {
	switch {
	case m.of != other.of && m.of.used != other.of.used:
		return m.of.used < other.of.used
	case m.of == other.of && m.used != other.used:
		return m.used < other.used
	}
	return m.waiting[0].number < other.waiting[0].number
}
