package sync

import (
	"context"
	"errors"
	"slices"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
)

// submission is who brings changes.
type submission struct {
	link   *Link     // nil for the server
	user   *crm.User // nil for the server itself
	server bool      // the server wrote the change
	came   time.Time
	denied *crm.Error // why nothing is accepted; nil: it may be
}

func (by *submission) userID() crm.ID {
	if by.user == nil {
		return crm.ID{}
	}
	return by.user.ID
}

// accept takes changes in, in their order: what is known is acknowledged, what misses something waits, what may not be is
// refused, and the rest is applied and given to the peers. An error means that the engine or the storage is unavailable:
// nothing was accepted then.
func (d *dossier) accept(ctx context.Context, doc *document, changes []*crdt.Change, by submission) error {
	for len(changes) > 0 {
		before := d.begin(doc)
		batch := &batch{by: by}
		n, err := d.sift(ctx, doc, changes, batch)
		if err != nil {
			err = errors.Join(err, d.reload(ctx, doc))
		} else {
			err = d.apply(ctx, doc, batch)
		}
		if err != nil {
			batch.changes = nil
			d.bindFresh(doc, batch)
			d.tellRefused(batch)
			return err
		}
		changes = changes[n:]
		d.settleBatch(ctx, doc, batch, before)
	}
	return nil
}

// batch is what one step of a document adds.
type batch struct {
	by      submission
	changes []*crdt.Change
	roots   []string // root fields that the changes touch
	known   []crdt.Hash
	refused []refusal
	fresh   []crdt.Actor // whose claims this batch holds
	astray  bool         // the last move of the status was a merge's that no user may make
	state   crdt.State
}

type refusal struct {
	hash crdt.Hash
	err  *crm.Error
}

// sift checks changes one after the other, each against the document with those before it, and adds the good ones to the
// history in memory. It answers how many it has looked at.
func (d *dossier) sift(ctx context.Context, doc *document, changes []*crdt.Change, b *batch) (int, error) {
	for i, c := range changes {
		link := b.by.link
		switch {
		case doc.graph.Has(c.Hash):
			b.known = append(b.known, c.Hash)
			continue
		case link != nil && (link.peer.Refused(c.Hash) || link.peer.Refused(c.Deps...)):
			d.refuse(doc, b, c, errStranded)
			continue
		case b.by.denied != nil:
			d.refuse(doc, b, c, b.by.denied)
			continue
		case len(doc.graph.Missing(c.Deps)) > 0:
			if link != nil {
				_ = link.peer.Waiting.Add(c, d.hub.config.Now()) // where it is full, the peer is asked to send again
			}
			continue
		}
		roots, err := d.check(ctx, doc, c, b)
		var bad *crm.Error
		switch {
		case err == nil:
			b.changes = append(b.changes, c)
			b.roots = append(b.roots, roots...)
		case errors.As(err, &bad) && bad.Code != crm.CodeUnavailable && bad.Code != crm.CodeInternal:
			d.refuse(doc, b, c, bad)
		default:
			return i, err
		}
		if len(doc.graph.Heads()) > sliceHeads && i+1 < len(changes) && len(b.changes) > sliceHeads/2 {
			return i + 1, nil
		}
	}
	return len(changes), nil
}

// refuse notes that a change is not accepted, and with it what waits for it.
func (d *dossier) refuse(doc *document, b *batch, c *crdt.Change, err *crm.Error) {
	b.refused = append(b.refused, refusal{c.Hash, err})
	link := b.by.link
	if link == nil {
		return
	}
	link.refused = true
	for _, dropped := range link.peer.Refuse(d.seen(doc, link), crdt.NodeOf(c)) {
		b.refused = append(b.refused, refusal{dropped.Hash, errStranded})
	}
}

// apply gives the batch to the engine. What the engine refuses is taken back and the rest tried again.
func (d *dossier) apply(ctx context.Context, doc *document, b *batch) error {
	for len(b.changes) > 0 {
		slices.Sort(b.roots)
		b.roots = slices.Compact(b.roots)
		chunks := make([][]byte, len(b.changes))
		for i, c := range b.changes {
			chunks[i] = c.Data
		}
		roots := b.roots
		if roots == nil {
			roots = []string{}
		}
		state, err := d.applyAll(ctx, doc, chunks, roots)
		if err == nil {
			b.state = state
			return nil
		}
		hash, bad := d.culprit(ctx, doc, b, err)
		if back := d.takeBack(ctx, doc, b, hash, bad); back != nil {
			return back
		}
		if bad == nil {
			return unavailable(err)
		}
	}
	return nil
}

// errHeads says that the engine does not hold what the hub thinks it does.
var errHeads = errors.New("the engine has other heads than the history")

// applyAll has the engine apply chunks that the history has already. An engine that has gone astray begins anew.
func (d *dossier) applyAll(ctx context.Context, doc *document, chunks [][]byte, roots []string) (crdt.State, error) {
	engine := d.hub.config.Engine
	for range 2 {
		state, err := engine.Apply(ctx, doc.engineDoc(d.hub.config.Storage), chunks, roots)
		if err != nil || slices.Equal(state.Heads, doc.graph.Heads()) {
			return state, err
		}
		d.hub.config.Log.Warn("the engine begins a document anew", "doc", doc.id, "cause", errHeads)
		engine.Drop(doc.id)
	}
	return crdt.State{}, errHeads
}

func unavailable(err error) error {
	return &crm.Error{Code: crm.CodeUnavailable, Message: "the document can't be changed at present", Err: err}
}

// culprit finds the change that the engine refused, and what its author is told; nil where it is nobody's fault.
func (d *dossier) culprit(ctx context.Context, doc *document, b *batch, err error) (crdt.Hash, *crm.Error) {
	log := d.hub.config.Log
	var stops *crdt.QuarantineError
	if errors.As(err, &stops) {
		log.Warn("a change stops the engine", "doc", doc.id, "hash", stops.Hash, "user", b.by.userID(), "reason", stops.Reason)
		if err := d.hub.claims.quarantine(ctx, stops.Hash, doc.id, b.by.userID(), stops.Reason); err != nil {
			log.Error("a quarantined change can't be remembered", "doc", doc.id, "error", err)
		}
		return stops.Hash, crm.Errorf(crm.CodeInvalid, "this change can't be processed")
	}
	var refused *crdt.RefusedError
	if errors.As(err, &refused) {
		return refused.Hash, refused.Err
	}
	log.Error("the engine is unavailable", "doc", doc.id, "error", err)
	return crdt.Hash{}, nil
}

// takeBack forgets the batch's changes, and takes those in again that were not made after the refused one.
func (d *dossier) takeBack(ctx context.Context, doc *document, b *batch, hash crdt.Hash, bad *crm.Error) error {
	changes := b.changes
	b.changes = nil
	if err := d.reload(ctx, doc); err != nil {
		return unavailable(err)
	}
	for _, c := range changes {
		gone := slices.ContainsFunc(b.refused, func(r refusal) bool { return slices.Contains(c.Deps, r.hash) })
		switch {
		case bad == nil: // nobody's fault: nothing is refused, nothing accepted
		case c.Hash == hash:
			d.refuse(doc, b, c, bad)
		case gone:
			d.refuse(doc, b, c, errStranded)
		default:
			if err := doc.add(c); err != nil {
				return unavailable(err)
			}
			b.changes = append(b.changes, c)
		}
	}
	if bad != nil && len(b.changes) == len(changes) { // the engine named a change that was not given to it
		b.changes = nil
		return errors.Join(unavailable(errors.New("the engine refuses what it was not given")), d.reload(ctx, doc))
	}
	return nil
}
