package selfcheck

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"sync"
	"time"

	"roomkey/crm"
	"roomkey/sync/session"
)

// Hub lets sockets in. It has to know crm.SelfCheckUser.
type Hub interface {
	Admit(ctx context.Context, conn session.Conn, who crm.Principal) (*session.Session, error)
}

// Config configures a Checker. Hub and Every are required.
type Config struct {
	Hub     Hub
	Every   time.Duration // between the begins of two checks
	Timeout time.Duration // of one check; 0: ten seconds
	Region  string        // "" where the server is alone
	// Others finds the records that other regions edit, by region. Nil: the server is alone.
	Others  func(ctx context.Context) (map[string]crm.ID, error)
	Use     func() Use // what the process holds; nil: nobody looks
	Metrics Metrics
	Now     func() time.Time // with a monotonic clock; nil: time.Now
	Random  io.Reader        // nil: crypto/rand
	Log     *slog.Logger     // nil: nothing is logged
}

// Metrics are hooks; each may be nil. They must not block.
type Metrics struct {
	Seen    func(took time.Duration) // from the sending of an edit until another socket had it
	Saved   func(took time.Duration) // … until its author was told that it is on disk
	Checked func(r Result)           // after each check
	// Heard is called with each edit of another region that came here at a time. oneWay is half of the way there and
	// back; 0: it is not known.
	Heard func(region string, oneWay time.Duration, at time.Time)
}

// Result is what a check found.
type Result struct {
	At         time.Time     // when it began
	Took       time.Duration // all of it
	Problem    string        // what was wrong, in a sentence; "" where nothing was
	Seen       time.Duration // the slowest edit, until another socket had it; 0 where one never came
	Saved      time.Duration // the slowest edit, until it was on disk; 0 where one was not in time
	Lost       int           // edits that were not seen or not saved in time
	Disordered int           // edits that came before one that was made earlier
	Growth     Growth
}

// editsAtOnce is how many edits one check makes without waiting: fewer than two have no order, and each is kept.
const editsAtOnce = 2

// Checker checks a server. Its methods may be called concurrently.
type Checker struct {
	config Config
	user   crm.User
	group  sync.WaitGroup // of sockets

	// Run's goroutine alone uses these.
	record   *record // nil: the next check begins one
	failures int     // checks since the last good one
	growth   growth
	others   *listener // nil: the server is alone

	mu    sync.Mutex // guards what follows
	last  Result
	paths paths
}

// New makes a checker. It starts nothing: see Run.
func New(config Config) *Checker {
	if config.Timeout == 0 {
		config.Timeout = 10 * time.Second
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	if config.Random == nil {
		config.Random = rand.Reader
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	c := &Checker{config: config, user: *crm.SelfCheckUser()}
	if config.Others != nil {
		c.others = &listener{checker: c}
	}
	return c
}

// Run checks until ctx ends, the first time after the time between two checks. It returns when no socket is left.
func (c *Checker) Run(ctx context.Context) error {
	defer c.group.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	tick := time.NewTicker(c.config.Every)
	defer tick.Stop()
	for {
		if c.others != nil {
			c.others.listen(ctx)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		c.Check(ctx)
	}
}

// Last is what the last check found; zero before the first has ended.
func (c *Checker) Last() Result {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.last
}

// Check checks once. Calls must not overlap, nor one of Run.
func (c *Checker) Check(ctx context.Context) Result {
	began := c.config.Now()
	within, cancel := context.WithTimeout(ctx, c.config.Timeout)
	t := newTrial(c.config.Now)
	err := c.try(within, t)
	cancel()
	r := t.result(err)
	r.At, r.Took = began, c.config.Now().Sub(began)
	if c.config.Use != nil {
		r.Growth = c.growth.add(began, c.config.Use())
	}
	if ctx.Err() != nil { // the server ends
		return r
	}
	c.note(r, t)
	return r
}

// note keeps a result and tells of it.
func (c *Checker) note(r Result, t *trial) {
	if r.Problem == "" {
		c.failures = 0
	} else if c.failures++; c.failures%newRecordAfter == 0 || t.refused() != "" {
		c.record = nil
	}
	if r.Problem != "" && c.Last().Problem != r.Problem {
		c.config.Log.Error("the server's check of itself failed", "problem", r.Problem)
	} else if r.Problem == "" && c.Last().Problem != "" {
		c.config.Log.Info("the server's check of itself is well again")
	}
	c.mu.Lock()
	c.last = r
	c.mu.Unlock()
	t.observe(&c.config.Metrics)
	if checked := c.config.Metrics.Checked; checked != nil {
		checked(r)
	}
}

// newRecordAfter is after how many failed checks a record is given up.
const newRecordAfter = 5

// try makes the edits of a check, and waits until they were seen and saved.
func (c *Checker) try(ctx context.Context, t *trial) error {
	author, err := c.dial(ctx, "author", t.heardByAuthor)
	if err != nil {
		return err
	}
	defer author.close()
	if err := author.send(map[string]any{"type": "room:join", "room": string(crm.UserRoom(c.user.ID))}); err != nil {
		return err
	}
	if c.record == nil || c.record.edits >= maxEdits {
		if c.record, err = newRecord(c.config.Region, c.config.Now(), c.config.Random); err != nil {
			return err
		}
	}
	if err := t.begin(author, c.record); err != nil {
		return err
	}
	if err := t.wait(ctx, func() bool { return len(c.record.unsaved) == 0 }); err != nil {
		return orElse(err, errNotSaved)
	}
	watcher, err := c.dial(ctx, "watcher", t.heardByWatcher)
	if err != nil {
		return err
	}
	defer watcher.close()
	if err := watcher.open(c.record.id); err != nil {
		return err
	}
	if err := t.wait(ctx, func() bool { return t.watching }); err != nil {
		return orElse(err, errNotShown)
	}
	for range editsAtOnce {
		if err := c.edit(t, author); err != nil {
			return err
		}
	}
	return t.wait(ctx, t.complete)
}

// orElse is what a wait failed by, where that was not the time.
func orElse(err, late error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return late
	}
	return err
}

// edit makes one edit and has the author send it.
func (c *Checker) edit(t *trial, author *client) error {
	now := c.config.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	text := c.sighted(now, c.record.edits+1)
	change, err := t.record.edit(text, now)
	if err != nil {
		return err
	}
	t.made = append(t.made, madeEdit{hash: change.Hash, at: now})
	return author.sync(t.record.id, t.record.message(change))
}
