package engine

import (
	"context"
	"errors"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/internal/fair"
)

const (
	// What was answered about the past is kept for a time after somebody has asked for it last.
	maxKeptBytes = 16 << 20
	keptFor      = 8 * time.Second
)

// version names a document at some heads, whose bytes follow each other.
type version struct {
	doc   crm.ID
	heads string
}

func versionOf(doc crm.ID, heads []crdt.Hash) version {
	joined := make([]byte, 0, 32*len(heads))
	for _, h := range heads {
		joined = append(joined, h[:]...)
	}
	return version{doc, string(joined)}
}

// fieldsAt answers Fields at heads: what was answered before at once, the rest by the process of the past.
func (p *Pool) fieldsAt(ctx context.Context, doc crdt.Doc, heads []crdt.Hash) (crdt.State, error) {
	at := versionOf(doc.ID, heads)
	if state, ok := p.kept.Get(at); ok {
		return state, nil
	}
	place, err := p.beginPast(ctx, doc)
	if err != nil {
		return crdt.State{}, err
	}
	if state, ok := p.kept.Get(at); ok { // somebody else has asked meanwhile
		place.Leave(0)
		return state, nil
	}
	c, err := p.askPast(ctx, place, doc, &request{op: opPast, heads: heads})
	if err != nil {
		return crdt.State{}, err
	}
	state, err := finish(c, c.state())
	if err == nil {
		p.kept.Put(at, state, sizeOf(&state))
	}
	return state, err
}

// beginPast waits until it is the user's turn. Errors: rate_limited around a *fair.Refused; ctx's.
func (p *Pool) beginPast(ctx context.Context, doc crdt.Doc) (fair.Place, error) {
	wait, cancel := context.WithTimeout(ctx, p.config.PastWait)
	defer cancel()
	place, err := p.turns.past.Resume(wait, fair.PayerOf(doc.User))
	if err != nil && ctx.Err() == nil {
		over := p.config.Budget.Over(fair.PayerOf(doc.User))
		err = &crm.Error{Code: crm.CodeRateLimited, Message: "others who look at old states are served first",
			Err: &fair.Refused{Beyond: over > 0, After: max(over, p.config.PastWait)}}
	}
	return place, err
}

// askPast asks the process of the past. It holds one document, as that was when somebody last asked for it, and loads
// it again where it lacks heads.
func (p *Pool) askPast(ctx context.Context, place fair.Place, doc crdt.Doc, r *request) (*cursor, error) {
	again := *r
	c, err := p.callIn(ctx, place, p.past, doc, r)
	var refused *crdt.RefusedError
	if !errors.As(err, &refused) {
		return c, err
	}
	if place, err = p.beginPast(ctx, doc); err != nil {
		return nil, err
	}
	p.past.markStale(doc.ID)
	return p.callIn(ctx, place, p.past, doc, &again)
}

// sizeOf is about the memory that a state takes, in bytes.
func sizeOf(s *crdt.State) int {
	const perField = 64
	size := 256 + 32*len(s.Heads)
	for name, value := range s.Fields {
		size += len(name) + len(value) + perField
	}
	return size
}
