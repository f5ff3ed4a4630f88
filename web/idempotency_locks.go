package web

import (
	"sync"

	"roomkey/crm"
)

// inflight knows the Idempotency-Keys whose first request is still being worked on by this process. Safe for concurrent
// use; bounded by the number of requests at work.
type inflight struct {
	mu   sync.Mutex // guards keys
	keys map[inflightKey]bool
}

type inflightKey struct {
	user crm.ID
	key  string
}

func newInflight() *inflight { return &inflight{keys: make(map[inflightKey]bool)} }

// begin claims a key; the error is conflict where another request has it. end gives it back.
func (i *inflight) begin(user crm.ID, key string) (end func(), err error) {
	k := inflightKey{user: user, key: key}
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.keys[k] {
		return nil, crm.Errorf(crm.CodeConflict, "a request with this Idempotency-Key is under way")
	}
	i.keys[k] = true
	return func() {
		i.mu.Lock()
		defer i.mu.Unlock()
		delete(i.keys, k)
	}, nil
}
