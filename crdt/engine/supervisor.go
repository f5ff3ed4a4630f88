package engine

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/internal/child"
)

// supervisor is one engine process as the server sees it.
type supervisor struct {
	child   *child.Child
	metrics *Metrics
	log     *slog.Logger

	mu sync.Mutex // guards the fields below
	// documents whose cached state may have changes that the server does not know of: the process must drop them first
	stale    map[crm.ID]bool
	allStale bool          // all documents must be dropped
	used     time.Duration // of processor time, when needed was called last
}

// needed returns the processor time that the process has used since the last call of needed. A process handles calls
// one after the other, so that is what the call took that has just ended, more or less.
func (k *supervisor) needed() time.Duration {
	used, err := k.child.CPU()
	if err != nil {
		return 0 // it has just died
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	before := k.used
	if k.used = used; used < before { // another process
		return used
	}
	return used - before
}

// maxStale limits how many documents are remembered individually.
const maxStale = 4096

func (k *supervisor) markStale(id crm.ID) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.stale == nil {
		k.stale = map[crm.ID]bool{}
	}
	if k.stale[id] = true; len(k.stale) > maxStale {
		clear(k.stale)
		k.allStale = true
	}
}

// maxDrops limits how many stale documents one request names besides its own.
const maxDrops = 256

// takeStale returns what makes the process drop stale documents: flags, and other documents, whose memory it need not
// keep until somebody asks for them.
func (k *supervisor) takeStale(id crm.ID) (flags byte, others [][]byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.allStale {
		k.allStale = false
		clear(k.stale)
		return flagDropAll, nil
	}
	if k.stale[id] {
		delete(k.stale, id)
		flags = flagDrop
	}
	for other := range k.stale {
		if len(others) == maxDrops {
			break
		}
		delete(k.stale, other)
		others = append(others, other[:])
	}
	return flags, others
}

// calling is a way to call the process: together with others, or alone. more is added to the deadline.
type calling func(ctx context.Context, request []byte, more time.Duration) ([]byte, error)

// loadTimePerOp is what the deadline of a call grows by for each operation of a document that it must load first. It is
// ten times the processor time that loading takes: a stored document must not be taken for one that stops the engine.
const loadTimePerOp = 20 * time.Microsecond

// try makes one attempt. It sends the document's chunks if the process asks for them.
func (k *supervisor) try(ctx context.Context, call calling, doc crdt.Doc, r *request) (*cursor, error) {
	attempt := *r
	attempt.doc, attempt.load = doc.ID, nil
	for loaded := false; ; loaded = true {
		var drop byte
		drop, attempt.drops = k.takeStale(doc.ID)
		attempt.flags = r.flags | drop
		var more time.Duration
		if loaded {
			attempt.flags |= flagLoad
			more = time.Duration(doc.Ops) * loadTimePerOp
		}
		answer, err := call(ctx, attempt.encode(), more)
		if err != nil {
			k.returnStale(drop, attempt.drops)
			k.markStale(doc.ID) // it may have been applied nevertheless
			return nil, err
		}
		c := &cursor{data: answer}
		switch status := c.take(1)[0]; {
		case status == statusDone:
			return c, nil
		case status == statusNotLoaded && !loaded:
			if doc.Load == nil {
				continue
			}
			if attempt.load, err = doc.Load(ctx); err != nil {
				return nil, err
			}
		case status == statusRefused:
			code, field := crm.Code(c.take(c.count(1))), string(c.take(c.count(1)))
			return nil, &crdt.RefusedError{Err: &crm.Error{Code: code, Field: field,
				Message: string(c.take(c.count(1)))}}
		default:
			return nil, &crm.Error{Code: crm.CodeInternal, Message: "the document can't be read",
				Err: errors.New(string(c.data))}
		}
	}
}

func (k *supervisor) markAllStale() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.allStale = true
}

// tidyTimeout bounds how long tidy waits. A process that does not answer is looked after by its other calls.
const tidyTimeout = 10 * time.Second

// tidy makes the process drop the stale documents, and give back memory if it freed much.
func (k *supervisor) tidy(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, tidyTimeout)
	defer cancel()
	for more := true; more; {
		r := request{op: opTidy}
		r.flags, r.drops = k.takeStale(crm.ID{})
		more = len(r.drops) == maxDrops
		if _, err := k.child.Call(ctx, r.encode()); err != nil {
			k.returnStale(r.flags, r.drops)
			return
		}
	}
	k.needed() // nobody pays for it
}

// returnStale notes again what takeStale returned: the process may not have been told.
func (k *supervisor) returnStale(flags byte, others [][]byte) {
	if flags&flagDropAll != 0 {
		k.markAllStale()
	}
	for _, other := range others {
		k.markStale(crm.ID(other))
	}
}
