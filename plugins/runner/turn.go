package runner

import (
	"context"
	"sync"

	"roomkey/crm"
)

// turns let one at a time decide on a task's proposals.
type turns struct {
	mu   sync.Mutex // guards held
	held map[crm.ID]chan struct{}
}

// take waits for a task's turn, which end gives back. The error is ctx's.
func (t *turns) take(ctx context.Context, task crm.ID) (end func(), err error) {
	for {
		t.mu.Lock()
		busy := t.held[task]
		if busy == nil {
			mine := make(chan struct{})
			t.held[task] = mine
			t.mu.Unlock()
			return func() {
				t.mu.Lock()
				defer t.mu.Unlock()
				delete(t.held, task)
				close(mine)
			}, nil
		}
		t.mu.Unlock()
		select {
		case <-busy:
		case <-ctx.Done():
			return nil, &crm.Error{Code: crm.CodeUnavailable, Message: "somebody else is deciding on this task; try again", Err: ctx.Err()}
		}
	}
}
