package web

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"roomkey/crm"
)

// throttledKeys bounds a throttle's memory: beyond it the buckets go that were not touched for longest, which are the
// most likely to be full again.
const throttledKeys = 10_000

// throttle is one token bucket per key: perMinute tokens at most, refilled evenly. Safe for concurrent use. A rate of 0
// lifts it.
type throttle struct {
	perMinute int
	now       func() time.Time

	mu     sync.Mutex // guards what follows
	recent map[string]*rate.Limiter
	older  map[string]*rate.Limiter // those that were not touched since recent was begun
}

func newThrottle(perMinute int, now func() time.Time) *throttle {
	return &throttle{perMinute: perMinute, now: now, recent: make(map[string]*rate.Limiter)}
}

// take spends a token of key, or refuses with rate_limited and the time after which there is one again.
func (t *throttle) take(key string) error {
	if t.perMinute <= 0 {
		return nil
	}
	now := t.now()
	t.mu.Lock()
	defer t.mu.Unlock()
	spent := t.bucket(key).ReserveN(now, 1)
	if after := spent.DelayFrom(now); after > 0 {
		spent.CancelAt(now)
		return &limited{err: crm.Errorf(crm.CodeRateLimited, "too many attempts; wait a little"), after: after}
	}
	return nil
}

// back gives back a token of key that take has spent.
func (t *throttle) back(key string) {
	if t.perMinute <= 0 {
		return
	}
	now := t.now()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.bucket(key).ReserveN(now, -1) // the bucket holds no more than before, since it was spent there
}

// bucket finds or makes the key's bucket and counts it among the recent ones.
func (t *throttle) bucket(key string) *rate.Limiter {
	if b := t.recent[key]; b != nil {
		return b
	}
	if len(t.recent) >= throttledKeys/2 {
		t.older, t.recent = t.recent, make(map[string]*rate.Limiter)
	}
	b := t.older[key]
	if b == nil {
		b = rate.NewLimiter(rate.Limit(t.perMinute)/60, t.perMinute)
	}
	delete(t.older, key)
	t.recent[key] = b
	return b
}

// addressKey is by what an address is throttled: an IPv4 address, or the /64 of an IPv6 one, since whoever has one
// address of it has them all.
func addressKey(addr netip.Addr) string { return prefixKey(addr, 32, 64) }

// networkKey is by what a network is throttled: the /24 of an IPv4 address, the /48 of an IPv6 one. Providers give out
// that much to one customer, so that many addresses cost a guesser more than their number says.
func networkKey(addr netip.Addr) string { return prefixKey(addr, 24, 48) }

func prefixKey(addr netip.Addr, bits4, bits6 int) string {
	addr = addr.Unmap().WithZone("")
	bits := bits6
	if addr.Is4() {
		bits = bits4
	}
	prefix, err := addr.Prefix(bits)
	if err != nil {
		return addr.String() // it is none: a request that came by no TCP
	}
	return prefix.String()
}
