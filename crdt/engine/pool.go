package engine

import (
	"context"
	"fmt"
	"hash/maphash"
	"log/slog"
	"runtime"
	"sync"
	"time"

	"roomkey/crm"
	"roomkey/internal/child"
)

// Config says how documents are held. The zero value of each field means its default.
type Config struct {
	Children    int           // processes; default: one for every two CPUs, at least 1 and at most 4
	MemoryLimit int64         // bytes that each may map; default 768 MiB
	CallTimeout time.Duration // for one call in a process, from when it can begin; default 5 s
	Window      int           // calls under way in one process; default 64
	Command     []string      // the arguments with which this binary runs Main; default: engine
	Log         *slog.Logger  // default: nowhere
	Metrics     Metrics
}

// Metrics are hooks that must not block; nil ones are left out. They may be called at the same time.
type Metrics struct {
	Started     func(pid int)                              // a process has begun
	Died        func(overrun bool)                         // a process has died, or was killed since a call overran its deadline
	Quarantined func()                                     // a change was found to kill a process alone
	Called      func(operation string, took time.Duration) // a call has ended: apply, author, fields, snapshot
}

// Pool holds documents in engine processes. Its methods may be called by many goroutines; calls for one document are
// worked off in the order in which they are made. A call whose ctx ends has no effect that a later call can see.
//
// Errors are: [*crdt.QuarantineError]; [*crdt.RefusedError] for a change or draft that Automerge or the schema refuses
// (code invalid); a crm.Error of code internal where the stored document can't be loaded; of code unavailable where no
// process can be kept alive or the pool is closed; or ctx's.
type Pool struct {
	config  Config
	seed    maphash.Seed
	workers []*keeper

	mu     sync.Mutex // guards cancel and closed
	cancel context.CancelFunc
	closed bool
	done   chan struct{} // closed when Run has returned
}

// workerEnv keeps glibc to one arena: automerge-go allocates in one thread and frees in another, and with an arena for
// each the freed memory of large documents is not used again (measured: twice the memory after 20 reloads).
var workerEnv = []string{"MALLOC_ARENA_MAX=1"}

// NewPool makes a pool whose processes Run starts.
func NewPool(config Config) *Pool {
	if config.Children <= 0 {
		config.Children = min(max(runtime.NumCPU()/2, 1), 4)
	}
	if config.MemoryLimit <= 0 {
		config.MemoryLimit = 768 << 20
	}
	if config.CallTimeout <= 0 {
		config.CallTimeout = 5 * time.Second
	}
	if config.Command == nil {
		config.Command = []string{"engine"}
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	p := &Pool{config: config, seed: maphash.MakeSeed(), done: make(chan struct{})}
	for i := range config.Children {
		p.workers = append(p.workers, &keeper{metrics: &p.config.Metrics, log: config.Log, child: child.New(child.Config{
			Name: fmt.Sprintf("engine %d", i+1), Args: config.Command, Env: workerEnv, CallTimeout: config.CallTimeout,
			Window: config.Window, MemoryLimit: config.MemoryLimit, Log: config.Log,
			Hooks: child.Hooks{Started: config.Metrics.Started, Died: func(d *child.Death) {
				if config.Metrics.Died != nil {
					config.Metrics.Died(d.Overrun)
				}
			}},
		})})
	}
	return p
}

// Run keeps the processes alive until ctx ends or Close is called; it returns when they are gone. It must be called once.
func (p *Pool) Run(ctx context.Context) error {
	defer close(p.done)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	p.mu.Lock()
	p.cancel = cancel
	closed := p.closed
	p.mu.Unlock()
	if closed {
		cancel()
	}
	var group sync.WaitGroup
	for _, w := range p.workers {
		group.Go(func() {
			if err := w.child.Run(ctx); err != nil {
				p.config.Log.Error("an engine process can't be kept", "error", err)
			}
		})
	}
	group.Wait()
	return nil
}

// Close ends Run and waits until it has returned. A pool whose Run was never called must not be closed.
func (p *Pool) Close() {
	p.mu.Lock()
	p.closed = true
	if p.cancel != nil {
		p.cancel()
	}
	p.mu.Unlock()
	<-p.done
}

// Drop forgets documents: the next call for each loads it again. It is how a change that was applied is taken back.
func (p *Pool) Drop(docs ...crm.ID) {
	for _, id := range docs {
		p.keeper(id).spoil(id)
	}
}

func (p *Pool) keeper(id crm.ID) *keeper {
	return p.workers[maphash.Bytes(p.seed, id[:])%uint64(len(p.workers))]
}
