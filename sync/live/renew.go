package live

import (
	"cmp"
	"context"
	"encoding/json"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/live/projection"
	"roomkey/sync/live/replica"
)

// A history never shrinks, so a record that people have edited for years reaches the limit of its documents. Renewing
// it gives each half with a long history a new document, which begins with what the old one shows. The record keeps its
// id. The old document keeps its history and takes no more changes (ADR 25).

// renewal is somebody's wish to have a record renewed.
type renewal struct {
	r      *Record
	user   *crm.User
	may    func(*Visit) error
	done   chan renewed
	renews crm.ID // the document that the new one continues; zero: the present one
}

// renewed says how a renewal has ended.
type renewed struct {
	record *crm.Record
	err    error
}

// Renew gives new documents to those halves of a record whose history is long, and returns the record as it then is, on
// disk. may decides in the record's turn whether it may be done; nothing comes in between. Changes that come before are
// in the new documents, and later ones are refused with code moved. Each half is renewed in one transaction. Errors:
// those of may; not_found if id names a private document; conflict if no history is long; unavailable as for Visit.
func (g *Registry) Renew(ctx context.Context, id crm.ID, user *crm.User, may func(*Visit) error) (*crm.Record, error) {
	wish := &renewal{user: user, may: may, done: make(chan renewed, 1)}
	ok := g.with(id, 0, func(_ context.Context, r *Record) bool {
		if err := visitable(ctx, r, id); err != nil {
			wish.done <- renewed{err: err}
			return false
		}
		wish.r = r
		r.renewals = append(r.renewals, wish.run) // flush has it done as soon as no commit is running
		return false
	})
	if !ok {
		return nil, crm.Errorf(crm.CodeUnavailable, "the server is shutting down")
	}
	select {
	case end := <-wish.done:
		return end.record, end.err
	case <-ctx.Done():
		return nil, errSlow(ctx)
	}
}

// run renews the halves that are long, one after the other, and tells who waits. No commit is running. If the second
// half fails, the first one stays renewed.
func (w *renewal) run(ctx context.Context) {
	err := w.halves(ctx)
	w.done <- renewed{w.r.record, err}
}

func (w *renewal) halves(ctx context.Context) error {
	r := w.r
	if err := w.may(&Visit{r: r}); err != nil {
		return err
	}
	if !r.exists() {
		return crm.ErrNotFound
	}
	if hasPrivate(crm.TypeNamed(r.record.Type)) {
		if _, err := r.needPrivate(ctx); err != nil {
			return unavailable(err)
		}
	}
	if err := w.commitNow(ctx); err != nil {
		return err
	}
	done, refused := 0, w.checkLong(r.shared)
	for _, d := range []*document{r.shared, r.private} {
		if d == nil || w.checkLong(d) != nil {
			continue
		}
		if err := w.renew(ctx, d); err != nil {
			return err
		}
		done++
	}
	if done == 0 {
		return refused
	}
	return nil
}

// checkLong refuses to renew a document that would hardly be shorter for it: else somebody could have a long one copied
// after each edit.
func (w *renewal) checkLong(d *document) error {
	if err := d.CheckLong(0, 0); err != nil {
		return err
	}
	t := crm.TypeNamed(w.r.record.Type)
	return d.CheckLong(contentOf(t, d.Private, d.Fields(), w.r.records.config.Random).size(t))
}

// commitNow makes everything that is pending durable within this turn, so that nothing else comes meanwhile. No commit
// may be running.
func (w *renewal) commitNow(ctx context.Context) error {
	r := w.r
	if c := r.beginCommit(ctx); c != nil {
		ended := make(chan struct{})
		c.submit(r, func() { close(ended) })
		<-ended
		c.afterCommit(ctx, r)
	}
	if r.unwritten() || !r.commits.Free() || r.broken != nil || r.record == nil {
		return crm.Errorf(crm.CodeUnavailable, "the record can't be renewed while its changes can't be stored")
	}
	return nil
}

