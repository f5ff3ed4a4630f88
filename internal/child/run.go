package child

import (
	"context"
	"time"
)

// Restarts wait only if the child dies repeatedly without answering anything.
const (
	firstPause = 50 * time.Millisecond
	longPause  = 5 * time.Second
	endTimeout = time.Second // how long a child may take to end by itself after its input is closed
)

// Run keeps a child alive until ctx ends and then lets it end. The first call starts a child with an IdleTimeout. Run
// returns when the process and every goroutine that served it have ended. Waiting calls then get ErrClosed. Call it
// once.
func (c *Child) Run(ctx context.Context) error {
	defer c.set(nil, true)
	pause := firstPause
	for c.needed(ctx) {
		p, err := start(ctx, &c.config)
		if err == nil {
			if c.config.Hooks.Started != nil {
				c.config.Hooks.Started(p.cmd.Process.Pid)
			}
			death := c.serve(ctx, p)
			if death == nil {
				continue // ctx has ended, or the process was idle
			}
			c.config.Log.Warn("a child process died", "child", c.config.Name, "reason", death.Reason,
				"lived", death.Lived, "answers", death.Answers)
			if c.config.Hooks.Died != nil {
				c.config.Hooks.Died(death)
			}
			if death.Answers > 0 {
				pause = firstPause
				continue
			}
		} else if ctx.Err() == nil {
			c.config.Log.Error("a child process could not be started", "child", c.config.Name, "error", err)
			c.want() // whoever asked for it waits
		}
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
		case <-ctx.Done():
		}
		timer.Stop()
		pause = min(2*pause, longPause)
	}
	return nil
}

// needed waits until a process must be started. It returns false when ctx has ended.
func (c *Child) needed(ctx context.Context) bool {
	if c.config.IdleTimeout > 0 {
		select {
		case <-c.wanted:
		case <-ctx.Done():
		}
	}
	return ctx.Err() == nil
}

// serve watches one life of the child. It returns nil if ctx ended it, or if it was idle.
func (c *Child) serve(ctx context.Context, p *process) *Death {
	c.set(p, false)
	select {
	case <-c.wanted: // whoever asked has it now
	default:
	}
	watch := time.NewTicker(max(c.config.CallTimeout/10, time.Millisecond))
	defer watch.Stop()
	var dog watchdog
	for {
		select {
		case <-p.exited:
			c.set(nil, false)
			return p.end("")
		case now := <-watch.C:
			if dog.overrun(p, now) {
				c.set(nil, false)
				return p.end(c.config.overrun())
			}
			if c.config.IdleTimeout > 0 && p.retire(now.Add(-c.config.IdleTimeout)) {
				c.set(nil, false)
				p.letEnd()
				return nil
			}
		case <-ctx.Done():
			c.set(nil, true)
			p.letEnd()
			return nil
		}
	}
}

// letEnd lets the process end by itself, and waits for that.
func (p *process) letEnd() {
	p.closeInput()
	timer := time.NewTimer(endTimeout)
	defer timer.Stop()
	select {
	case <-p.exited:
	case <-timer.C:
	}
	p.end("closed")
}
