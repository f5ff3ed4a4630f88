package engine

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/internal/fair"
)

// Apply adds changes and returns the contents of the document afterwards. The changes are chunks of type 1 or 2 in
// causal order; the document or earlier changes must contain all their dependencies. Apply ignores changes that the
// document already has. roots names the root fields to return; nil means all of them. After an error none of the
// changes is in the document.
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

// Author writes a draft as one change, applies it, and returns its chunk and the contents of the document afterwards.
// The chunk is nil if the draft changes nothing. A [*crdt.RefusedError] names the field that does not fit the schema.
//
// One change inserts and deletes at most 5,000 characters of texts. State.Rest then names the texts that it did not
// finish: the caller must go on with a draft of them, by the same actor and before any other change of the document.
func (p *Pool) Author(ctx context.Context, doc crdt.Doc, draft crdt.Draft) ([]byte, crdt.State, error) {
	data, err := json.Marshal(draft)
	if err != nil {
		return nil, crdt.State{}, crm.Invalid("", "the draft is not JSON")
	}
	c, err := p.call(ctx, doc, &request{op: opAuthor, draft: data})
	if err != nil {
		return nil, crdt.State{}, err
	}
	change, state := c.take(c.count(1)), c.state()
	rest := c.take(c.count(1))
	if state, err = finish(c, state); err != nil {
		return nil, state, err
	}
	if err := json.Unmarshal(rest, &state.Rest); err != nil {
		return nil, state, &crm.Error{Code: crm.CodeInternal, Message: "the document can't be read", Err: err}
	}
	if len(change) == 0 {
		return nil, state, nil
	}
	return change, state, nil
}

// Fields returns all root fields at heads, which may be in any order; nil means the current heads. If the document
// lacks one of the heads, the error is a [*crdt.RefusedError] of code not found. With a process of the past, the error
// may also be of code rate limited: other users' questions came first. Callers share the state at heads.
func (p *Pool) Fields(ctx context.Context, doc crdt.Doc, heads []crdt.Hash) (crdt.State, error) {
	if len(heads) > 0 && p.past != nil {
		return p.fieldsAt(ctx, doc, heads)
	}
	c, err := p.call(ctx, doc, &request{op: opFields, heads: heads})
	if err != nil {
		return crdt.State{}, err
	}
	return finish(c, c.state())
}

// Snapshot returns the whole document as one chunk of type 0, and its heads. Before it returns, the engine loads the
// chunk again and compares the heads, which cover all changes. If they differ, the error's code is internal, and the
// caller must keep the changes as they are.
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

// largeDraft is how many bytes a draft has for which a heavy document's process is called, whatever the document
// weighs: a text's characters take about 4 µs each, and a call can't be interrupted.
const largeDraft = 4_000

// call sends a request to the process that holds the document, when it is the user's turn.
func (p *Pool) call(ctx context.Context, doc crdt.Doc, r *request) (*cursor, error) {
	lanes, k := p.turns.present, p.supervisor(doc.ID)
	heavy := p.heavy.takes(doc, p.config.Budget.Over(fair.PayerOf(doc.User)) > 0) ||
		p.heavy != nil && len(r.draft) >= largeDraft
	if !heavy && p.heavy.copies(doc, r) {
		return p.callCopy(ctx, doc, r)
	}
	if heavy {
		lanes, r.flags = p.turns.heavy, r.flags|flagTight
	}
	// A call is a part of a request, which was not refused.
	place, err := lanes.Resume(ctx, fair.PayerOf(doc.User))
	if err != nil {
		return nil, err
	}
	if heavy {
		k = p.heavy.process(doc, place.Beyond(), k)
		if place.Beyond() || doc.Ops > tightHeldBytes/bytesOfOp {
			r.flags |= flagAlone // two such documents would take hundreds of megabytes while one is loaded
		}
	} else {
		p.heavy.giveBack(doc.ID, k)
	}
	return p.callIn(ctx, place, k, doc, r)
}

// callCopy sends a request that changes nothing to the process of heavy documents, which loads the document for this
// call alone. The process that holds it keeps it.
func (p *Pool) callCopy(ctx context.Context, doc crdt.Doc, r *request) (*cursor, error) {
	place, err := p.turns.heavy.Resume(ctx, fair.PayerOf(doc.User))
	if err != nil {
		return nil, err
	}
	k := p.heavy.within
	r.flags |= flagTight
	k.markStale(doc.ID) // it may hold the document as that was
	defer k.markStale(doc.ID)
	return p.callIn(ctx, place, k, doc, r)
}

// callIn sends a request to a process. The place's user is charged for the time that the process needed.
func (p *Pool) callIn(ctx context.Context, place fair.Place, k *supervisor, doc crdt.Doc,
	r *request) (*cursor, error) {
	begun := time.Now()
	c, err := k.do(ctx, doc, r)
	cost := k.needed()
	if crm.CodeOf(err) == crm.CodeInternal { // the process may have died of it, and its clock with it
		cost = max(cost, time.Since(begun))
	}
	place.Leave(cost)
	if p.config.Metrics.Called != nil {
		p.config.Metrics.Called(operations[r.op], time.Since(begun))
	}
	return c, err
}

// finish checks that an answer was read completely.
func finish[T any](c *cursor, value T) (T, error) {
	if c.failed || len(c.data) > 0 {
		var none T
		return none, &crm.Error{Code: crm.CodeInternal, Message: "the document can't be read", Err: errAnswer}
	}
	return value, nil
}
