package web

import (
	"sync"

	"roomkey/crm"
)

// idempotencyLocks holds the Idempotency-Keys whose first request this process is still answering. Safe for concurrent
// use; as many as requests are being answered.
type idempotencyLocks struct {
	mu   sync.Mutex // guards keys
	keys map[idempotencyKey]bool
}

type idempotencyKey struct {
	user crm.ID
	key  string
}

func newIdempotencyLocks() *idempotencyLocks {
	return &idempotencyLocks{keys: make(map[idempotencyKey]bool)}
}

// begin claims a key; the error is conflict where another request has it. end gives it back.
func (l *idempotencyLocks) begin(user crm.ID, key string) (end func(), err error) {
	k := idempotencyKey{user: user, key: key}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.keys[k] {
		return nil, crm.Errorf(crm.CodeConflict, "a request with this Idempotency-Key is under way")
	}
	l.keys[k] = true
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.keys, k)
	}, nil
}
