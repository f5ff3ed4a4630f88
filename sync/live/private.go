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

// A private document may arrive before its record: it waits as a draft of its author. When both are there, the draft's
// mailbox moves into the record's, which takes the document over if its author may write it. A draft of anybody else
// has no right to be there, and gives way. So does a record of its own: ids are drawn, and this one follows from
// another record's, so that nobody comes by it but to keep that record's owner out.

// ensurePrivate sees that the record has its private document: the draft that waited, or a new one.
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

// ensurePrivate is a turn.
func ensurePrivate(ctx context.Context, r *Record) bool { r.ensurePrivate(ctx); return false }

// needPrivate loads the record's private document, or makes an empty one.
func (r *Record) needPrivate(ctx context.Context) (*document, error) {
	if r.private != nil && !(r.private.Standing == replica.Draft && r.exists()) {
		return r.private, nil
	}
	id := crm.PrivateID(r.id)
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

func (r *Record) loadPrivate(ctx context.Context, stored *crm.Stored) (*replica.Document, error) {
	d, err := replica.Load(stored)
	if err != nil {
		r.records.config.Log.Error("a document can't be loaded", "doc", stored.ID, "error", err)
		return nil, replica.ErrCorrupt
	}
	switch {
	case stored.Draft && r.exists():
		return r.adoptDraft(ctx, d)
	case !stored.Draft && (d.Of != r.id || !d.Private):
		return nil, replica.ErrCorrupt
	}
	return d, nil
}

// adoptDraft makes a draft the record's private document, where its author may write that and its content is legal;
// else a new document takes its place, and its first write forgets the draft.
func (r *Record) adoptDraft(ctx context.Context, d *replica.Document) (*replica.Document, error) {
	people, err := r.records.directory.people(ctx, r.record.Broker)
	if people == nil {
		return nil, unavailable(err)
	}
	author := r.records.directory.user(ctx, r.record.Broker, d.Author)
	half := r.open(d).view()
	half.Private = true // it doesn't say so yet
	named := !d.NamesHome() || d.PrivateOf() == r.id
	if author == nil || !author.May(crm.ActionPrivate, r.record.Row) || !named ||
		half.Check(crm.TypeNamed(r.record.Type)) != nil {
		r.records.config.Engine.Drop(d.ID)
		return replica.Replace(d.ID, replica.Replacing), nil
	}
	d.Adopt(r.id)
	r.project(r.open(d), slices.Collect(maps.Keys(d.Fields())), author.ID)
	return d, nil
}

// evict makes a record that sits at the id of r's private document give way to a new one: the new one's first write
// removes it, and those who could read it are told of the loss. While that record is live, it has to leave first.
func (r *Record) evict(id crm.ID) (*replica.Document, error) {
	r.records.claimPrivate(r)
	if other := r.records.at(id); other != r {
		other.post(other.moveTo(r.id, nil))
		return nil, unavailable(errors.New("a record that sits at its private document's id has to leave first"))
	}
	r.records.config.Log.Warn("a record sits at another's private document's id and gives way", "doc", id, "record", r.id)
	r.records.config.Engine.Drop(id, crm.PrivateID(id))
	return replica.Replace(id, replica.Evicting), nil
}

// beginPrivate gives a record's private document its fixed first change and the record's id.
func (d *document) beginPrivate(ctx context.Context) error {
	if err := d.plant(ctx, crm.TypeNamed(d.r.record.Type), nil); err != nil {
		return err
	}
	if d.NamesHome() {
		return nil
	}
	mark := d.r.journal.Mark()
	_, err := d.write(ctx, nil, crdt.Draft{Patch: json.RawMessage(`{"privateOf":` + strconv.Quote(d.r.id.String()) + `}`)})
	d.r.journal.Quiet(mark)
	return err
}

// attach is the document that a link is about, loading it where it is the private one; nil where it is corrupt. The
// error's code is unavailable where it can't be had now.
func (r *Record) attach(ctx context.Context, l *Link) (*document, error) {
	err := r.broken
	if err == nil && r.record != nil && l.doc != r.id {
		_, err = r.needPrivate(ctx)
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
		l.peer.SetReads(d.mayRead(l.user))
	}
	return d, nil
}

// damaged reports whether a document was found and can't be trusted. Its clients keep what they have; cutting their
// connections would not help them.
func damaged(err error) bool {
	return errors.Is(err, replica.ErrCorrupt) ||
		crm.CodeOf(err) == crm.CodeUnavailable && !errors.Is(err, context.DeadlineExceeded)
}

// arrive goes on with the peers of a draft that has moved to this record. Who may not read the record sends again what
// they have, and is refused.
func arrive(peers []*replica.Peer) turn {
	return func(ctx context.Context, r *Record) bool {
		r.ensurePrivate(ctx)
		for _, p := range peers {
			d, err := r.attach(ctx, linkOf(p))
			switch {
			case err != nil || d == nil || p.Quiet():
			case p.Reads():
				d.perform(ctx, d.Converse(nil, p))
			default:
				d.perform(ctx, []replica.Effect{d.AskAgain(p)})
			}
		}
		return false
	}
}