// renew has a new document continue old. Everything of old is durable. After an error nothing has changed.
func (w *renewal) renew(ctx context.Context, old *document) error {
	fresh, err := w.copyOf(ctx, old)
	if err != nil {
		discard(ctx, fresh)
		return err
	}
	return w.goOn(ctx, old, fresh, w.r.now())
}

// goOn stores that the half of old goes on in fresh, and has it do so. After an error nothing has changed.
func (w *renewal) goOn(ctx context.Context, old, fresh *document, at time.Time) error {
	if err := w.store(ctx, old, fresh, at); err != nil {
		discard(ctx, fresh)
		return err
	}
	continueIn(ctx, old, fresh)
	return nil
}

// discard forgets a new document in which nothing goes on.
func discard(ctx context.Context, fresh *document) {
	_, effects := fresh.Unmake()
	fresh.perform(ctx, effects)
	fresh.engine.Drop(fresh.ID)
}

// continueIn has a half of the record go on in a new document, which is stored.
func continueIn(ctx context.Context, old, fresh *document) {
	r := old.r
	if old.Private {
		r.private = fresh
	} else {
		r.shared = fresh
	}
	r.records.register(r, fresh.ID)
	r.former = append(r.former, old)
	old.perform(ctx, replica.Move(old.Document, fresh.ID))
	r.closeFormer()
	old.engine.Drop(old.ID)
}

// store stores the new document, the end of the old one, the record's row and what is announced, all of it in one
// transaction, and waits for that.
func (w *renewal) store(ctx context.Context, old, fresh *document, now time.Time) error {
	r := w.r
	rec := projection.Renewed(r.record, fresh.view(), fresh.ID, now)
	if fresh.NearlyFull() {
		rec = projection.FlagLong(rec, fresh.Private)
	}
	journal := projection.Journal{Record: r.id, Audience: r.records.directory}
	journal.Renewed(rec, fresh.Private, w.user.ID, now)

	var own replica.Committer // the record's has nothing to do with a document that nobody knows yet
	begun, _ := own.Begin(r.id, true, []*replica.Document{fresh.Document}, nil, now)
	c := &commit{begun, make([]projection.Entries, 1)}
	only := c.Writes[0]
	only.Write.Renews, only.Write.Ends, only.Write.Record = cmp.Or(w.renews, old.ID), old.ID, rec
	c.share(journal.Take())
	ended := make(chan struct{})
	c.submit(r, func() { close(ended) })
	<-ended
	defer r.records.leave()
	defer r.release()
	if only.Err != nil {
		return unavailable(only.Err)
	}
	c.writeStored(ctx, fresh, only)
	r.record = rec
	return nil
}

// copyOf makes a document that shows what old shows, with one value where several compete. It is in the engine and in
// memory alone. Both are returned after an error too.
func (w *renewal) copyOf(ctx context.Context, old *document) (*document, error) {
	r := w.r
	t := crm.TypeNamed(r.record.Type)
	apart := newRecord(r.records, r.id) // has no projection, which the writing would change
	fresh := apart.open(replica.New(crm.NewID(r.records.config.Random), old.Private))
	d := r.open(fresh.Document)
	if err := fresh.plant(ctx, t, nil); err != nil {
		return d, err
	}
	content := contentOf(t, old.Private, old.Fields(), r.records.config.Random)
	for _, patch := range content.pieces() {
		raw, err := json.Marshal(patch)
		if err != nil {
			return d, err
		}
		draft := crdt.Draft{Type: t.Name, Patch: raw, Message: "renewed from " + crm.DocumentID(old.ID)}
		if _, err := fresh.authorChange(ctx, nil, draft); err != nil {
			return d, err
		}
	}
	if field, same := content.same(fresh.Fields()); !same {
		return d, &crm.Error{Code: crm.CodeInternal, Field: field, Message: "the record can't be renewed"}
	}
	if err := fresh.CheckFull(); err != nil || fresh.Count() >= old.Count() {
		return d, crm.Errorf(crm.CodeConflict, "its content alone has %d operations, so that nothing would be gained",
			fresh.Count())
	}
	return d, nil
}
