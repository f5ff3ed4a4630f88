package session

import (
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"
)

// excessTimeout is how long a peer may be over its budget before its socket is closed (3013).
const excessTimeout = 60 * time.Second

// Prices of what ends no message, in frames.
const (
	pingFrames = 10 // each ping is answered
	// A fragment of fewer bytes counts as a frame. Larger ones only cost their bytes: some libraries cut an honest
	// message of megabytes into fragments of a few hundred bytes.
	smallPartBytes = 128
)

// budget bounds what a peer sends and is answered: frames and bytes a second, each with a burst. A frame is booked
// after it was read, even beyond the budget, and so is an answer; the next frame is read when the debt is paid. Not
// safe for concurrent use, except that other goroutines may spend from its allowances.
type budget struct {
	frames, bytes *rate.Limiter // nil: no limit
	answers, user *allowance    // bytes of answers to this socket, and to all of its user's; nil: no limit
	excess        time.Time     // since when the peer is over its budget; zero: it is not
	taken         atomic.Int64  // bytes answered to this socket since then
	share         int64         // bytes: who took less is not to blame for the user's debt
}

func newBudget(l *Limits) *budget {
	return &budget{frames: newLimiter(l.FrameRate, l.FrameBurst), bytes: newLimiter(l.ByteRate, l.ByteBurst),
		answers: newAllowance(l.AnswerRate, l.AnswerBurst), share: int64(l.AnswerBurst)}
}

// newLimiter returns nil, which lifts the limit, if the rate is not positive or the burst has no bound (is negative).
func newLimiter(perSecond float64, burst int) *rate.Limiter {
	if perSecond <= 0 || burst < 0 {
		return nil
	}
	return rate.NewLimiter(rate.Limit(perSecond), max(burst, 1))
}

// spend books a frame that was read.
func (b *budget) spend(bytes int, now time.Time) {
	takeTokens(b.frames, 1, now)
	takeTokens(b.bytes, bytes, now)
}

// spendPart books a frame that was read and ends no message. The bytes of a fragment are booked with its message.
func (b *budget) spendPart(size int, ping bool, now time.Time) {
	switch {
	case ping:
		takeTokens(b.frames, pingFrames, now)
	case size < smallPartBytes:
		takeTokens(b.frames, 1, now)
	}
}

// answered books bytes of answers. Any goroutine may call it.
func (b *budget) answered(bytes int, now time.Time) {
	b.answers.spend(bytes, now)
	b.user.spend(bytes, now)
	b.taken.Add(int64(bytes))
}

// wait says how long the peer has to wait before its next frame is read; zero: not at all. Where it was over its budget
// for too long, left is not positive, and retry says when its budget will be full again.
func (b *budget) wait(now time.Time) (wait, left, retry time.Duration) {
	wait = max(untilTokens(b.frames, 1, now), untilTokens(b.bytes, 0, now), b.answers.debt(now), b.user.debt(now))
	if wait == 0 {
		b.forgive(now)
		return 0, excessTimeout, 0
	}
	if b.excess.IsZero() || now.Sub(b.excess) >= excessTimeout && !b.blamed(now) {
		b.excess = now
		b.taken.Store(0)
	}
	left = b.excess.Add(excessTimeout).Sub(now)
	if left <= 0 {
		retry = max(untilTokens(b.frames, burstOf(b.frames), now), untilTokens(b.bytes, burstOf(b.bytes), now),
			b.answers.untilFull(now), b.user.untilFull(now))
	}
	return min(wait, left), left, retry
}

// blamed reports whether a peer's own budget is in debt, or it took its share of what all sockets of its user owe.
func (b *budget) blamed(now time.Time) bool {
	own := max(untilTokens(b.frames, 1, now), untilTokens(b.bytes, 0, now), b.answers.debt(now))
	return own > 0 || b.taken.Load() >= b.share
}

// scarcest names the budget that a peer has to wait for the longest.
func (b *budget) scarcest(now time.Time) string {
	name, longest := "frames", untilTokens(b.frames, 1, now)
	compare := func(other string, wait time.Duration) {
		if wait > longest {
			name, longest = other, wait
		}
	}
	compare("bytes", untilTokens(b.bytes, 0, now))
	compare("answers", b.answers.debt(now))
	compare("user", b.user.debt(now))
	return name
}

// forgive ends a time of excess once the peer has a second's worth of budget again.
func (b *budget) forgive(now time.Time) {
	if b.excess.IsZero() {
		return
	}
	if max(untilTokens(b.frames, secondOf(b.frames), now), untilTokens(b.bytes, secondOf(b.bytes), now),
		b.answers.untilSecond(now), b.user.untilSecond(now)) == 0 {
		b.excess = time.Time{}
	}
}

// takeTokens removes n tokens, whether they are there or not. A limiter gives at most its burst at a time, so that
// its burst is n meanwhile: it was filled up to now with the burst that it has.
func takeTokens(l *rate.Limiter, n int, now time.Time) {
	if l == nil {
		return
	}
	if burst := l.Burst(); n > burst {
		l.SetBurstAt(now, n)
		defer l.SetBurstAt(now, burst)
	}
	l.ReserveN(now, n)
}

// untilTokens is how long it takes until there are at least n tokens.
func untilTokens(l *rate.Limiter, n float64, now time.Time) time.Duration {
	if l == nil {
		return 0
	}
	missing := n - l.TokensAt(now)
	if missing <= 0 {
		return 0
	}
	return time.Duration(missing/float64(l.Limit())*float64(time.Second)) + 1
}

// burstOf is the number of tokens of a limiter that was not used for long.
func burstOf(l *rate.Limiter) float64 {
	if l == nil {
		return 0
	}
	return float64(l.Burst())
}

// secondOf is the number of tokens that a limiter gives in a second, or its burst if that is less.
func secondOf(l *rate.Limiter) float64 {
	if l == nil {
		return 0
	}
	return min(float64(l.Limit()), burstOf(l))
}
