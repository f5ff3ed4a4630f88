package sync

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"

	"roomkey/crdt"
	"roomkey/crm"
)

// A private document may arrive before its record: it waits as a draft of its author. When both are there, the draft's
// dossier moves into the record's, which takes the document over if its author may write it. A draft of anybody else has
// no right to be there, and gives way. So does a record of its own: ids are drawn, and this one follows from another
// record's, so that nobody comes by it but to keep that record's owner out.

// errAway says that a message will be worked off by the dossier that its document turned out to belong to.
var errAway = errors.New("the document has moved")

// hasHome reports whether there is a record with private fields by this id.
func (h *Hub) hasHome(ctx context.Context, record crm.ID) bool {
	rec, err := h.config.Storage.Record(ctx, record)
	return err == nil && rec.DeletedAt.IsZero() && hasPrivate(crm.TypeNamed(rec.Type))
}

// comeHome moves a draft to the record whose private document it says it is, if that record is there. The draft is made
// durable first.
func (d *dossier) comeHome(ctx context.Context, record crm.ID) {
	if !d.hub.hasHome(ctx, record) {
		return
	}
	d.waiters = append(d.waiters, func(err error) {
		if err == nil {
			d.post(0, d.leaveFor(record, nil))
		}
	})
}

// claimed is the record whose private document these changes say they are of, where that record is there: then the document
// is none of a draft's, whoever began one in its place.
func (d *dossier) claimed(ctx context.Context, doc *document, changes []*crdt.Change) crm.ID {
	if d.record != nil {
		return crm.ID{}
	}
	ops := crdt.NewOpSet()
	for _, c := range changes {
		if ops.Apply(c) != nil {
			break // it builds on what is there: the draft's own privateOf counts
		}
	}
	record := privateOf(ops, doc.id)
	if record.IsZero() || !d.hub.hasHome(ctx, record) {
		return crm.ID{}
	}
	return record
}

// callHome asks the draft that waits for this record to come.
func (d *dossier) callHome() {
	id := crm.PrivateID(d.id)
	d.hub.mu.Lock()
	other := d.hub.docs[id]
	d.hub.mu.Unlock()
	come := welcome
	if other == d || other == nil {
		other = d
	} else {
		come = other.leaveFor(d.id, nil)
	}
	d.waiters = append(d.waiters, func(err error) {
		if err == nil {
			other.post(0, come)
		}
	})
}

// leaveFor moves the dossier of what sits at a record's private document's id to that record's, which then goes on with the
// task; it may be nil. It waits until nothing of it is under way.
func (d *dossier) leaveFor(record crm.ID, then task) task {
	return func(_ context.Context, at *dossier) bool {
		if at == d && d.shared != nil { // else it has moved already
			if d.commit != nil || d.unsettled() {
				d.waiters = append(d.waiters, func(error) { d.post(0, d.leaveFor(record, then)) })
				return false
			}
			var links []*Link
			for _, doc := range d.documents() {
				links = append(links, doc.links...)
			}
			for _, l := range links {
				l.attached, l.synced, l.peer = false, false, crdt.NewPeer()
				l.readable.Store(false)
			}
			d.move(record, nil)
			d.post(0, settleIn(links))
		}
		if then != nil {
			d.post(0, then)
		}
		return false
	}
}

// unsettled reports whether something waits to be written.
func (d *dossier) unsettled() bool {
	return d.record != d.durable || slices.ContainsFunc(d.documents(), (*document).pending)
}

// settleIn goes on with the links of a draft that has come home. Who may not read the record sends again what they have,
// and is refused.
func settleIn(links []*Link) task {
	return func(ctx context.Context, d *dossier) bool {
		d.welcome(ctx)
		for _, l := range links {
			doc, err := d.linked(ctx, l)
			switch {
			case err != nil || doc == nil || l.quiet:
			case l.readable.Load():
				d.converse(ctx, doc, l)
			default:
				l.restart()
			}
		}
		return false
	}
}

func welcome(ctx context.Context, d *dossier) bool { d.welcome(ctx); return false }

// welcome sees that the record has its private document: the draft that waited, or a new one.
func (d *dossier) welcome(ctx context.Context) {
	if !d.exists() || !hasPrivate(crm.TypeNamed(d.record.Type)) {
		return
	}
	doc, err := d.needPrivate(ctx)
	if err != nil {
		return
	}
	if err := d.foundPrivate(ctx, doc); err != nil {
		d.hub.config.Log.Error("a private document can't be begun", "doc", doc.id, "error", err)
	}
}

// receiveDraft makes a draft the record's private document, where its author may write that and its content is legal; else
// a new document takes its place, and its first write forgets the draft.
func (d *dossier) receiveDraft(ctx context.Context, doc *document) (*document, error) {
	people, err := d.hub.directory.people(ctx, d.record.Broker)
	if people == nil {
		return nil, unavailable(err)
	}
	author := d.hub.directory.user(ctx, d.record.Broker, doc.author)
	values, err := decodeFields(doc.fields, "privateOf")
	if err == nil {
		err = crm.TypeNamed(d.record.Type).Check(values, true)
	}
	named := doc.ops.RootText("privateOf") == "" || doc.privateOf() == d.id
	if author == nil || !author.May(crm.ActionPrivate, d.record.Row) || err != nil || !named {
		d.hub.config.Engine.Drop(doc.id)
		fresh := newDocument(doc.id, true)
		fresh.anew = true
		return fresh, nil
	}
	doc.draft, doc.author = false, crm.ID{}
	doc.of, doc.private, doc.moved = d.id, true, true
	roots := make([]string, 0, len(doc.fields))
	for name := range doc.fields {
		roots = append(roots, name)
	}
	d.project(doc, roots, author.ID)
	return doc, nil
}

// evict makes a record that sits at the id of d's private document give way to a new one: the new one's first write removes
// it, and those who could read it are told of the loss. While the record has a dossier of its own, that has to leave first.
func (d *dossier) evict(id crm.ID) (*document, error) {
	d.hub.claimPrivate(d)
	d.hub.mu.Lock()
	other := d.hub.docs[id]
	d.hub.mu.Unlock()
	if other != d {
		other.post(0, other.leaveFor(d.id, nil))
		return nil, unavailable(errors.New("a record that sits at its private document's id has to leave first"))
	}
	d.hub.config.Log.Warn("a record sits at another's private document's id and gives way", "doc", id, "record", d.id)
	d.hub.config.Engine.Drop(id, crm.PrivateID(id))
	fresh := newDocument(id, true)
	fresh.anew, fresh.evicts = true, true
	return fresh, nil
}

// evicted tells of the loss of the record that had to give way to a private document.
func (d *dossier) evicted(ctx context.Context, doc *document) {
	doc.evicts = false
	if err := d.hub.announceLoss(ctx, doc.id); err != nil {
		d.hub.config.Log.Error("the loss of a record can't be told", "doc", doc.id, "error", err)
	}
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
