package live

import (
	"context"
	"errors"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/live/replica"
)

// authorChange has the server write a draft and take it in like any other change: as several changes where one may not
// have as many operations, which travel and are stored together. user is the person for whom the server writes; nil
// means the server itself. A draft without an actor gets the server's actor for that user. It returns false if there
// was nothing to change. After an error nothing was changed.
func (d *document) authorChange(ctx context.Context, user *crm.User, draft crdt.Draft) (bool, error) {
	return d.authorUntil(ctx, nil, user, draft)
}

// authorUntil is authorChange for somebody who may leave, which closes the channel: then the draft is taken back, if
// its last change is not written yet.
func (d *document) authorUntil(ctx context.Context, left <-chan struct{}, user *crm.User,
	draft crdt.Draft) (bool, error) {
	if user != nil {
		if err := d.CheckFull(); err != nil {
			return false, err
		}
		if err := d.CheckTexts(d.typeOf(), &draft); err != nil {
			return false, err
		}
	}
	by := replica.Submission{User: user, Server: true, Came: d.r.now()}
	w := beginWay(d.r.records, by.Came)
	a := authoring{d, d.beginBatch(ctx, by), draft}
	if draft.Actor == ([16]byte{}) {
		a.draft.Actor = a.actor()
	}
	a.batch.Merged = draft.Base != nil // a merge with what came after the base may leave a field beyond its limits
	a.draft.Time = by.Came.Unix()
	a.draft.Bare = true
	a.draft.Private = d.Private
	if t := d.typeOf(); t != nil && draft.Type == "" {
		a.draft.Type = t.Name
	}
	for more := true; more; {
		var err error
		if more, err = a.step(ctx); err == nil && more && ended(left) {
			err = errLeft
		}
		if err != nil {
			return false, a.abandon(ctx, err)
		}
	}
	if len(a.batch.Changes) == 0 {
		return false, nil
	}
	w.pass(&w.applied)
	d.finish(ctx, a.batch)
	w.end(a.batch, len(d.Peers()))
	if draft.Base != nil {
		giveWay(ctx, d, a.batch.Changes)
	}
	if user != nil {
		d.repair(ctx)
	}
	return true, nil
}

// errLeft takes back what nobody waits for any more.
var errLeft = errors.New("whoever asked waits no longer")

// ended reports whether a channel is closed; a nil one never is.
func ended(left <-chan struct{}) bool {
	select {
	case <-left:
		return true
	default:
		return false
	}
}

// typeOf returns the record type that the document is checked against. It is nil while the type is unknown.
func (d *document) typeOf() *crm.RecordType {
	if d.r.record != nil {
		return crm.TypeNamed(d.r.record.Type)
	}
	return d.NamedType()
}

// authoring is a draft on its way into the history.
type authoring struct {
	d     *document
	batch *replica.Batch // of the changes that it has become so far
	draft crdt.Draft     // what is left to write
}

// actor returns the actor by which the server writes for the user. A change with a base that lacks the actor's last
// change can't be its next one, so it gets an actor of its own.
func (a *authoring) actor() [16]byte {
	records, graph := a.d.r.records, a.d.Graph()
	usual := records.actors.of(a.batch.By.UserID())
	last, wrote := graph.ByActorSeq(crdt.Actor(usual[:]), graph.Last(crdt.Actor(usual[:])))
	if a.draft.Base == nil || !wrote || graph.Covers(a.draft.Base, last) {
		return usual
	}
	return crm.NewID(records.config.Random)
}

