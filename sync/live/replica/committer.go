package replica

import (
	"time"

	"roomkey/crm"
)

// phase is where a Committer is.
type phase uint8

const (
	idle    phase = iota
	writing       // a commit is under way
	pausing       // until the storage is tried again
)

// Committer decides when a record's documents are written, and knows who waits for that. One commit is under way at a
// time; what comes meanwhile goes into the next.
type Committer struct {
	phase   phase
	waiters []func(error) // called when all that is pending now is durable
}

// Commit is one round of writes, at most one for each document.
type Commit struct {
	Writes []*DocumentWrite // the shared document's first, since it is the one that makes a record
	Begun  time.Time

	waiters []func(error)
}

// Wait has a function called once all that is pending is durable, or could not be made so.
func (c *Committer) Wait(waiter func(error)) { c.waiters = append(c.waiters, waiter) }

// Free reports whether a commit may begin.
func (c *Committer) Free() bool { return c.phase == idle }

// Writing reports whether a commit is under way.
func (c *Committer) Writing() bool { return c.phase == writing }

// Begin makes the writes of the documents that have something pending, and of row, whose record's row has changed
// (nil: none). Where there is none the commit is nil, and who waited is told at once. record is the record, or what
// may become one. To be called only when Free.
func (c *Committer) Begin(record crm.ID, exists bool, documents []*Document, row *Document,
	now time.Time) (*Commit, []Effect) {
	commit := &Commit{Begun: now, waiters: c.waiters}
	c.waiters = nil
	for _, d := range documents {
		if d.Pending() || d == row {
			commit.Writes = append(commit.Writes, d.write(record, exists))
		}
	}
	if len(commit.Writes) == 0 {
		return nil, notify(nil, commit.waiters, nil)
	}
	c.phase = writing
	return commit, nil
}

// Ended notes that all writes of the commit have ended.
func (c *Committer) Ended() { c.phase = idle }

// Notify tells who waited for a commit how it ended: with the last error of its writes.
func (c *Committer) Notify(commit *Commit) []Effect {
	var failed error
	for _, w := range commit.Writes {
		if w.Err != nil {
			failed = w.Err
		}
	}
	return notify(nil, commit.waiters, failed)
}

// Abandon tells who waits for the next commit that there will be none.
func (c *Committer) Abandon(err error) []Effect {
	waiters := c.waiters
	c.waiters = nil
	return notify(nil, waiters, err)
}

// Pause has nothing written until Resume. It is false where that was so already.
func (c *Committer) Pause() bool {
	if c.phase == pausing {
		return false
	}
	c.phase = pausing
	return true
}

// Resume ends a pause.
func (c *Committer) Resume() { c.phase = idle }

func notify(effects []Effect, waiters []func(error), err error) []Effect {
	for _, waiter := range waiters {
		effects = append(effects, Notify{waiter, err})
	}
	return effects
}
