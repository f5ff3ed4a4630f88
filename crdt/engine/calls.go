package engine

import (
	"context"
	"errors"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
)

var operations = map[byte]string{opOpen: "open", opApply: "apply", opAuthor: "author", opFields: "fields", opSnapshot: "snapshot"}

// Apply adds changes (chunks of type 1 or 2, in causal order, all of whose dependencies the document or the changes before
// them have) and returns what the document holds then. Changes that it has already are left out. roots names the root
// fields to return; nil means all of them. After an error none of the changes is in the document.
//
// A [*crdt.RefusedError] or [*crdt.QuarantineError] names the first change at fault.
func (p *Pool) Apply(ctx context.Context, doc crdt.Doc, changes [][]byte, roots []string) (crdt.State, error) {
	r := &request{op: opApply, changes: changes, roots: roots}
	if roots == nil {
		r.flags = flagAllRoots
	}
	c, err := p.call(ctx, doc, r)
	var refused *crdt.RefusedError
	if errors.As(err, &refused) {
		return crdt.State{}, p.blame(ctx, doc, changes, refused)
	}
	if err != nil {
		return crdt.State{}, err
	}
	return finish(c, c.state())
}

// blame finds the first of changes that is refused.
func (p *Pool) blame(ctx context.Context, doc crdt.Doc, changes [][]byte, refused *crdt.RefusedError) error {
	if len(changes) == 0 {
		return refused
	}
	defer p.Drop(doc.ID)
	at := 0
	for ; at < len(changes)-1; at++ {
		_, err := p.call(ctx, after(doc, changes[:at]), &request{op: opApply, changes: changes[at : at+1]})
		if errors.As(err, &refused) {
			break
		}
		if err != nil {
			return err
		}
	}
	if h, err := readHeader(changes[at]); err == nil {
		refused.Hash = h.hash
	}
	return refused
}

// call works a request off in the process that has the document.
func (p *Pool) call(ctx context.Context, doc crdt.Doc, r *request) (*cursor, error) {
	begun := time.Now()
	c, err := p.keeper(doc.ID).do(ctx, doc, r)
	if p.config.Metrics.Called != nil {
		p.config.Metrics.Called(operations[r.op], time.Since(begun))
	}
	return c, err
}

// finish makes sure that an answer was read to its end.
func finish[T any](c *cursor, value T) (T, error) {
	if c.failed || len(c.data) > 0 {
		var none T
		return none, &crm.Error{Code: crm.CodeInternal, Message: "the document can't be read", Err: errAnswer}
	}
	return value, nil
}
