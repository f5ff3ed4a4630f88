package live

import (
	"context"

	"roomkey/crm"
	"roomkey/sync/live/replica"
)

// renewElsewhere has a half of the record go on in a document that another region has given it. No commit is running.
// It does nothing if the half goes on in a document already.
func renewElsewhere(ctx context.Context, r *Record, item *intakeItem) error {
	w := &renewal{r: r, user: &crm.User{ID: item.author()}}
	if err := w.commitNow(ctx); err != nil {
		return err
	}
	if err := r.needDocument(ctx, item.Renews); err != nil {
		return err
	}
	old := r.half(item.Renews)
	if old == nil || !old.Moved.IsZero() || old.Private != item.Private || r.half(item.Document) != nil {
		return nil
	}
	apart := newRecord(r.records, r.id) // has no projection, which the import would change
	d := apart.open(replica.New(item.Document, item.Private))
	m := &intake{r: apart, at: d}
	m.batch = replica.BeginImport(d.Document, item.author(), r.now(), r.setting())
	for i, c := range item.parsed {
		if err := m.bring(ctx, c, item.Changes[i]); err != nil {
			return err
		}
	}
	if err := m.flush(ctx); err != nil {
		return err
	}
	fresh := r.open(d.Document)
	if err := w.store(ctx, old, fresh); err != nil {
		_, effects := fresh.Unmake()
		fresh.perform(ctx, effects)
		fresh.engine.Drop(fresh.ID)
		return err
	}
	continueIn(ctx, old, fresh)
	return nil
}
