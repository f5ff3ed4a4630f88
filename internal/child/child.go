package child

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"
)

// Config says what a child is. The zero value of each field means its default.
type Config struct {
	Name         string        // in the log; default: the first of Args
	Args         []string      // with which the binary runs as this child
	Env          []string      // set in the child besides our own environment, as NAME=value
	Bare         bool          // the child gets Env alone, nothing of our own environment
	CallTimeout  time.Duration // for one call, from when the child can begin it; default 10 s
	StartTimeout time.Duration // from the fork to the child's greeting; default 20 s
	Window       int           // calls under way at once; further ones wait; default 64
	MemoryLimit  int64         // bytes that the child may map beyond what it has at its start; default: none
	CPULimit     int64         // seconds of CPU in the child's whole life, for guests only; default: none
	Spared       int           // processors that the child leaves to others, where the machine has more than that
	Log          *slog.Logger  // deaths, and the child's standard error, bounded; default: nowhere
	Hooks        Hooks
}

// Hooks are told of lives and deaths, one at a time, in the goroutine of Run; they must not block. Nil ones are left out.
type Hooks struct {
	Started func(pid int)
	Died    func(d *Death) // not called for a death by Close
}

// ErrClosed is the error of calls to a child whose Run has returned.
var ErrClosed = errors.New("child: closed")

// Child is a supervised child process. Its methods may be called by many goroutines.
type Child struct {
	config Config
	gate   gate

	mu      sync.Mutex // guards the fields below
	current *process   // nil while there is none
	changed chan struct{}
	closed  bool
}

// New makes a child that Run will start.
func New(config Config) *Child {
	if config.Name == "" && len(config.Args) > 0 {
		config.Name = config.Args[0]
	}
	if config.CallTimeout <= 0 {
		config.CallTimeout = 10 * time.Second
	}
	if config.StartTimeout <= 0 {
		config.StartTimeout = 20 * time.Second
	}
	if config.Window <= 0 {
		config.Window = 64
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	return &Child{config: config, gate: gate{free: config.Window}, changed: make(chan struct{})}
}

func (c *Config) overrun() string { return "a call overran its " + c.CallTimeout.String() }

// Call gives the child a request and waits for its answer. It waits for a place in the window and for a living child; a
// death before the request was handed over goes unnoticed. When ctx ends after that, the child still works the call off.
// The error is a [*Death], ctx's or ErrClosed. request must not change until Call returns; the answer is the caller's.
func (c *Child) Call(ctx context.Context, request []byte) ([]byte, error) {
	if err := c.gate.enter(ctx, 1); err != nil {
		return nil, err
	}
	return c.exchange(ctx, request, func() { c.gate.leave(1) })
}

// Alone runs work while no other call is under way; calls that come meanwhile wait.
func (c *Child) Alone(ctx context.Context, work func(Solo) error) error {
	if err := c.gate.enter(ctx, c.config.Window); err != nil {
		return err
	}
	defer c.gate.leave(c.config.Window)
	return work(Solo{c})
}

// Solo is the right to call a child alone. It must not outlive the function that it was given to.
type Solo struct{ child *Child }

// Call is [Child.Call] with nothing else under way. Once the request is handed over it waits for the end, whatever ctx
// says: the time is bounded by the deadline of a call. fresh says that the child had not been given any call before.
func (s Solo) Call(ctx context.Context, request []byte) (answer []byte, fresh bool, err error) {
	exchange, err := s.child.hand(ctx, request, func() {})
	if err != nil {
		return nil, false, err
	}
	r := <-exchange.done
	return r.payload, exchange.id == 1, r.err
}

// exchange sends request to a living child. release is called once, when the child is done with it.
func (c *Child) exchange(ctx context.Context, request []byte, release func()) ([]byte, error) {
	exchange, err := c.hand(ctx, request, release)
	if err != nil {
		release()
		return nil, err
	}
	select {
	case r := <-exchange.done:
		return r.payload, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// hand gives request to a living child, waiting for one.
func (c *Child) hand(ctx context.Context, request []byte, release func()) (*call, error) {
	for {
		p, err := c.living(ctx)
		if err != nil {
			return nil, err
		}
		exchange := &call{done: make(chan result, 1), release: release}
		if p.send(exchange, request) {
			return exchange, nil
		}
		if err := c.next(ctx, p); err != nil {
			return nil, err
		}
	}
}

// living waits for a child that has greeted.
func (c *Child) living(ctx context.Context) (*process, error) {
	for {
		c.mu.Lock()
		p, changed, closed := c.current, c.changed, c.closed
		c.mu.Unlock()
		switch {
		case closed:
			return nil, ErrClosed
		case p != nil:
			return p, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// next waits until old is no longer the current child.
func (c *Child) next(ctx context.Context, old *process) error {
	for {
		c.mu.Lock()
		p, changed := c.current, c.changed
		c.mu.Unlock()
		if p != old {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// set makes p the current child.
func (c *Child) set(p *process, closed bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.current, c.closed = p, closed
	close(c.changed)
	c.changed = make(chan struct{})
}
