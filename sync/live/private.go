package live

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strconv"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/live/replica"
)

// A private document may arrive before its record. It then waits as a draft of its author. When both exist, the draft's
// mailbox moves into the record's. The record adopts the draft if the draft's author may write private fields. A draft
// by anybody else has no right to this id, and a new document replaces it. The same happens to another record at this
// id: ids are random, and this one is derived from the record's id, so nobody uses it except to shut out the record's
// owner.

// ensurePrivate gives the record its private document: the draft that waited, or a new one.
func (r *Record) ensurePrivate(ctx context.Context) {
	if !r.exists() || !hasPrivate(crm.TypeNamed(r.record.Type)) {
		return
	}
	d, err := r.needPrivate(ctx)
	if err != nil {
		return
	}
	if err := d.beginPrivate(ctx); err != nil {
		r.records.config.Log.Error("a private document can't be begun", "doc", d.ID, "error", err)
	}
}

// ensurePrivateTurn is ensurePrivate as a turn.
func ensurePrivateTurn(ctx context.Context, r *Record) bool { r.ensurePrivate(ctx); return false }

// needPrivate returns the record's private document. It loads the document, or makes an empty one.
func (r *Record) needPrivate(ctx context.Context) (*document, error) {
	if r.private != nil && !(r.private.Standing == replica.Draft && r.exists()) {
		return r.private, nil
	}
	id := r.privateID()
	stored, err := r.records.config.Storage.Document(ctx, id)
	var d *replica.Document
	switch {
	case crm.CodeOf(err) == crm.CodeNotFound:
		d, err = replica.New(id, true), nil
	case err != nil:
		return nil, err
	case stored.Record == stored.ID && !stored.Draft && r.exists():
		d, err = r.evict(id)
	default:
		d, err = r.loadPrivate(ctx, stored)
	}
	if err != nil {
		return nil, err
	}
	r.private = r.open(d)
	return r.private, nil
}

// privateID returns the id of the record's private document.
func (r *Record) privateID() crm.ID {
	if r.record == nil {
		return crm.PrivateID(r.id)
	}
	return r.record.DocumentOf(true)
}

// loadPrivate builds the private document from what is stored, or adopts a draft.
func (r *Record) loadPrivate(ctx context.Context, stored *crm.Stored) (*replica.Document, error) {
	d, err := replica.Load(stored, r.records.strain.begin)
	if err != nil {
		r.records.config.Log.Error("a document can't be loaded", "doc", stored.ID, "error", err)
		return nil, replica.ErrCorrupt
	}
	r.woken += d.Count()
	switch {
	case stored.Draft && r.exists():
		return r.adoptDraft(ctx, d)
	case !stored.Draft && (d.Of != r.id || !d.Private):
		return nil, replica.ErrCorrupt
	}
	return d, nil
}

// adoptDraft makes a draft the record's private document, if the author may write private fields and the content is
// legal. Otherwise it returns a new document, whose first write removes the draft.
func (r *Record) adoptDraft(ctx context.Context, d *replica.Document) (*replica.Document, error) {
	people, err := r.records.directory.freshPeople(ctx, r.record.Broker)
	if people == nil {
		return nil, unavailable(err)
	}
	author := r.records.directory.user(ctx, r.record.Broker, d.Author)
	half := r.open(d).view()
	half.Private = true // the draft doesn't say so yet
	named := !d.NamesHome() || d.PrivateOf() == r.id
	if author == nil || !author.May(crm.ActionPrivate, r.record.Row) || !named ||
		half.Check(crm.TypeNamed(r.record.Type)) != nil {
		r.records.config.Engine.Drop(d.ID)
		return replica.Replace(d.ID, replica.Replacing), nil
	}
	d.Adopt(r.id)
	roots := slices.Collect(maps.Keys(d.Fields()))
	adopted := r.open(d)
	projectAt(adopted, roots, author.ID, r.now())
	r.record = flaggedByRules(r.record, true, roots)
	return d, nil
}

// evict replaces another record that has the id of r's private document. The first write of the new document removes
// that record, and everybody who could read it hears of the loss. While that record is live, it must leave first.
func (r *Record) evict(id crm.ID) (*replica.Document, error) {
	r.records.claimPrivate(r)
	if other := r.records.at(id); other != r {
		other.post(other.moveTo(r.id, nil))
		return nil, unavailable(errors.New("a record that sits at its private document's id has to leave first"))
	}
	log := r.records.config.Log
	log.Warn("a record sits at another's private document's id and gives way", "doc", id, "record", r.id)
	r.records.config.Engine.Drop(id, crm.PrivateID(id))
	return replica.Replace(id, replica.Evicting), nil
}

// beginPrivate writes the fixed first change of a private document, and the record's id.
func (d *document) beginPrivate(ctx context.Context) error {
	if err := d.plant(ctx, crm.TypeNamed(d.r.record.Type), nil); err != nil {
		return err
	}
	if d.NamesHome() {
		return nil
	}
	mark := d.r.journal.Mark()
	patch := json.RawMessage(`{"privateOf":` + strconv.Quote(d.r.id.String()) + `}`)
	_, err := d.authorChange(ctx, nil, crdt.Draft{Patch: patch})
	d.r.journal.Quiet(mark)
	return err
}

// attachLink joins a link to its document and returns that. It loads a private document if necessary. The document is
// nil if it is corrupt. The error has code unavailable if the document is unavailable now.
func (r *Record) attachLink(ctx context.Context, l *Link) (*document, error) {
	err := r.broken
	if err == nil && r.record != nil {
		err = r.needDocument(ctx, l.doc)
	}
	switch {
	case damaged(err):
		return nil, nil
	case err != nil:
		return nil, unavailable(err)
	}
	d := r.half(l.doc)
	if d != nil && !l.peer.Closed() && !l.peer.Attached() {
		d.Attach(l.peer)
		l.attachedTo(r.id)
		l.peer.SetReads(d.mayRead(l.user))
	}
	return d, nil
}

// needDocument loads that document of the record which has this id, if it has one and it is not in memory.
func (r *Record) needDocument(ctx context.Context, id crm.ID) error {
	switch d := r.half(id); {
	case d != nil && d != r.private:
		return nil
	case d != nil || id == r.privateID():
		_, err := r.needPrivate(ctx)
		return err
	}
	return r.openFormer(ctx, id)
}

// damaged reports whether the document exists but its bytes can't be trusted. Its clients keep their copies; a new
// connection would not help them.
func damaged(err error) bool {
	return errors.Is(err, replica.ErrCorrupt) ||
		crm.CodeOf(err) == crm.CodeUnavailable && !errors.Is(err, context.DeadlineExceeded)
}

// arrive returns a turn that continues with the peers of a draft that has moved to this record. A peer that may not
// read the record is asked to send its changes again, and they are refused.
func arrive(peers []*replica.Peer) turn {
	return func(ctx context.Context, r *Record) bool {
		r.ensurePrivate(ctx)
		for _, p := range peers {
			d, err := r.attachLink(ctx, linkOf(p))
			switch {
			case err != nil || d == nil || p.Quiet():
			case p.Reads():
				d.perform(ctx, d.Converse(nil, p))
			default:
				d.perform(ctx, []replica.Effect{p.AskAgain()})
			}
		}
		return false
	}
}