// step has the engine write one change, adds it to the batch, and reports whether the draft goes on.
func (a *authoring) step(ctx context.Context) (more bool, err error) {
	change, state, err := a.write(ctx)
	if err != nil || change == nil {
		return false, err
	}
	a.batch.State = state
	if a.batch.By.User != nil { // what the server itself mends has no limit, because it would stay broken
		if err := a.d.CheckRoom(change); err != nil {
			return false, err
		}
	}
	if err := a.claimAndAdd(ctx, change); err != nil {
		return false, err
	}
	if a.draft.Base != nil {
		if !a.d.Agrees(state) {
			return false, errHeads
		}
		a.draft.Base = []crdt.Hash{change.Hash}
	}
	a.draft.Patch, a.draft.Items, a.draft.Rest = nil, nil, state.Rest
	return len(state.Rest) > 0, nil
}

// write has the engine write a change that follows the whole history, or the draft's base. The change is nil if there
// is nothing to change. If the engine holds another history, it forgets the document and loads it again.
func (a *authoring) write(ctx context.Context) (*crdt.Change, crdt.State, error) {
	d := a.d
	for range 2 {
		chunk, state, err := d.engine.Author(ctx, a.engineDoc(), a.draft)
		if err != nil {
			return nil, state, err
		}
		var change *crdt.Change
		heads := state.Heads
		if chunk != nil {
			if change, err = crdt.ParseChange(chunk, nil); err != nil {
				d.engine.Drop(d.ID) // the engine has applied the change already
				return nil, state, err
			}
			heads = change.Deps
		}
		if len(d.Graph().Missing(heads)) == 0 && (a.draft.Base != nil || d.SeenBy(heads)) {
			return change, state, nil
		}
		d.r.records.config.Log.Warn("the engine loads a document again", "doc", d.ID, "cause", errHeads)
		d.engine.Drop(d.ID)
	}
	return nil, crdt.State{}, errHeads
}

// engineDoc names the document to the engine, with the changes that the draft has become so far: the engine may have to
// load them.
func (a *authoring) engineDoc() crdt.Doc {
	doc := a.d.engineDoc(a.batch.By.User)
	load := doc.Load
	doc.Load = func(ctx context.Context) ([][]byte, error) {
		chunks, err := load(ctx)
		return append(chunks, a.batch.Chunks()...), err
	}
	return doc
}

// claimAndAdd claims the actor of a change for its user, and adds the change to the batch. The engine has made and
// applied the change already.
func (a *authoring) claimAndAdd(ctx context.Context, c *crdt.Change) (err error) {
	fresh := false
	if user := a.batch.By.UserID(); !user.IsZero() {
		if _, known := a.d.Actors()[c.Actor]; !known {
			if _, fresh, err = a.d.r.records.owners.claim(ctx, c.Actor, user); err != nil {
				return err
			}
		}
	}
	return a.d.AddAuthored(a.batch, c, fresh)
}

// abandon takes back what the draft has become before it failed, and gives the error for who asked.
func (a *authoring) abandon(ctx context.Context, err error) error {
	var refused *crdt.RefusedError
	begun := a.batch.State.Heads != nil
	switch {
	case errors.As(err, &refused) && !begun:
		err = refused.Err
	case crm.CodeOf(err) != crm.CodeTooLarge && crm.CodeOf(err) != crm.CodeForbidden:
		err = unavailable(err)
	}
	if !begun {
		return err // the engine has kept nothing
	}
	a.d.perform(ctx, a.d.Abandon(a.batch))
	back := a.d.reload(ctx)
	if user := a.batch.By.User; user != nil {
		a.d.r.woken += a.d.Count()
		payForWaking(a.d.r, user)
	}
	return errors.Join(err, back)
}

// plant begins a document with the fixed first change of its type. user is the person for whom the server writes it;
// nil means the server itself.
func (d *document) plant(ctx context.Context, t *crm.RecordType, user *crm.User) error {
	first := crdt.Genesis(t, d.Private)
	if first == nil || d.Graph().Has(first.Hash) {
		return nil
	}
	_, _, err := d.take(ctx, []*crdt.Change{first}, replica.Submission{User: user, Server: true, Came: d.r.now()})
	if err == nil && user != nil {
		d.repair(ctx)
	}
	return err
}
