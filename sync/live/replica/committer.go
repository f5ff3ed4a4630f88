package replica

import (
	"slices"
	"time"

	"roomkey/crm"
)

// phase is the state of a Committer.
type phase uint8

const (
	idle    phase = iota
	writing       // a commit is running
	pausing       // a write has failed; the next try comes later
)

// Committer decides when the documents of a record are written, and knows who waits for that. One commit runs at a
// time. Changes that come meanwhile go into the next one.
type Committer struct {
	phase   phase
	waiters []func(error) // called when all pending changes are durable
}

// Commit is one round of writes, at most one for each document.
type Commit struct {
	Writes []*DocumentWrite // the write of the shared document first, because it makes the record
	Begun  time.Time

	waiters []func(error)
}

// Wait has waiter called once all pending changes are durable, or could not be stored.
func (c *Committer) Wait(waiter func(error)) { c.waiters = append(c.waiters, waiter) }

// Free reports whether a commit may begin.
func (c *Committer) Free() bool { return c.phase == idle }

// Writing reports whether a commit is running.
func (c *Committer) Writing() bool { return c.phase == writing }

// Begin makes the writes of all documents that have something pending. It also writes row, the document whose write
// stores the changed row; nil if none is needed. If there is nothing to write, the commit is nil and the effects notify
// the waiters at once. record is the id of the record, or of a draft that may become one. Begin may be called only if
// Free.
func (c *Committer) Begin(record crm.ID, exists bool, documents []*Document, row *Document,
	now time.Time) (*Commit, []Effect) {
	commit := &Commit{Begun: now, waiters: c.waiters}
	c.waiters = nil
	for _, d := range documents {
		if d.Pending() || d == row {
			commit.Writes = append(commit.Writes, d.nextWrite(record, exists))
		}
	}
	if len(commit.Writes) == 0 {
		return nil, notify(nil, commit.waiters, nil)
	}
	c.phase = writing
	patient := commit.patient()
	for _, w := range commit.Writes {
		w.Write.Patient = patient
	}
	return commit, nil
}

// patient reports whether nobody waits for the commit but authors for their acknowledgements: all its changes have
// reached the peers, and no document changes what it stands for.
func (c *Commit) patient() bool {
	return len(c.waiters) == 0 && !slices.ContainsFunc(c.Writes, func(w *DocumentWrite) bool {
		return w.Document.held > 0 || w.Document.Standing != Member
	})
}

// Ended notes that all writes of the commit have ended.
func (c *Committer) Ended() { c.phase = idle }

// Notify tells the waiters of a commit how it ended: with the last error of its writes, or without an error.
func (c *Committer) Notify(commit *Commit) []Effect {
	var failed error
	for _, w := range commit.Writes {
		if w.Err != nil {
			failed = w.Err
		}
	}
	return notify(nil, commit.waiters, failed)
}

// Abandon tells the waiters of the next commit that it will not take place.
func (c *Committer) Abandon(err error) []Effect {
	waiters := c.waiters
	c.waiters = nil
	return notify(nil, waiters, err)
}

// Pause stops all writes until Resume. It returns false if they were stopped already.
func (c *Committer) Pause() bool {
	if c.phase == pausing {
		return false
	}
	c.phase = pausing
	return true
}

// Resume ends a pause.
func (c *Committer) Resume() { c.phase = idle }

// notify appends one effect for each waiter.
func notify(effects []Effect, waiters []func(error), err error) []Effect {
	for _, waiter := range waiters {
		effects = append(effects, Notify{waiter, err})
	}
	return effects
}
