package session

import "time"

// bucket is a token bucket. Its level may fall below zero: what is taken was already spent, and the debt is waited for.
// The zero rate means no limit. Not safe for concurrent use.
type bucket struct {
	rate  float64 // tokens a second; 0: unlimited
	burst float64
	level float64
	last  time.Time
}

func newBucket(rate, burst float64, now time.Time) bucket {
	if rate <= 0 {
		return bucket{}
	}
	burst = max(burst, 1)
	return bucket{rate: rate, burst: burst, level: burst, last: now}
}

// take removes n tokens, whether they are there or not.
func (b *bucket) take(n float64, now time.Time) {
	b.fill(now)
	b.level -= n
}

// allow removes n tokens if they are there.
func (b *bucket) allow(n float64, now time.Time) bool {
	if b.rate == 0 {
		return true
	}
	if b.fill(now); b.level < n {
		return false
	}
	b.level -= n
	return true
}

// debt is how long it takes until the level is at least n.
func (b *bucket) debt(n float64, now time.Time) time.Duration {
	if b.rate == 0 {
		return 0
	}
	if b.fill(now); b.level >= n {
		return 0
	}
	return time.Duration((n-b.level)/b.rate*float64(time.Second)) + 1
}

func (b *bucket) fill(now time.Time) {
	if passed := now.Sub(b.last); passed > 0 {
		b.level = min(b.burst, b.level+b.rate*passed.Seconds())
		b.last = now
	}
}
