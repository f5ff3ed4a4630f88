package web

import (
	"net/netip"
	"sync"
	"time"

	"roomkey/crm"
)

// throttledKeys bounds a throttle's memory: beyond it the buckets go that were not touched for longest, which are the
// most likely to be full again.
const throttledKeys = 10_000

// throttle is one token bucket per key: perMinute tokens at most, refilled evenly. Safe for concurrent use. A rate of 0
// lifts it.
type throttle struct {
	perMinute float64
	now       func() time.Time

	mu     sync.Mutex // guards what follows
	recent map[string]*bucket
	older  map[string]*bucket // those that were not touched since recent was begun
}

type bucket struct {
	tokens float64
	at     time.Time
}

func newThrottle(perMinute int, now func() time.Time) *throttle {
	return &throttle{perMinute: float64(perMinute), now: now, recent: make(map[string]*bucket)}
}

// take spends a token of key, or refuses with rate_limited and the time after which there is one again.
func (t *throttle) take(key string) error {
	if t.perMinute <= 0 {
		return nil
	}
	now := t.now()
	t.mu.Lock()
	defer t.mu.Unlock()
	b := t.bucket(key, now)
	t.refill(b, now)
	if b.tokens < 1 {
		after := time.Duration((1 - b.tokens) / t.perMinute * float64(time.Minute))
		return &limited{err: crm.Errorf(crm.CodeRateLimited, "too many attempts; wait a little"), after: after}
	}
	b.tokens--
	return nil
}

func (t *throttle) refill(b *bucket, now time.Time) {
	if passed := now.Sub(b.at); passed > 0 {
		b.tokens = min(t.perMinute, b.tokens+passed.Minutes()*t.perMinute)
	}
	b.at = now
}

// bucket finds or makes the key's bucket and counts it among the recent ones.
func (t *throttle) bucket(key string, now time.Time) *bucket {
	if b := t.recent[key]; b != nil {
		return b
	}
	if len(t.recent) >= throttledKeys/2 {
		t.older, t.recent = t.recent, make(map[string]*bucket)
	}
	b := t.older[key]
	if b == nil {
		b = &bucket{tokens: t.perMinute, at: now}
	}
	delete(t.older, key)
	t.recent[key] = b
	return b
}

// addressKey is by what an address is throttled: an IPv4 address, or the /64 of an IPv6 one, since whoever has one
// address of it has them all.
func addressKey(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	if ip = ip.Unmap().WithZone(""); ip.Is4() {
		return ip.String()
	}
	prefix, err := ip.Prefix(64)
	if err != nil {
		return ip.String()
	}
	return prefix.String()
}
