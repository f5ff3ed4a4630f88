package runner

import (
	"context"
	"sync"

	"roomkey/crm"
)

// Runner runs tasks. Its methods are safe for concurrent use.
type Runner struct {
	shared
	wake chan struct{}
	runs runs

	// Held for writing from a claim until its run is registered, and for reading from a cancellation until its run is
	// stopped.
	claiming sync.RWMutex
}

// New returns a runner. Run starts it.
func New(config Config) *Runner {
	config.fill()
	return &Runner{
		shared: shared{
			Config:  &config,
			turns:   &turns{held: make(map[crm.ID]chan struct{})},
			ids:     &ids{random: config.Random},
			applier: &applier{storage: config.Storage, records: config.Records, now: config.Now},
		},
		wake: make(chan struct{}, 1),
		runs: runs{byClaim: make(map[crm.ID]*run)},
	}
}

// wakeUp makes Run look for tasks.
func (r *Runner) wakeUp() {
	select {
	case r.wake <- struct{}{}:
	default: // it is awake already
	}
}

// turnWithoutRun takes the turn of a task that nobody runs. A task may be cancelled before its run has recorded its
// work, so this also waits for the run. The holder sees from the task's status whether it was queued meanwhile.
func (r *Runner) turnWithoutRun(ctx context.Context, task crm.ID) (end func(), err error) {
	return r.turns.takeAfter(ctx, task, func() chan struct{} {
		if u := r.runs.of(task); u != nil {
			return u.done
		}
		return nil
	})
}
