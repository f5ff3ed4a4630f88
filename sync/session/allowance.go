package session

import (
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"
)

// allowance is a limiter of bytes that many goroutines spend from. A nil allowance has no limit.
type allowance struct {
	unread atomic.Int64  // bytes of answers that wait to be written, to all sockets that share the allowance
	all    *atomic.Int64 // … of the server

	mu      sync.Mutex // guards what follows
	limiter *rate.Limiter
}

// newAllowance returns nil where newLimiter does.
func newAllowance(perSecond float64, burst int) *allowance {
	if limiter := newLimiter(perSecond, burst); limiter != nil {
		return &allowance{limiter: limiter, all: new(atomic.Int64)}
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

// Answers that wait to be written, in bytes. The peers' own messages asked for them, so they don't count as being too
// slow: a session stops reading instead (answerPause). Only a user who asks for much on many documents at once and
// reads nothing gets here.
const (
	maxUserUnread = 32 << 20 // to all sockets of a user
	// Where more waits in the whole server, a user may leave little unread.
	maxUnread      = 128 << 20
	littleUnread   = 2 << 20
	maxAloneUnread = 32 << 20 // to a socket whose user has no allowance
)

// hold counts bytes that wait to be written, or no longer do, and reports whether they are too many.
func (a *allowance) hold(bytes int) (tooMany bool) {
	if a == nil {
		return false
	}
	unread, all := a.unread.Add(int64(bytes)), a.all.Add(int64(bytes))
	return unread > maxUserUnread || all > maxUnread && unread > littleUnread
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
