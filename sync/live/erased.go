package live

import (
	"context"

	"roomkey/crm"
	"roomkey/sync/live/projection"
	"roomkey/sync/live/replica"
)

// Erasures knows which records were erased for ever. Another process erases them, and the storage then takes none of
// their changes any more. One goroutine owns it and calls Look whenever the directory has changed.
type Erasures struct {
	records *Registry
	seen    map[crm.ID]bool // nil before the first look
}

// NewErasures makes an Erasures that has not looked yet.
func NewErasures(g *Registry) *Erasures { return &Erasures{records: g} }

// Look forgets the records that were erased since the last look, and tells everybody who could read them. The first
// look tells only about records in memory: clients that connect later learn of the others by their catalog.
func (e *Erasures) Look(ctx context.Context) error {
	ids, err := e.records.config.Storage.ErasedIDs(ctx)
	if err != nil {
		return err
	}
	first := e.seen == nil
	if first {
		e.seen = make(map[crm.ID]bool, len(ids))
	}
	for _, id := range ids {
		if e.seen[id] {
			continue
		}
		if held := e.records.Forget(id); held || !first {
			if err := e.records.announceLoss(ctx, id); err != nil {
				return err
			}
		}
		e.seen[id] = true
	}
	return nil
}

// Forget makes a live record forget that it existed, because it was erased: what is asked of it from now on finds
// nothing. It returns false if the record is not live.
func (g *Registry) Forget(id crm.ID) (held bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	r := g.records[id]
	if r == nil {
		return false
	}
	g.pushLocked(r, 0, queued{turn: forgetErasedTurn})
	return true
}

// announceLoss tells everybody who could read a record that it is gone, and removes them from its room.
func (g *Registry) announceLoss(ctx context.Context, id crm.ID) error {
	rec, err := g.config.Storage.Record(ctx, id)
	if crm.CodeOf(err) == crm.CodeNotFound {
		return nil // a draft, or a private document
	}
	if err != nil || rec.DeletedAt.IsZero() {
		return err
	}
	g.config.Rooms.RowChanged(id, nil)
	var rooms []crm.Room
	for _, u := range g.directory.People(rec.Broker) {
		if u.May(crm.ActionRead, rec.Row) {
			rooms = append(rooms, crm.UserRoom(u.ID))
		}
	}
	events := projection.Erased(id, rooms, g.config.Now())
	if len(events) == 0 {
		return nil
	}
	g.enter()
	g.config.Storage.Submit(&crm.Write{Events: events}, func(receipt crm.Receipt, err error) {
		defer g.leave()
		if err != nil {
			g.config.Log.Error("the loss of a record can't be told", "doc", id, "error", err)
			return
		}
		g.config.Rooms.Publish(receipt.Events, receipt.Epochs)
	})
	return nil
}

// forgetErased forgets a record that is no longer stored. Unsaved changes are refused with the error bad. The peers get
// nothing of the record any more.
func (r *Record) forgetErased(ctx context.Context, bad *crm.Error) {
	for _, d := range append(r.documents(), r.asleep...) {
		d.perform(ctx, d.Vanish(bad))
	}
	dropped := []crm.ID{r.id, crm.PrivateID(r.id)}
	for _, d := range append(r.documents(), r.asleep...) {
		dropped = append(dropped, d.ID)
	}
	r.asleep = nil
	r.shared, r.private, r.record, r.durable = r.open(replica.New(r.id, false)), nil, nil, nil
	r.former = nil
	r.journal.Clear()
	r.loaded, r.broken = true, nil
	r.records.performFor(ctx, nil, r.commits.Abandon(crm.ErrNotFound))
	r.records.config.Engine.Drop(dropped...)
}

// forgetErasedTurn forgets the record once no commit is running.
func forgetErasedTurn(ctx context.Context, r *Record) bool {
	if !r.commits.Writing() {
		r.forgetErased(ctx, crm.ErrForbidden)
		return false
	}
	r.commits.Wait(func(error) { r.post(forgetErasedTurn) })
	return false
}
