package live

import (
	"context"

	"roomkey/crm"
	"roomkey/sync/live/replica"
)

// renewElsewhere takes in a document in which another region had a half of the record go on. No commit is running. The
// half goes on in that one, unless this region has renewed the same document too and its own counts: then the other
// one is kept as a former document, for what was written there. See crm.CurrentOf.
func renewElsewhere(ctx context.Context, r *Record, item *intakeItem) error {
	w := &renewal{r: r, user: &crm.User{ID: item.author()}, renews: item.Renews}
	if err := w.commitNow(ctx); err != nil {
		return err
	}
	for _, id := range []crm.ID{item.Renews, item.Document} {
		if err := r.needDocument(ctx, id); err != nil {
			return err
		}
	}
	parent := r.half(item.Renews)
	if parent == nil || parent.Stored() == 0 || parent.Private != item.Private || r.half(item.Document) != nil {
		return nil // what the item continues is still on its way, or the item is in
	}
	all, err := r.records.config.Storage.Renewals(ctx, r.id, item.Private)
	if err != nil {
		return unavailable(err)
	}
	current, err := currentHalf(ctx, r, item.Private)
	if err != nil {
		return err
	}
	fresh, err := documentOf(ctx, r, item)
	if err != nil {
		r.records.config.Engine.Drop(item.Document)
		return err
	}
	counts := crm.CurrentOf(append(all, crm.Renewal{Document: item.Document, Renews: item.Renews})) == item.Document
	if counts {
		return w.goOn(ctx, current, fresh, item.UpdatedAt)
	}
	err = keepFormer(r, fresh, item.Renews, current.ID)
	fresh.engine.Drop(fresh.ID)
	return err
}

// currentHalf returns the document in which a half of the record goes on.
func currentHalf(ctx context.Context, r *Record, private bool) (*document, error) {
	if !private {
		return r.shared, nil
	}
	d, err := r.needPrivate(ctx)
	if err != nil {
		return nil, unavailable(err)
	}
	return d, nil
}

// documentOf makes the document that an item begins, in memory and in the engine alone.
func documentOf(ctx context.Context, r *Record, item *intakeItem) (*document, error) {
	apart := newRecord(r.records, r.id) // has no projection, which the import would change
	d := apart.open(replica.New(item.Document, item.Private))
	m := &intake{r: apart, at: d}
	m.batch = replica.BeginImport(d.Document, item.author(), r.now(), r.setting())
	for i, c := range item.parsed {
		if err := m.bring(ctx, c, item.Changes[i]); err != nil {
			return nil, err
		}
	}
	if err := m.flush(ctx); err != nil {
		return nil, err
	}
	replica.NoteImported(d.Document, item.LogItem) // else it would be logged as this region's own
	return r.open(d.Document), nil
}

// keepFormer stores a document that continues another one as former does, beside the one that counts.
func keepFormer(r *Record, d *document, renews, current crm.ID) error {
	var own replica.Committer
	begun, _ := own.Begin(r.id, true, []*replica.Document{d.Document}, nil, r.now())
	w := begun.Writes[0].Write
	w.Renews, w.Moved = renews, current
	return storeNow(r.records.config.Storage, w)
}
