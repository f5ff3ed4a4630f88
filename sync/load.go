package sync

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"roomkey/crdt"
	"roomkey/crm"
)

// errCorrupt is why a document is not served. What is wrong with it is for the operator's log.
var errCorrupt = crm.Errorf(crm.CodeUnavailable, "the record can't be read at present")

// ready sees that the dossier is loaded. It answers false when the task has gone to another dossier.
func (d *dossier) ready(ctx context.Context, t task) bool {
	if d.loaded {
		return true
	}
	stored, err := d.hub.config.Storage.Document(ctx, d.id)
	if crm.CodeOf(err) == crm.CodeNotFound {
		d.shared, d.loaded, d.broken = newDocument(d.id, false), true, nil
		return true
	}
	if err == nil && stored.Private && (!stored.Draft || d.hub.hasHome(ctx, stored.Record)) {
		d.move(stored.Record, t)
		return false
	}
	if err == nil {
		err = d.load(ctx, stored)
	}
	if err != nil {
		d.hub.config.Log.Error("a document can't be loaded", "doc", d.id, "error", err)
	}
	d.broken = err
	d.loaded = err == nil || errors.Is(err, errCorrupt)
	return true
}

// damaged reports whether a document was found and can't be trusted. Its clients keep what they have; cutting their
// connections would not help them.
func damaged(err error) bool {
	return errors.Is(err, errCorrupt) || crm.CodeOf(err) == crm.CodeUnavailable && !errors.Is(err, context.DeadlineExceeded)
}

// load takes over what is stored.
func (d *dossier) load(ctx context.Context, stored *crm.Stored) error {
	shared, err := loadDocument(stored)
	if err != nil {
		return err
	}
	if !stored.Draft {
		record, err := d.hub.config.Storage.Record(ctx, d.id)
		if err != nil {
			return fmt.Errorf("read the projection: %w", err)
		}
		d.record, d.durable = record, record
		d.hub.claimPrivate(d)
		if d.exists() && record.PrivateHeads == nil && hasPrivate(crm.TypeNamed(record.Type)) {
			d.post(0, welcome) // a crash came between the two halves
		}
	}
	d.shared = shared
	return nil
}

// claimPrivate makes the hub find d by its private document's id too.
func (h *Hub) claimPrivate(d *dossier) {
	h.mu.Lock()
	defer h.mu.Unlock()
	id := crm.PrivateID(d.id)
	if h.docs[id] == nil {
		h.docs[id] = d
	}
}

// needPrivate loads the record's private document, or makes an empty one.
func (d *dossier) needPrivate(ctx context.Context) (*document, error) {
	if d.private != nil && !(d.private.draft && d.exists()) {
		return d.private, nil
	}
	stored, err := d.hub.config.Storage.Document(ctx, crm.PrivateID(d.id))
	switch {
	case crm.CodeOf(err) == crm.CodeNotFound:
		d.private = newDocument(crm.PrivateID(d.id), true)
		return d.private, nil
	case err != nil:
		return nil, err
	case stored.Record == stored.ID && !stored.Draft && d.exists():
		if d.private, err = d.evict(stored.ID); err != nil {
			return nil, err
		}
		return d.private, nil
	}
	doc, err := loadDocument(stored)
	if err != nil {
		d.hub.config.Log.Error("a document can't be loaded", "doc", stored.ID, "error", err)
		return nil, errCorrupt
	}
	switch {
	case doc.draft && d.exists():
		if doc, err = d.receiveDraft(ctx, doc); err != nil {
			return nil, err
		}
	case !doc.draft && (doc.of != d.id || !doc.private):
		return nil, errCorrupt
	}
	d.private = doc
	return doc, nil
}

// loadDocument decodes a stored document, and refuses one whose bytes are not what they were.
func loadDocument(stored *crm.Stored) (*document, error) {
	doc := newDocument(stored.ID, stored.Private)
	doc.of, doc.draft, doc.author = stored.Record, stored.Draft, stored.Author
	for i := range stored.Changes {
		s := &stored.Changes[i]
		c, err := crdt.ParseChange(s.Data, nil)
		if err == nil && c.Hash != s.Hash {
			err = errors.New("its hash is not the stored one")
		}
		if err == nil {
			err = doc.add(c)
		}
		if err != nil {
			return nil, &crm.Error{Code: errCorrupt.Code, Message: errCorrupt.Message, Err: errors.Join(errCorrupt,
				fmt.Errorf("change %s: %w", s.Hash, err))}
		}
		doc.actors[c.Actor] = s.User
		doc.count += len(c.Ops)
		doc.bytes += len(s.Data)
	}
	if !slices.Equal(doc.graph.Heads(), stored.Heads) {
		return nil, errors.Join(errCorrupt, errors.New("its heads are not the stored ones"))
	}
	doc.stored, doc.summary = len(stored.Changes), stored.SnapshotChanges
	doc.fields = doc.ops.Fields()
	return doc, nil
}

// reload is recall for the engine too: it is how a change is taken back that it may have applied.
func (d *dossier) reload(ctx context.Context, doc *document) error {
	d.hub.config.Engine.Drop(doc.id)
	return d.recall(ctx, doc)
}

// recall forgets what is in memory of the document but its links, and takes what is durable and what the engine had
// applied since. It is how a change is taken back that the engine has not seen.
func (d *dossier) recall(ctx context.Context, doc *document) error {
	fresh := newDocument(doc.id, doc.private)
	if doc.stored > 0 {
		stored, err := d.hub.config.Storage.Document(ctx, doc.id)
		if err == nil {
			fresh, err = loadDocument(stored)
		}
		if err != nil {
			return err
		}
	}
	for i := range doc.unsaved {
		a := &doc.unsaved[i]
		if fresh.graph.Has(a.Hash) {
			continue
		}
		c, err := crdt.ParseChange(a.Data, nil)
		if err == nil {
			err = fresh.add(c)
		}
		if err != nil {
			return err
		}
		fresh.actors[a.actor] = a.User
		fresh.count += len(c.Ops)
		fresh.bytes += len(a.Data)
	}
	doc.graph, doc.ops, doc.actors = fresh.graph, fresh.ops, fresh.actors
	doc.count, doc.bytes, doc.fields = fresh.count, fresh.bytes, fresh.ops.Fields()
	return nil
}
