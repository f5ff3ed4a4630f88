package session

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// allowance is a limiter of bytes that many goroutines spend from. A nil allowance has no limit.
type allowance struct {
	mu      sync.Mutex // guards what follows
	limiter *rate.Limiter
}

// newAllowance returns nil where newLimiter does.
func newAllowance(perSecond float64, burst int) *allowance {
	if limiter := newLimiter(perSecond, burst); limiter != nil {
		return &allowance{limiter: limiter}
	}
	return nil
}

// spend books bytes, whether they are there or not.
func (a *allowance) spend(bytes int, now time.Time) {
	if a == nil {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	takeTokens(a.limiter, bytes, now)
}

// debt is how long it takes until nothing is owed.
func (a *allowance) debt(now time.Time) time.Duration {
	return a.until(now, func(*rate.Limiter) float64 { return 0 })
}

// untilSecond is how long it takes until there is a second's worth.
func (a *allowance) untilSecond(now time.Time) time.Duration { return a.until(now, secondOf) }

// untilFull is how long it takes until the burst is there again.
func (a *allowance) untilFull(now time.Time) time.Duration { return a.until(now, burstOf) }

func (a *allowance) until(now time.Time, tokens func(*rate.Limiter) float64) time.Duration {
	if a == nil {
		return 0
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return untilTokens(a.limiter, tokens(a.limiter), now)
}
