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

// take waits for a task's turn, which end gives back. A turn that is free is given also where ctx has ended. The error is ctx's.
func (t *turns) take(ctx context.Context, task crm.ID) (end func(), err error) {
	return t.takeAfter(ctx, task, func() chan struct{} { return nil })
}

// takeAfter is take once other has nobody else to wait for; it gives a channel that is closed when they are done.
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
			return nil, &crm.Error{Code: crm.CodeUnavailable, Message: "somebody else is deciding on this task; try again", Err: ctx.Err()}
		}
	}
}

// turnWithoutRun is the turn of a task that nobody runs: one is told to be cancelled before its run has noted what it did.
// Whoever holds it knows by the task's status whether it was queued in the meantime.
func (r *Runner) turnWithoutRun(ctx context.Context, task crm.ID) (end func(), err error) {
	return r.turns.takeAfter(ctx, task, func() chan struct{} {
		if u := r.runOf(task); u != nil {
			return u.done
		}
		return nil
	})
}
