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

// turnWithoutRun waits for a task's turn while nobody runs it: a task is told to be cancelled before its run has noted what it did.
// Whoever holds it knows by the task's status whether it was queued in the meantime.
func (r *Runner) turnWithoutRun(ctx context.Context, task crm.ID) (end func(), err error) {
	for {
		if end, err = r.turns.take(ctx, task); err != nil {
			return nil, err
		}
		u := r.runOf(task)
		if u == nil {
			return end, nil
		}
		end()
		select {
		case <-u.done:
		case <-ctx.Done():
			return nil, &crm.Error{Code: crm.CodeUnavailable, Message: "the task is being stopped; try again", Err: ctx.Err()}
		}
	}
}

// runOf is whoever works on a task; nil: nobody.
func (r *Runner) runOf(task crm.ID) *run {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, u := range r.runs {
		if u.task.ID == task {
			return u
		}
	}
	return nil
}
