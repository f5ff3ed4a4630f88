package runner

import (
	"context"
	"sync"
	"time"
)

// Run works on tasks until ctx ends. Then it ends the guests, releases their tasks, which continue when Run is called
// again, and returns. No other runner may work on the same storage.
func (r *Runner) Run(ctx context.Context) error {
	background := context.WithoutCancel(ctx)
	r.freeAll(ctx)
	look, renew := time.NewTicker(lookEvery), time.NewTicker(renewEvery)
	defer look.Stop()
	defer renew.Stop()
	var group sync.WaitGroup
	group.Go(func() { r.resumeAll(ctx) })
	for ctx.Err() == nil {
		r.claimTasks(background, &group)
		select {
		case <-r.wake:
		case <-look.C:
		case <-renew.C:
			r.renew(background)
		case <-ctx.Done():
		}
	}
	r.runs.stop(errDraining, func(*run) bool { return true })
	group.Wait()
	return nil
}

// freeAll invalidates the claims of an earlier process.
func (r *Runner) freeAll(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	if err := r.Storage.FreeTasks(ctx); err != nil && ctx.Err() == nil {
		r.Log.Error("tasks could not be freed; they go on when their leases end", "error", err)
	}
}

// claimTasks claims tasks while workers are free. A brokerage with n running tasks gets another one only if more than n
// workers are free. The more tasks it has, the more workers it leaves free, and the last ones are for brokerages
// without a running task.
func (r *Runner) claimTasks(ctx context.Context, group *sync.WaitGroup) {
	for free := r.free(); free > 0; free = r.free() {
		u := r.claim(ctx, min(r.AtOnce, free))
		if u == nil {
			return
		}
		group.Go(func() {
			defer r.wakeUp()
			defer r.runs.drop(u)
			defer u.stop(nil)
			u.work()
		})
	}
}

// claim takes the next task of a brokerage that has fewer than atOnce running tasks; nil if there is none.
func (r *Runner) claim(ctx context.Context, atOnce int) *run {
	r.claiming.Lock()
	defer r.claiming.Unlock()
	claim := r.ids.next()
	limited, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	t, err := r.Storage.ClaimTask(limited, claim, r.Now().Add(leaseFor), atOnce, started)
	if err != nil {
		r.Log.Error("no task could be claimed", "error", err)
	}
	if t == nil {
		return nil
	}
	u := newRun(ctx, r.shared, claim, t)
	r.runs.add(u)
	return u
}

// free returns the number of idle workers.
func (r *Runner) free() int { return r.Workers - r.runs.count() }

// renew extends the leases of all runs, and ends the runs that have lost their claims.
func (r *Runner) renew(ctx context.Context) {
	claims := r.runs.claims()
	if len(claims) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	lost, err := r.Storage.RenewTasks(ctx, claims, r.Now().Add(leaseFor))
	if err != nil {
		r.Log.Error("leases could not be renewed", "error", err)
		return
	}
	for _, claim := range lost {
		r.runs.stop(errLost, func(u *run) bool { return u.claim == claim })
	}
}
