package sync

import (
	"context"
	"encoding/json"
	"strconv"

	"roomkey/crdt"
	"roomkey/crm"
)

// A private document may arrive before its record: it waits as a draft of its author. When both are there, the draft's
// dossier moves into the record's, which takes the document over if its author may write it.

// comeHome moves a draft to the record whose private document it says it is, if that record is there and the draft's
// author may write its private fields. The draft is made durable first.
func (d *dossier) comeHome(ctx context.Context, doc *document, record crm.ID) {
	rec, err := d.hub.config.Storage.Record(ctx, record)
	if err != nil || !rec.DeletedAt.IsZero() {
		return
	}
	user := d.hub.directory.user(ctx, rec.Broker, doc.author)
	if user == nil || !user.May(crm.ActionPrivate, rec.Row) || !hasPrivate(crm.TypeNamed(rec.Type)) {
		return
	}
	d.waiters = append(d.waiters, func(err error) {
		if err == nil {
			d.post(0, d.leaveFor(record))
		}
	})
}

// callHome asks the draft that waits for this record to come.
func (d *dossier) callHome() {
	id := crm.PrivateID(d.id)
	d.hub.mu.Lock()
	other := d.hub.docs[id]
	d.hub.mu.Unlock()
	if other == d || other == nil {
		d.waiters = append(d.waiters, func(err error) {
			if err == nil {
				d.post(0, func(ctx context.Context, d *dossier) bool { d.welcome(ctx); return false })
			}
		})
		return
	}
	d.waiters = append(d.waiters, func(err error) {
		if err == nil {
			other.post(0, other.leaveFor(d.id))
		}
	})
}

// leaveFor moves a draft's dossier to a record's. It waits until nothing of the draft is under way.
func (d *dossier) leaveFor(record crm.ID) task {
	return func(_ context.Context, at *dossier) bool {
		if at != d || d.shared == nil {
			return false // it has moved already
		}
		if d.commit != nil || len(d.shared.unsaved) > 0 {
			d.waiters = append(d.waiters, func(error) { d.post(0, d.leaveFor(record)) })
			return false
		}
		links := d.shared.links
		d.move(record, nil)
		d.home.post(0, func(ctx context.Context, d *dossier) bool {
			d.welcome(ctx)
			for _, l := range links {
				if doc := d.private; doc != nil {
					doc.attach(l)
					l.attached = true
					l.peer = crdt.NewPeer()
					l.readable.Store(!l.closed && d.mayRead(l.user, doc))
					d.converse(ctx, doc, l)
				}
			}
			return false
		})
		return false
	}
}

// welcome sees that the record has its private document: the draft that waited, or a new one.
func (d *dossier) welcome(ctx context.Context) {
	if !d.exists() || !hasPrivate(crm.TypeNamed(d.record.Type)) {
		return
	}
	doc, err := d.needPrivate(ctx)
	if err != nil {
		return
	}
	if doc.draft && !d.takeOver(ctx, doc) {
		return
	}
	if err := d.foundPrivate(ctx, doc); err != nil {
		d.hub.config.Log.Error("a private document can't be begun", "doc", doc.id, "error", err)
	}
}

// takeOver makes a draft the record's private document, where its author may write that and its content is legal; else
// the draft is dropped, and a new document takes its place.
func (d *dossier) takeOver(ctx context.Context, doc *document) bool {
	t := crm.TypeNamed(d.record.Type)
	author := d.hub.directory.user(ctx, d.record.Broker, doc.author)
	values, err := decodeFields(doc.fields, "privateOf")
	if err == nil {
		err = t.Check(values, true)
	}
	if author != nil && author.May(crm.ActionPrivate, d.record.Row) && err == nil && doc.privateOf() == d.id {
		if err := d.rehouse(ctx, doc); err != nil {
			d.hub.config.Log.Error("a draft can't be taken over", "doc", doc.id, "error", err)
			d.private = nil
			return false
		}
		doc.draft, doc.author = false, crm.ID{}
		roots := make([]string, 0, len(doc.fields))
		for name := range doc.fields {
			roots = append(roots, name)
		}
		d.project(doc, roots, author.ID)
		return true
	}
	if err := d.hub.config.Storage.DropDraft(ctx, doc.id); err != nil {
		d.hub.config.Log.Error("a draft can't be dropped", "doc", doc.id, "error", err)
		d.private = nil
		return false
	}
	d.hub.config.Engine.Drop(doc.id)
	links := doc.links
	d.private = newDocument(doc.id, true)
	d.private.links = links
	return d.foundPrivate(ctx, d.private) == nil
}

// rehouse has a draft stored as the record's private half, where it was stored before it said that it is.
func (d *dossier) rehouse(ctx context.Context, doc *document) error {
	if doc.of == d.id && doc.private {
		return nil
	}
	storage := d.hub.config.Storage
	stored, err := storage.Document(ctx, doc.id)
	if err != nil {
		return err
	}
	if err := storage.DropDraft(ctx, doc.id); err != nil {
		return err
	}
	for i := range stored.Changes {
		doc.unsaved = append(doc.unsaved, accepted{StoredChange: stored.Changes[i]})
	}
	doc.of, doc.private, doc.stored, doc.summary = d.id, true, 0, 0
	return nil
}

// foundPrivate gives a record's private document its fixed first change and the record's id.
func (d *dossier) foundPrivate(ctx context.Context, doc *document) error {
	t := crm.TypeNamed(d.record.Type)
	if err := d.plant(ctx, doc, t, nil); err != nil {
		return err
	}
	if doc.ops.RootText("privateOf") != "" {
		return nil
	}
	news := len(d.news)
	_, err := d.author(ctx, doc, nil, crdt.Draft{Patch: json.RawMessage(`{"privateOf":` + strconv.Quote(d.id.String()) + `}`)})
	d.news = d.news[:min(len(d.news), news)]
	return err
}
