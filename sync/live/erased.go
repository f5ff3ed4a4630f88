package live

import (
	"context"

	"roomkey/crm"
	"roomkey/sync/live/projection"
	"roomkey/sync/live/replica"
)

// Erasures is what is known of records that were erased for ever: another process does that, and the storage takes
// nothing of them from then on. It belongs to the goroutine that looks whenever the directory has changed.
type Erasures struct {
	records *Registry
	seen    map[crm.ID]bool // nil before the first look
}

// NewErasures makes one that has not looked.
func NewErasures(g *Registry) *Erasures { return &Erasures{records: g} }

// Look forgets what was erased since the last time, and tells who could read it. What was erased before the first look
// is told only where it is in memory: whoever connects later learns of it by their catalog.
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
		if held := e.records.vanish(id); held || !first {
			if err := e.records.announceLoss(ctx, id); err != nil {
				return err
			}
		}
		e.seen[id] = true
	}
	return nil
}

// vanish drops what is in memory of a record that was erased. It reports whether anything was.
func (g *Registry) vanish(id crm.ID) (held bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	r := g.records[id]
	if r == nil {
		return false
	}
	g.pushLocked(r, 0, vanishTurn)
	return true
}

// announceLoss tells those who could read a record that it is gone, and takes them out of its room.
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
	events := projection.Loss(id, rooms, g.config.Now())
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

// vanish forgets a record that is no longer stored. What is not durable of it is refused for a reason; nobody gets
// anything of it any more.
func (r *Record) vanish(ctx context.Context, bad *crm.Error) {
	for _, d := range r.documents() {
		d.perform(ctx, d.Vanish(bad))
	}
	r.shared, r.private, r.record, r.durable = r.open(replica.New(r.id, false)), nil, nil, nil
	r.journal.Clear()
	r.loaded, r.broken = true, nil
	r.records.perform(ctx, nil, r.commits.Abandon(crm.ErrNotFound))
	r.records.config.Engine.Drop(r.id, crm.PrivateID(r.id))
}

// vanishTurn waits for what is under way.
func vanishTurn(ctx context.Context, r *Record) bool {
	if !r.commits.Writing() {
		r.vanish(ctx, crm.ErrForbidden)
		return false
	}
	r.commits.Wait(func(error) { r.post(vanishTurn) })
	return false
}
