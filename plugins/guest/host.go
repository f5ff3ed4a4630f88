package guest

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"roomkey/crm"
	"roomkey/internal/child"
)

// Config says how guests are run. The zero value of each field means its default.
type Config struct {
	Command   []string      // the arguments with which this binary runs Main; default: guest
	CacheDir  string        // of compiled code, made with mode 0700; nothing but a Host may write there; default: none is kept
	Steps     int           // at once; further ones wait, first come, first served; default 32
	Spare     int           // processes ready for a program that none has; default 2
	Idle      int           // processes that stay ready with the program that they ran; default 8
	MaxMemory int64         // the most that Limits.MemoryBytes may be; default 256 MiB
	LoadTime  time.Duration // of the processor, for compiling a program, and four times that by the clock; default 30 s
	Log       *slog.Logger
	Started   func(pid int) // a process has begun; must not block
}

// Host runs steps of guests. Its methods may be called by many goroutines.
type Host struct {
	config Config
	steps  places        // of steps under way
	trials places        // of programs that are being validated: a busy server still installs
	began  chan struct{} // closed when Run keeps processes
	group  sync.WaitGroup

	mu      sync.Mutex      // guards the fields below
	ctx     context.Context // Run's
	ended   bool
	all     map[*worker]bool
	spare   []*worker // without a program, oldest first
	idle    []*worker // with one, the longest unused first
	loading map[key]chan struct{}
}

// key is what a process can be used for again: one program under one limit of memory.
type key struct {
	hash    [32]byte
	runtime string
	memory  int64
}

const maxTrials = 2 // programs that are validated at once, beside Config.Steps; further ones wait

const startTimeout = 20 * time.Second // from the fork to the greeting

// NewHost makes a host that Run will start.
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
	return &Host{config: config, steps: make(places, config.Steps), trials: make(places, maxTrials), began: make(chan struct{}),
		all: map[*worker]bool{}, loading: map[key]chan struct{}{}}
}

// Run keeps processes ready until ctx ends, which ends the steps under way, and returns when all processes and the
// goroutines that served them are gone. It must be called once. An error means that the cache directory can't be used.
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

// Faults of ours, after which a step may be tried again.
var (
	errEnded = crm.Errorf(crm.CodeUnavailable, "plugins are not being run: the server is stopping")
	errGone  = crm.Errorf(crm.CodeUnavailable, "the process of the plugin ended before its time")
)

// refillLocked starts processes until enough are spare.
func (h *Host) refillLocked() {
	for !h.ended && len(h.spare) < h.config.Spare {
		h.spare = append(h.spare, h.startLocked())
	}
}

// startLocked starts a process.
func (h *Host) startLocked() *worker {
	ctx, cancel := context.WithCancel(context.WithoutCancel(h.ctx)) // whose end would wait for the guest's last words
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
			Died: func(*child.Death) { cancel() }, // one life is enough
		},
	})
	h.all[w] = true
	h.group.Go(func() {
		defer h.forget(w)
		w.child.Run(ctx)
	})
	return w
}

// forget takes a process that is gone from the lists.
func (h *Host) forget(w *worker) {
	w.close()
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.all, w)
	h.idle = without(h.idle, w)
	h.spare = without(h.spare, w)
	h.refillLocked()
}

// without is list without w, in the same place.
func without(list []*worker, w *worker) []*worker {
	for i, other := range list {
		if other == w {
			return append(list[:i], list[i+1:]...)
		}
	}
	return list
}

// take gives a process of k: the one that was used last, or else one without a program.
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

// give takes a process back whose guest ended well; the longest unused one makes room.
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

// places bounds what is under way at once: each takes one.
type places chan struct{}

// enter waits for a place, which leave gives back.
func (p places) enter(ctx context.Context) error {
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

func (p places) leave() { <-p }
