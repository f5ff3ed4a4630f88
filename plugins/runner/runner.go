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

// Config configures a Runner. The first five fields are required; the zero value of every other field works.
type Config struct {
	Storage Storage
	Records Records
	Plugins Registry
	Guests  Guests
	Rooms   Rooms

	Model  Model            // nil: llm.complete returns unavailable
	Web    Web              // nil: http.fetch returns unavailable
	Now    func() time.Time // nil: time.Now
	Random io.Reader        // nil: crypto/rand
	Log    *slog.Logger     // nil: no log

	Workers int // tasks that run at once; 0: 32
	AtOnce  int // tasks of one brokerage that run at once; 0: 8
}

const (
	defaultWorkers = 32
	defaultAtOnce  = 8

	leaseFor   = 30 * time.Second // another claim is possible afterwards
	renewEvery = leaseFor / 3
	lookEvery  = time.Second      // how often due tasks are looked for; tasks that are added here are found at once
	writeTime  = 10 * time.Second // for one write or read of the storage
	resumeTime = 10 * time.Minute // for applying what was accepted before a crash
)

// Runner runs tasks. Its methods are safe for concurrent use.
type Runner struct {
	Config
	wake  chan struct{}
	turns turns

	// Held for writing from a claim until its run is registered, and for reading from a cancellation until its run is
	// stopped.
	claiming sync.RWMutex

	mu   sync.Mutex      // guards runs, and reads of Random
	runs map[crm.ID]*run // by claim
}

// New returns a runner. Run starts it.
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
	return &Runner{Config: config, wake: make(chan struct{}, 1), runs: make(map[crm.ID]*run),
		turns: turns{held: make(map[crm.ID]chan struct{})}}
}

// The reasons why a run ends before its task does.
var (
	errCancelled = errors.New("the task was cancelled")
	errLost      = errors.New("the task was taken away")
	errDraining  = errors.New("the server is shutting down")
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
	r.stop(errDraining, func(*run) bool { return true })
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
			defer r.drop(u)
			u.work()
		})
	}
}

// claim takes the next task of a brokerage that has fewer than atOnce running tasks; nil if there is none.
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

// free returns the number of idle workers.
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

// runOf returns the run of a task; nil if nobody runs it. If there are two, it returns the one that has not been
// stopped.
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

// wakeUp makes Run look for tasks.
func (r *Runner) wakeUp() {
	select {
	case r.wake <- struct{}{}:
	default: // it is awake already
	}
}

// renew extends the leases of all runs, and ends the runs that have lost controllable.
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

// stop ends the runs that chosen selects.
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

// random01 returns a random number in [0, 1).
func (r *Runner) random01() float64 {
	id := r.newID()
	return float64(uint32(id[0])<<16|uint32(id[1])<<8|uint32(id[2])) / (1 << 24)
}
