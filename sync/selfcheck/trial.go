package selfcheck

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
)

// trial is one check under way.
type trial struct {
	now func() time.Time

	mu         sync.Mutex // guards what follows, and what the record holds
	record     *record
	made       []madeEdit
	watching   bool // the watcher has the record as it was before the edits
	disordered int
	refusal    string
	broken     error         // a frame could not be read
	changed    chan struct{} // closed and replaced when any of these changes
}

// madeEdit is one edit of a check.
type madeEdit struct {
	hash        crdt.Hash
	at          time.Time
	seen, saved time.Duration // after at; 0: not yet
}

// Problems of a check.
var (
	errNotSaved = errors.New("an edit was not saved in time")
	errNotShown = errors.New("an edit was not shown to another socket in time")
	errOrder    = errors.New("edits came in another order than they were made")
)

func newTrial(now func() time.Time) *trial { return &trial{now: now, changed: make(chan struct{})} }

// begin has a record edited by an author, who sends what is not known to be saved.
func (t *trial) begin(author *client, r *record) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.record = r
	return r.sendUnsaved(author)
}

// wait waits until ok, which is called with the lock held.
func (t *trial) wait(ctx context.Context, ok func() bool) error {
	for {
		t.mu.Lock()
		fine, refusal, broken, changed := ok(), t.refusal, t.broken, t.changed
		t.mu.Unlock()
		switch {
		case broken != nil:
			return broken
		case refusal != "":
			return errors.New("an edit was refused: " + refusal)
		case fine:
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// complete reports whether all edits were seen and saved.
func (t *trial) complete() bool {
	return !slices.ContainsFunc(t.made, func(e madeEdit) bool { return e.seen == 0 || e.saved == 0 })
}

func (t *trial) refused() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.refusal
}

// heard takes in a frame with the lock held.
func (t *trial) heard(take func() error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := take(); err != nil && t.broken == nil {
		t.broken = err
	}
	close(t.changed)
	t.changed = make(chan struct{})
}

// heardByAuthor is called with what the author is sent.
func (t *trial) heardByAuthor(author *client, f *frame) {
	t.heard(func() error {
		switch f.Type {
		case "saved":
			for _, raw := range f.Hashes {
				t.savedLocked(raw)
			}
		case "rejected":
			t.refusal = f.Message
		case "sync":
			b, err := bring(f)
			if err != nil || t.record == nil || b.doc != t.record.id {
				return err
			}
			if len(b.changes) > 0 && t.record.take(b) {
				return author.echo(b.doc, slices.Clone(t.record.graph.Heads()))
			}
		}
		return nil
	})
}

func (t *trial) savedLocked(raw []byte) {
	if len(raw) != len(crdt.Hash{}) || t.record == nil {
		return
	}
	hash := crdt.Hash(raw)
	t.record.saved(hash)
	for i := range t.made {
		if e := &t.made[i]; e.hash == hash && e.saved == 0 {
			e.saved = max(t.now().Sub(e.at), 1)
		}
	}
}

// heardByWatcher is called with what the watcher is sent.
func (t *trial) heardByWatcher(watcher *client, f *frame) {
	if f.Type != "sync" {
		return
	}
	t.heard(func() error {
		b, err := bring(f)
		if err != nil {
			return err
		}
		for _, change := range b.changes {
			t.seenLocked(change.Hash)
		}
		if len(b.heads) > 0 {
			t.watching = true
		}
		return watcher.echo(b.doc, b.heads)
	})
}

// seenLocked notes that an edit has come.
func (t *trial) seenLocked(hash crdt.Hash) {
	for i := range t.made {
		e := &t.made[i]
		if e.hash != hash || e.seen > 0 {
			continue
		}
		e.seen = max(t.now().Sub(e.at), 1)
		if slices.ContainsFunc(t.made[:i], func(before madeEdit) bool { return before.seen == 0 }) {
			t.disordered++
		}
	}
}

// result sums a check up. err is why it ended early.
func (t *trial) result(err error) (r Result) {
	t.mu.Lock()
	defer t.mu.Unlock()
	unseen, unsaved := 0, 0
	for i := range t.made {
		e := &t.made[i]
		if e.seen == 0 {
			unseen++
		}
		if e.saved == 0 {
			unsaved++
		}
		r.Seen, r.Saved = max(r.Seen, e.seen), max(r.Saved, e.saved)
	}
	r.Lost, r.Disordered = max(unseen, unsaved), t.disordered
	if unseen > 0 {
		r.Seen = 0
	}
	if unsaved > 0 {
		r.Saved = 0
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded) && unseen > 0:
		err = errNotShown
	case errors.Is(err, context.DeadlineExceeded) && unsaved > 0:
		err = errNotSaved
	case err == nil && t.disordered > 0:
		err = errOrder
	}
	if err != nil {
		r.Problem = plain(err)
	}
	return r
}

// plain is an error in the words for an operator.
func plain(err error) string {
	var told *crm.Error
	if errors.As(err, &told) && told.Message != "" {
		return told.Message
	}
	return err.Error()
}

// observe tells the hooks how long the edits took.
func (t *trial) observe(m *Metrics) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range t.made {
		if e := &t.made[i]; e.seen > 0 && m.Seen != nil {
			m.Seen(e.seen)
		}
		if e := &t.made[i]; e.saved > 0 && m.Saved != nil {
			m.Saved(e.saved)
		}
	}
}
