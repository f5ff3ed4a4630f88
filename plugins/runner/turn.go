package runner

import (
	"context"
	"sync"

	"roomkey/crm"
)

// turns let one goroutine at a time decide on a task's proposals.
type turns struct {
	mu   sync.Mutex // guards held
	held map[crm.ID]chan struct{}
}

// take waits for a task's turn; end gives it back. If the turn is free, take succeeds even if ctx has ended. Otherwise
// the error is ctx's.
func (t *turns) take(ctx context.Context, task crm.ID) (end func(), err error) {
	return t.takeAfter(ctx, task, func() chan struct{} { return nil })
}

// takeAfter is take, but also waits until other returns nil. other returns a channel that is closed when the goroutine
// that it stands for is done.
func (t *turns) takeAfter(ctx context.Context, task crm.ID, other func() chan struct{}) (end func(), err error) {
	for {
		t.mu.Lock()
		busy := t.held[task]
		if busy == nil {
			busy = other()
		}
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
			return nil, &crm.Error{Code: crm.CodeUnavailable,
				Message: "somebody else is deciding on this task; try again", Err: ctx.Err()}
		}
	}
}
