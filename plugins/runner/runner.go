package runner

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"sync"
	"time"

	"roomkey/crm"
)

// Config is what a Runner is made of. The first five are required; the zero value of everything else works.
type Config struct {
	Storage Storage
	Records Records
	Plugins Registry
	Guests  Guests
	Rooms   Rooms

	Model  Model            // nil: llm.complete answers unavailable
	Web    Web              // nil: http.fetch answers unavailable
	Now    func() time.Time // nil: time.Now
	Random io.Reader        // nil: crypto/rand
	Log    *slog.Logger     // nil: nothing is logged

	Workers int // tasks that run at once; 0: 32
	AtOnce  int // … of one brokerage; 0: 8
}

const (
	defaultWorkers = 32
	defaultAtOnce  = 8

	leaseFor   = 30 * time.Second // after which another claim may be made
	renewEvery = leaseFor / 3
	lookEvery  = time.Second      // for tasks that are due; those that are added here are found at once
	writeTime  = 10 * time.Second // for one write or read of the storage
	settleTime = 10 * time.Minute // to work off what was accepted before a crash
)

// Runner runs tasks. Its methods may be called from any goroutine.
type Runner struct {
	Config
	wake  chan struct{}
	turns turns

	// Held for writing from a claim until its run is known, and for reading from a cancel until its run is stopped.
	claiming sync.RWMutex

	mu   sync.Mutex      // guards runs, and reads of Random
	runs map[crm.ID]*run // by claim
}

// New makes a runner. It starts nothing: see Run.
func New(config Config) *Runner {
	if config.Now == nil {
		config.Now = time.Now
	}
	if config.Random == nil {
		config.Random = rand.Reader
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	if config.Workers == 0 {
		config.Workers = defaultWorkers
	}
	if config.AtOnce == 0 {
		config.AtOnce = defaultAtOnce
	}
	return &Runner{Config: config, wake: make(chan struct{}, 1), runs: make(map[crm.ID]*run), turns: turns{held: make(map[crm.ID]chan struct{})}}
}

// Why a run ends before its task does.
var (
	errCancelled = errors.New("the task was cancelled")
	errLost      = errors.New("the task was taken away")
	errDraining  = errors.New("the server is shutting down")
)

// Run works on tasks until ctx ends; then it ends the guests, gives back their tasks, which go on when Run is called again,
// and returns. Nobody else may work on the storage's tasks.
func (r *Runner) Run(ctx context.Context) error {
	background := context.WithoutCancel(ctx)
	r.freeAll(ctx)
	look, renew := time.NewTicker(lookEvery), time.NewTicker(renewEvery)
	defer look.Stop()
	defer renew.Stop()
	var group sync.WaitGroup
	group.Go(func() { r.settleAll(ctx) })
	for ctx.Err() == nil {
		r.fill(background, &group)
		select {
		case <-r.wake:
		case <-look.C:
		case <-renew.C:
			r.renew(background)
		case <-ctx.Done():
		}
	}
	r.stop(errDraining, func(*run) bool { return true })
	group.Wait()
	return nil
}

// freeAll makes the claims of an earlier process void.
func (r *Runner) freeAll(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	if err := r.Storage.FreeTasks(ctx); err != nil && ctx.Err() == nil {
		r.Log.Error("tasks could not be freed; they go on when their leases end", "error", err)
	}
}

// fill claims tasks while there are workers for them. A brokerage with n tasks gets another only where more than n workers are free: the
// more it has, the more it leaves, and the last ones are for those that have nothing.
func (r *Runner) fill(ctx context.Context, group *sync.WaitGroup) {
	for free := r.free(); free > 0; free = r.free() {
		u := r.claim(ctx, min(r.AtOnce, free))
		if u == nil {
			return
		}
		group.Go(func() {
			defer r.poke()
			defer r.drop(u)
			u.work()
		})
	}
}

// claim takes the task whose turn it is, of a brokerage that has fewer than atOnce; nil where there is none.
func (r *Runner) claim(ctx context.Context, atOnce int) *run {
	r.claiming.Lock()
	defer r.claiming.Unlock()
	claim := r.newID()
	limited, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	t, err := r.Storage.ClaimTask(limited, claim, r.Now().Add(leaseFor), atOnce, started)
	if err != nil {
		r.Log.Error("no task could be claimed", "error", err)
	}
	if t == nil {
		return nil
	}
	u := newRun(ctx, r, claim, t)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.runs[claim] = u
	return u
}

// free is how many workers have nothing to do.
func (r *Runner) free() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.Workers - len(r.runs)
}

func (r *Runner) drop(u *run) {
	u.stop(nil)
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.runs, u.claim)
	close(u.done)
}

// runOf is the run of a task: of two, the one that has not been stopped; nil where nobody runs it.
func (r *Runner) runOf(task crm.ID) (found *run) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, u := range r.runs {
		if u.task.ID == task && (found == nil || u.ctx.Err() == nil) {
			found = u
		}
	}
	return found
}

// poke has Run look for tasks.
func (r *Runner) poke() {
	select {
	case r.wake <- struct{}{}:
	default: // it will
	}
}

// renew prolongs the leases of all runs, and ends those that have lost theirs.
func (r *Runner) renew(ctx context.Context) {
	r.mu.Lock()
	claims := make([]crm.ID, 0, len(r.runs))
	for claim := range r.runs {
		claims = append(claims, claim)
	}
	r.mu.Unlock()
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
		r.stop(errLost, func(u *run) bool { return u.claim == claim })
	}
}

// stop ends those runs that are chosen.
func (r *Runner) stop(why error, chosen func(*run) bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, u := range r.runs {
		if chosen(u) {
			u.stop(why)
		}
	}
}

func (r *Runner) newID() crm.ID {
	r.mu.Lock()
	defer r.mu.Unlock()
	return crm.NewID(r.Random)
}

// chance draws a number from 0 up to 1.
func (r *Runner) chance() float64 {
	id := r.newID()
	return float64(uint32(id[0])<<16|uint32(id[1])<<8|uint32(id[2])) / (1 << 24)
}
