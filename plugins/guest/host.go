package guest

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"roomkey/crm"
	"roomkey/internal/child"
)

// Config configures a Host. The zero value of each field means its default.
type Config struct {
	Command   []string // the arguments with which this binary runs Main; default: guest
	CacheDir  string   // of compiled code; made with mode 0700; only a Host may write there; default: no cache
	Steps     int      // steps that run at once; further ones wait, first come, first served; default 32
	Spare     int      // processes that are ready for a program that no process has loaded; default 2
	Idle      int      // processes that stay ready with the program that they ran; default 8
	MaxMemory int64    // upper limit of Limits.MemoryBytes; default 256 MiB
	// processor time for compiling a program, and a quarter of the wall time for it; default 30 s
	LoadTime time.Duration
	Log      *slog.Logger
	Started  func(pid int) // a process has started; must not block
}

// Host runs steps of guests. Its methods are safe for concurrent use.
type Host struct {
	config Config
	steps  semaphore // places of running steps
	// places of programs that are being validated, so that a busy server can still install plugins
	validations semaphore
	began       chan struct{} // closed when Run keeps processes
	group       sync.WaitGroup

	mu      sync.Mutex      // guards the fields below
	ctx     context.Context // Run's
	ended   bool
	all     map[*worker]bool
	spare   []*worker // without a program, oldest first
	idle    []*worker // with a program, the least recently used first
	loading map[key]chan struct{}
}

const maxValidations = 2 // programs that are validated at once, in addition to Config.Steps; further ones wait

const startTimeout = 20 * time.Second // from the fork to the greeting

// NewHost returns a host. Run starts its processes.
func NewHost(config Config) *Host {
	if config.Command == nil {
		config.Command = []string{"guest"}
	}
	if config.Steps <= 0 {
		config.Steps = 32
	}
	if config.Spare <= 0 {
		config.Spare = 2
	}
	if config.Idle <= 0 {
		config.Idle = 8
	}
	if config.MaxMemory <= 0 {
		config.MaxMemory = 256 << 20
	}
	if config.LoadTime <= 0 {
		config.LoadTime = 30 * time.Second
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	return &Host{config: config, steps: make(semaphore, config.Steps), validations: make(semaphore, maxValidations),
		began: make(chan struct{}),
		all:   map[*worker]bool{}, loading: map[key]chan struct{}{}}
}

// Run keeps processes ready until ctx ends, which also ends the running steps. It returns when all processes and the
// goroutines that served them have ended. Call it once. An error means that the cache directory can't be used.
func (h *Host) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	err := prepareCache(h.config.CacheDir)
	h.mu.Lock()
	h.ctx, h.ended = ctx, err != nil
	h.refillLocked()
	h.mu.Unlock()
	close(h.began)
	if err != nil {
		return err
	}
	<-ctx.Done()
	h.mu.Lock()
	h.ended = true
	for w := range h.all {
		w.kill("the server is stopping")
	}
	h.mu.Unlock()
	h.group.Wait()
	return nil
}

// Errors that the server causes. The step may be tried again.
var (
	errEnded = crm.Errorf(crm.CodeUnavailable, "plugins are not being run: the server is stopping")
	errGone  = crm.Errorf(crm.CodeUnavailable, "the process of the plugin ended too early")
)

// refillLocked starts processes until enough are spare.
func (h *Host) refillLocked() {
	for !h.ended && len(h.spare) < h.config.Spare {
		h.spare = append(h.spare, h.startLocked())
	}
}

// startLocked starts a process.
func (h *Host) startLocked() *worker {
	// its end would wait until the guest has ended by itself
	ctx, cancel := context.WithCancel(context.WithoutCancel(h.ctx))
	w := &worker{ready: make(chan struct{}), gone: ctx, close: cancel}
	var once sync.Once
	w.child = child.New(child.Config{
		Name: "guest", Args: h.config.Command, Bare: true, Env: []string{"GOMAXPROCS=2"}, Window: 1, Log: h.config.Log,
		CallTimeout: 2 * maxWall, // steps have their own deadline
		MemoryLimit: h.config.MaxMemory + ownMemoryBytes, CPULimit: int64(2 * lifeCPU / time.Second), Spared: 1,
		Hooks: child.Hooks{
			Started: func(pid int) {
				lowerPriority(pid)
				if h.config.Started != nil {
					h.config.Started(pid)
				}
				once.Do(func() { close(w.ready) })
			},
			Died: func(*child.Death) { cancel() }, // a process is not restarted
		},
	})
	h.all[w] = true
	h.group.Go(func() {
		defer h.forget(w)
		w.child.Run(ctx)
	})
	return w
}

// forget removes a process that has ended from the lists.
func (h *Host) forget(w *worker) {
	w.close()
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.all, w)
	h.idle = without(h.idle, w)
	h.spare = without(h.spare, w)
	h.refillLocked()
}

// without returns list without w. It reuses the list's memory.
func without(list []*worker, w *worker) []*worker {
	for i, other := range list {
		if other == w {
			return append(list[:i], list[i+1:]...)
		}
	}
	return list
}

// take returns a process for k: the one that was used last, or one without a program.
func (h *Host) take(ctx context.Context, k key) (*worker, error) {
	select {
	case <-h.began:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	h.mu.Lock()
	if h.ended {
		h.mu.Unlock()
		return nil, errEnded
	}
	w := h.takeLocked(k)
	h.refillLocked()
	h.mu.Unlock()

	timer := time.NewTimer(startTimeout)
	defer timer.Stop()
	select {
	case <-w.ready:
		return w, nil
	case <-ctx.Done():
		w.close()
		return nil, ctx.Err()
	case <-w.gone.Done():
		return nil, errGone
	case <-timer.C:
		w.close()
		return nil, crm.Errorf(crm.CodeUnavailable, "the process of a plugin does not start")
	}
}

func (h *Host) takeLocked(k key) *worker {
	for i := len(h.idle) - 1; i >= 0; i-- {
		if w := h.idle[i]; w.key == k {
			h.idle = append(h.idle[:i], h.idle[i+1:]...)
			return w
		}
	}
	if len(h.spare) > 0 {
		w := h.spare[0]
		h.spare = append(h.spare[:0], h.spare[1:]...)
		return w
	}
	return h.startLocked()
}

// give takes back a process whose guest ended without an error. If there are too many, the least recently used one is
// killed.
func (h *Host) give(w *worker) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.ended || w.worn() || w.gone.Err() != nil {
		w.close()
		return
	}
	h.idle = append(h.idle, w)
	if len(h.idle) > h.config.Idle {
		h.idle[0].close()
		h.idle = append(h.idle[:0], h.idle[1:]...)
	}
}

// semaphore limits how many activities run at once: each takes one place.
type semaphore chan struct{}

// enter waits for a place, which leave gives back.
func (p semaphore) enter(ctx context.Context) error {
	select {
	case p <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := ctx.Err(); err != nil { // both were ready
		p.leave()
		return err
	}
	return nil
}

func (p semaphore) leave() { <-p }
