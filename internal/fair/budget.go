package fair

import (
	"sync"
	"sync/atomic"
	"time"

	"roomkey/crm"
)

const (
	// brokerShare is how many times the budget of one user a brokerage has.
	brokerShare = 4
	// saved is how much budget a user may save up: that of 4 s. A device that starts, and loads everything, needs it.
	saved = 4
	// maxAccounts bounds a budget's memory: beyond it the accounts go that were not touched for longest.
	maxAccounts = 20_000
)

// Budget counts the working time that users and brokerages have used lately. All methods are safe for concurrent use. A
// nil Budget has no bound.
type Budget struct {
	perSecond time.Duration
	now       func() time.Time
	within    atomic.Int64 // when somebody within the budget last began to work; nanoseconds of Unix time

	mu     sync.Mutex // guards what follows
	recent map[crm.ID]*account
	older  map[crm.ID]*account // those that were not touched since recent was begun
}

// account is what somebody has used and not yet paid off.
type account struct {
	used time.Duration // as of at
	at   time.Time
}

// NewBudget makes a budget of perSecond working time for each second and user, and four times as much for a brokerage.
// The result is nil, which has no bound, if perSecond is not positive.
func NewBudget(perSecond time.Duration, now func() time.Time) *Budget {
	if perSecond <= 0 {
		return nil
	}
	return &Budget{perSecond: perSecond, now: now, recent: make(map[crm.ID]*account)}
}

// Charge adds the cost of work to the payer's account and to that of the brokerage.
func (b *Budget) Charge(p Payer, cost time.Duration) {
	if b == nil || p.server() || cost <= 0 {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.account(p.User, b.perSecond).add(cost, b.perSecond)
	b.account(p.Broker, brokerShare*b.perSecond).add(cost, brokerShare*b.perSecond)
}

// Over gives the time after which the payer is within the budget again; 0 if it is.
func (b *Budget) Over(p Payer) time.Duration {
	if b == nil || p.server() {
		return 0
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return max(b.account(p.User, b.perSecond).over(b.perSecond),
		b.account(p.Broker, brokerShare*b.perSecond).over(brokerShare*b.perSecond))
}

// busyFor is how long the server counts as busy after somebody within the budget has begun to work.
const busyFor = time.Second

// busy reports whether others than those beyond the budget have asked for something lately.
func (b *Budget) busy() bool {
	return b != nil && b.now().UnixNano()-b.within.Load() < int64(busyFor)
}

// account finds or makes an account, and pays off what the time since the last call has paid.
func (b *Budget) account(id crm.ID, perSecond time.Duration) *account {
	now := b.now()
	a := b.recent[id]
	if a == nil {
		if len(b.recent) >= maxAccounts/2 {
			b.older, b.recent = b.recent, make(map[crm.ID]*account)
		}
		if a = b.older[id]; a == nil {
			a = &account{at: now}
		}
		delete(b.older, id)
		b.recent[id] = a
	}
	if since := now.Sub(a.at); since > 0 {
		a.used -= time.Duration(since.Seconds() * float64(perSecond))
		a.used, a.at = max(a.used, 0), now
	}
	return a
}

// add charges a cost. What is used beyond twice the saved budget is forgiven, so that nobody waits for minutes.
func (a *account) add(cost, perSecond time.Duration) { a.used = min(a.used+cost, 2*saved*perSecond) }

func (a *account) over(perSecond time.Duration) time.Duration {
	beyond := a.used - saved*perSecond
	if beyond <= 0 {
		return 0
	}
	return time.Duration(float64(beyond) / float64(perSecond) * float64(time.Second))
}
