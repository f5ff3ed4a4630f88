package engine

import (
	"context"
	"fmt"
	"hash/maphash"
	"log/slog"
	"runtime"
	"slices"
	"sync"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/internal/child"
	"roomkey/internal/memo"
)

// Pool holds documents in engine processes. Its methods are safe for concurrent use. Calls for one document run in the
// order in which they were made. A call whose ctx ends has no effect that a later call can see.
//
// Errors are: [*crdt.QuarantineError]; [*crdt.RefusedError] for a change or draft that Automerge or the schema refuses
// (code invalid); a crm.Error of code internal if the stored document can't be loaded; a crm.Error of code unavailable
// if no process stays alive or the pool is closed; or ctx's error.
type Pool struct {
	config  Config
	seed    maphash.Seed
	workers []*supervisor
	past    *supervisor // for Fields at heads; nil: that of the document
	heavy   *heavy      // nil: no document is heavy
	turns   turns
	kept    *memo.Memo[version, crdt.State] // what past has answered

	mu     sync.Mutex // guards cancel and closed
	cancel context.CancelFunc
	closed bool
	done   chan struct{} // closed when Run has returned
}

// workerEnv limits glibc to one arena. automerge-go allocates in one thread and frees in another; with an arena for
// each thread, the freed memory of large documents is not reused (measured: twice the memory after 20 reloads).
var workerEnv = []string{"MALLOC_ARENA_MAX=1"}

// NewPool returns a pool. Run starts its processes.
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
	if config.PastWait <= 0 {
		config.PastWait = 5 * time.Second
	}
	if config.Command == nil {
		config.Command = []string{"engine"}
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	p := &Pool{config: config, seed: maphash.MakeSeed(), done: make(chan struct{}), turns: newTurns(&config),
		kept: memo.New[version, crdt.State](maxKeptBytes, time.Now)}
	for i := range config.Children {
		p.workers = append(p.workers, p.supervise(fmt.Sprintf("engine %d", i+1), config.CallTimeout, 0, 0, nil))
	}
	if config.Past {
		p.past = p.supervise("engine of the past", apartTimeout, apartIdle, spared, lowerPriority(lowNice))
	}
	if config.Heavy > 0 {
		p.heavy = &heavy{from: config.Heavy, held: make(map[crm.ID]*supervisor),
			within: p.supervise("engine of heavy documents", apartTimeout, apartIdle, 0, lowerPriority(heavyNice)),
			beyond: p.supervise("engine of heavy documents, beyond the budget", apartTimeout, beyondIdle,
				spared, lowerPriority(lowNice))}
	}
	return p
}

// spared is how many processors those processes may not use that work for users beyond their budget, or on the past:
// the server always has one to itself.
const spared = 1

// supervise makes the supervisor of one process, which is ended when it was idle for some time, or never for 0, and may
// not use some of the processors. started may be nil.
func (p *Pool) supervise(name string, timeout, idle time.Duration, spared int, started func(pid int)) *supervisor {
	metrics := &p.config.Metrics
	return &supervisor{metrics: metrics, log: p.config.Log, child: child.New(child.Config{
		Name: name, Args: p.config.Command, Env: workerEnv, CallTimeout: timeout, IdleTimeout: idle,
		Window: p.config.Window, MemoryLimit: p.config.MemoryLimit, Spared: spared, Log: p.config.Log,
		Hooks: child.Hooks{
			Started: func(pid int) {
				if started != nil {
					started(pid)
				}
				if metrics.Started != nil {
					metrics.Started(pid)
				}
			},
			Died: func(d *child.Death) {
				if metrics.Died != nil {
					metrics.Died(d.Overrun)
				}
			},
		},
	})}
}

// all are the supervisors of all processes.
func (p *Pool) all() []*supervisor {
	all := slices.Clone(p.workers)
	if p.past != nil {
		all = append(all, p.past)
	}
	if p.heavy != nil {
		all = append(all, p.heavy.within, p.heavy.beyond)
	}
	return all
}

// Run keeps the processes alive until ctx ends or Close is called. It returns when the processes have ended. Call it
// once.
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
	for _, w := range p.all() {
		group.Go(func() {
			if err := w.child.Run(ctx); err != nil {
				p.config.Log.Error("an engine process could not be kept alive", "error", err)
			}
		})
	}
	group.Go(func() { p.tidyAll(ctx) })
	sweep := time.NewTicker(keptFor / 4)
	defer sweep.Stop()
	group.Go(func() {
		for ctx.Err() == nil {
			select {
			case now := <-sweep.C:
				p.kept.Sweep(now.Add(-keptFor))
			case <-ctx.Done():
			}
		}
	})
	group.Wait()
	return nil
}

// tidyEvery is how often the processes that are kept are told which documents nobody needs any more. Until then they
// hold these, unless they are called meanwhile.
const tidyEvery = 2 * time.Second

// tidyAll tells the processes of light documents what they need not hold, until ctx ends. The others end by themselves.
func (p *Pool) tidyAll(ctx context.Context) {
	tick := time.NewTicker(tidyEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		for _, k := range p.workers {
			k.tidy(ctx)
		}
	}
}

// Close ends Run and waits until it has returned. If Run was never called, Close must not be called either.
func (p *Pool) Close() {
	p.mu.Lock()
	p.closed = true
	if p.cancel != nil {
		p.cancel()
	}
	p.mu.Unlock()
	<-p.done
}

// Drop makes the processes drop documents. The next call for each document loads it again. Use it to take back a change
// that was applied but not stored.
func (p *Pool) Drop(docs ...crm.ID) {
	for _, id := range docs {
		p.supervisor(id).markStale(id)
		if p.past != nil {
			p.past.markStale(id)
		}
		if p.heavy != nil {
			p.heavy.drop(id)
		}
	}
}

func (p *Pool) supervisor(id crm.ID) *supervisor {
	return p.workers[maphash.Bytes(p.seed, id[:])%uint64(len(p.workers))]
}
