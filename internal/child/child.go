package child

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"
)

// Config configures a child. The zero value of each field means its default.
type Config struct {
	Name string   // in the log; default: the first of Args
	Args []string // arguments of this binary in the child
	Env  []string // NAME=value, in addition to our own environment
	Bare bool     // the child gets only Env, nothing of our own environment
	// CallTimeout is the processor time that one call may take, from the time when the child can begin it; by the clock
	// a call may take five times that. Default 10 s.
	CallTimeout  time.Duration
	StartTimeout time.Duration // from the fork to the child's greeting; default 20 s
	Window       int           // unanswered calls; further ones wait; default 64
	MemoryLimit  int64         // bytes that the child may map beyond those that it maps at its start; default: none
	CPULimit     int64         // CPU seconds of the child's whole life, for guests only; default: none
	Spared       int           // processors that the child may not use, if the machine has more than that
	// IdleTimeout is for how long a process without calls is kept. It is ended then, and the next call starts another.
	// Default: the child has a process all the time.
	IdleTimeout time.Duration
	Log         *slog.Logger // deaths, and the first lines of the child's standard error; default: no log
	Hooks       Hooks
}

// Hooks are called when a process starts or dies, one at a time, in the goroutine of Run. They must not block. A nil
// hook is not called.
type Hooks struct {
	Started func(pid int)
	Died    func(d *Death) // not called for a death caused by Close
}

// ErrClosed is the error of calls to a child whose Run has returned.
var ErrClosed = errors.New("child: closed")

// Child is a supervised child process. Its methods are safe for concurrent use.
type Child struct {
	config Config
	gate   gate
	wanted chan struct{} // holds one: a call waits for a process

	mu      sync.Mutex // guards the fields below
	current *process   // nil if there is none
	changed chan struct{}
	closed  bool
}

// New returns a child. Run starts its process.
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
	return &Child{config: config, gate: gate{free: config.Window}, changed: make(chan struct{}),
		wanted: make(chan struct{}, 1)}
}

func (c *Config) overrun() string { return "a call exceeded its deadline of " + c.CallTimeout.String() }

// Call sends the child a request and returns its answer. It waits for a free place in the window and for a living
// process. A death before the request was sent is not an error of the call. If ctx ends after that, the child still
// handles the request. The error is a [*Death], ctx's error or ErrClosed. request must not change until Call returns;
// the answer belongs to the caller.
func (c *Child) Call(ctx context.Context, request []byte) ([]byte, error) {
	return c.CallLonger(ctx, request, 0)
}

// CallLonger is Call with a later deadline, for a request that is known to take longer.
func (c *Child) CallLonger(ctx context.Context, request []byte, more time.Duration) ([]byte, error) {
	if err := c.gate.enter(ctx, 1); err != nil {
		return nil, err
	}
	return c.exchange(ctx, request, more, func() { c.gate.leave(1) })
}

// Alone calls work while no other call is being made. Other calls wait until work returns.
func (c *Child) Alone(ctx context.Context, work func(Solo) error) error {
	if err := c.gate.enter(ctx, c.config.Window); err != nil {
		return err
	}
	defer c.gate.leave(c.config.Window)
	return work(Solo{c})
}

// Solo is the right to call a child alone. It must not be used after the function that received it returns.
type Solo struct{ child *Child }

// Call is [Child.Call] with no other call being made. Once the request has been sent, it waits for the end even if
// ctx ends; a call's deadline bounds the time. fresh says that the process had not received any call before.
func (s Solo) Call(ctx context.Context, request []byte) (answer []byte, fresh bool, err error) {
	return s.CallLonger(ctx, request, 0)
}

// CallLonger is Call with a later deadline, as [Child.CallLonger].
func (s Solo) CallLonger(ctx context.Context, request []byte, more time.Duration) (answer []byte, fresh bool,
	err error) {
	exchange, err := s.child.send(ctx, request, more, func() {})
	if err != nil {
		return nil, false, err
	}
	r := <-exchange.done
	return r.payload, exchange.id == 1, r.err
}

// exchange sends request to a living child. It calls release once, when the child has handled the request.
func (c *Child) exchange(ctx context.Context, request []byte, more time.Duration, release func()) ([]byte, error) {
	exchange, err := c.send(ctx, request, more, release)
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

// send waits for a living process and sends it request.
func (c *Child) send(ctx context.Context, request []byte, more time.Duration, release func()) (*call, error) {
	for {
		p, err := c.living(ctx)
		if err != nil {
			return nil, err
		}
		exchange := &call{more: more, done: make(chan result, 1), release: release}
		if p.send(exchange, request) {
			return exchange, nil
		}
		if err := c.next(ctx, p); err != nil {
			return nil, err
		}
	}
}

// living waits for a process that has greeted.
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
		c.want()
		select {
		case <-changed:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// want has Run start a process.
func (c *Child) want() {
	select {
	case c.wanted <- struct{}{}:
	default: // another call has asked
	}
}

// next waits until old is no longer the current process.
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

// set makes p the current process.
func (c *Child) set(p *process, closed bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.current, c.closed = p, closed
	close(c.changed)
	c.changed = make(chan struct{})
}
