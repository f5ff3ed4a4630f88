package engine

import (
	"context"
	"encoding/json"
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

// Author writes a draft as one change, applies it, and returns its chunk with what the document holds then; a nil change
// when there was nothing to change. A [*crdt.RefusedError] names the field that does not fit the schema.
func (p *Pool) Author(ctx context.Context, doc crdt.Doc, draft crdt.Draft) ([]byte, crdt.State, error) {
	data, err := json.Marshal(draft)
	if err != nil {
		return nil, crdt.State{}, crm.Invalid("", "the draft is not JSON")
	}
	c, err := p.call(ctx, doc, &request{op: opAuthor, draft: data})
	if err != nil {
		return nil, crdt.State{}, err
	}
	change := c.take(c.count(1))
	state, err := finish(c, c.state())
	if err != nil || len(change) == 0 {
		return nil, state, err
	}
	return change, state, nil
}

// Fields returns all root fields at heads, in any order; nil stands for now. Unknown heads are a [*crdt.RefusedError] of
// code not found.
func (p *Pool) Fields(ctx context.Context, doc crdt.Doc, heads []crdt.Hash) (crdt.State, error) {
	c, err := p.call(ctx, doc, &request{op: opFields, heads: heads})
	if err != nil {
		return crdt.State{}, err
	}
	return finish(c, c.state())
}

// Snapshot returns the whole document as one chunk of type 0, and its heads. The engine has loaded the chunk again and
// found the same heads and the same changes in it; where it does not, the error's code is internal and the changes must
// be kept as they are.
func (p *Pool) Snapshot(ctx context.Context, doc crdt.Doc) ([]byte, []crdt.Hash, error) {
	c, err := p.call(ctx, doc, &request{op: opSnapshot})
	if err != nil {
		return nil, nil, err
	}
	chunk := c.take(c.count(1))
	heads, err := finish(c, c.hashes())
	if err != nil {
		return nil, nil, err
	}
	return chunk, heads, nil
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
