package engine

import (
	"context"
	"errors"
	"log/slog"
	"sync"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/internal/child"
)

// keeper is one engine process as the server sees it.
type keeper struct {
	child   *child.Child
	metrics *Metrics
	log     *slog.Logger

	mu      sync.Mutex      // guards the fields below
	spoiled map[crm.ID]bool // the process may hold more than the server knows of: to be forgotten first
	all     bool            // every document is
}

// maxSpoiled documents are remembered one by one.
const maxSpoiled = 4096

func (k *keeper) spoil(id crm.ID) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.spoiled == nil {
		k.spoiled = map[crm.ID]bool{}
	}
	if k.spoiled[id] = true; len(k.spoiled) > maxSpoiled {
		clear(k.spoiled)
		k.all = true
	}
}

// cleanse gives the flags by which the process forgets what is spoiled.
func (k *keeper) cleanse(id crm.ID) (flags byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.spoiled[id] {
		delete(k.spoiled, id)
		flags |= flagForget
	}
	if k.all {
		k.all = false
		flags |= flagForgetAll
	}
	return flags
}

// calling is one way to reach the process: with others, or alone.
type calling func(ctx context.Context, request []byte) ([]byte, error)

// do works a request off, whatever dies meanwhile.
func (k *keeper) do(ctx context.Context, doc crdt.Doc, r *request) (*cursor, error) {
	answer, err := k.try(ctx, k.child.Call, doc, r)
	var death *child.Death
	if errors.As(err, &death) {
		answer, err = k.replay(ctx, doc, r)
	}
	switch {
	case errors.Is(err, child.ErrClosed):
		err = &crm.Error{Code: crm.CodeUnavailable, Message: "the server is shutting down", Err: err}
	case errors.As(err, &death):
		err = &crm.Error{Code: crm.CodeUnavailable, Message: "the document engine does not come up", Err: err}
	}
	return answer, err
}

// try makes one attempt, with the document's chunks where the process asks for them.
func (k *keeper) try(ctx context.Context, call calling, doc crdt.Doc, r *request) (*cursor, error) {
	attempt := *r
	attempt.doc, attempt.load = doc.ID, nil
	for loaded := false; ; loaded = true {
		forget := k.cleanse(doc.ID)
		attempt.flags = r.flags | forget
		if loaded {
			attempt.flags |= flagLoad
		}
		answer, err := call(ctx, attempt.encode())
		if err != nil {
			if forget&flagForgetAll != 0 {
				k.spoilAll()
			}
			k.spoil(doc.ID) // it may have been worked off nevertheless
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
			return nil, &crdt.RefusedError{Err: &crm.Error{Code: code, Field: field, Message: string(c.take(c.count(1)))}}
		default:
			return nil, &crm.Error{Code: crm.CodeInternal, Message: "the document can't be read", Err: errors.New(string(c.data))}
		}
	}
}

func (k *keeper) spoilAll() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.all = true
}
