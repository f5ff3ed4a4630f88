package engine

import (
	"context"
	"errors"
	"slices"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/internal/child"
)

// do sends a request and returns the answer, even if the process dies meanwhile.
func (k *supervisor) do(ctx context.Context, doc crdt.Doc, r *request) (*cursor, error) {
	answer, err := k.try(ctx, k.child.CallLonger, doc, r)
	var death *child.Death
	if errors.As(err, &death) {
		answer, err = k.replay(ctx, doc, r)
	}
	switch {
	case errors.Is(err, child.ErrClosed):
		err = &crm.Error{Code: crm.CodeUnavailable, Message: "the server is shutting down", Err: err}
	case errors.As(err, &death):
		err = &crm.Error{Code: crm.CodeUnavailable, Message: "the document engine is not available", Err: err}
	}
	return answer, err
}

// outsideDeaths is how often a process may be killed from outside (by an operator or the kernel) during the same call
// before that call is considered the cause.
const outsideDeaths = 5

// culprit says that a request killed a new process that had done nothing else.
type culprit struct{ death *child.Death }

func (c *culprit) Error() string { return c.death.Error() }

// replay repeats a request whose process died before answering. It loads the document first and applies the changes one
// at a time, so that a change that kills a new process can be named.
func (k *supervisor) replay(ctx context.Context, doc crdt.Doc, r *request) (answer *cursor, err error) {
	err = k.child.Alone(ctx, func(solo child.Solo) error {
		answer, err = k.replayAlone(ctx, solo, doc, r)
		return err
	})
	return answer, err
}

func (k *supervisor) replayAlone(ctx context.Context, solo child.Solo, doc crdt.Doc, r *request) (*cursor, error) {
	var found *culprit
	if _, err := k.insist(ctx, solo, doc, &request{op: opOpen}); errors.As(err, &found) {
		k.log.Error("a stored document stops the engine", "doc", doc.ID, "reason", found.death.Reason)
		return nil, &crm.Error{Code: crm.CodeInternal, Message: "the document can't be read", Err: found}
	} else if err != nil {
		return nil, err
	}
	if len(r.changes) <= 1 {
		answer, err := k.insist(ctx, solo, doc, r)
		if errors.As(err, &found) {
			return nil, k.verdict(doc, r, found)
		}
		return answer, err
	}
	for i, change := range r.changes {
		one := *r
		one.changes = [][]byte{change}
		answer, err := k.insist(ctx, solo, after(doc, r.changes[:i]), &one)
		if errors.As(err, &found) {
			return nil, k.verdict(doc, &one, found)
		}
		if err != nil || i == len(r.changes)-1 {
			return answer, err
		}
	}
	panic("unreachable")
}

// insist repeats a request until it is answered or has killed a process that had handled nothing else.
func (k *supervisor) insist(ctx context.Context, solo child.Solo, doc crdt.Doc, r *request) (*cursor, error) {
	for outside := 0; ; {
		alone := true // the process has handled only this request and the loading that it asks for
		first := true
		answer, err := k.try(ctx, func(ctx context.Context, data []byte, more time.Duration) ([]byte, error) {
			answer, fresh, err := solo.CallLonger(ctx, data, more)
			if first {
				alone, first = fresh, false
			}
			return answer, err
		}, doc, r)
		var death *child.Death
		if !errors.As(err, &death) {
			return answer, err
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if death.Outside {
			if outside++; outside < outsideDeaths {
				continue
			}
		}
		if alone {
			return nil, &culprit{death}
		}
	}
}

// verdict returns the error that names the one change of r as the cause.
func (k *supervisor) verdict(doc crdt.Doc, r *request, found *culprit) error {
	if len(r.changes) == 0 {
		k.log.Error("a call stops the engine", "doc", doc.ID, "operation", operations[r.op], "reason",
			found.death.Reason)
		return &crm.Error{Code: crm.CodeInternal, Message: "the document can't be worked on", Err: found}
	}
	hash := crdt.Hash{}
	if h, err := readHeader(r.changes[0]); err == nil {
		hash = h.hash
	}
	k.log.Warn("a change stops the engine", "doc", doc.ID, "change", hash, "reason", found.death.Reason)
	if k.metrics.Quarantined != nil {
		k.metrics.Quarantined()
	}
	return &crdt.QuarantineError{Hash: hash, Reason: found.death.Reason}
}

// after returns doc with changes added to those that Load returns.
func after(doc crdt.Doc, changes [][]byte) crdt.Doc {
	load := doc.Load
	doc.Load = func(ctx context.Context) ([][]byte, error) {
		if load == nil {
			return changes, nil
		}
		chunks, err := load(ctx)
		return slices.Concat(chunks, changes), err
	}
	return doc
}
