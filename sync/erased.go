package sync

import (
	"context"
	"encoding/json"

	"roomkey/crdt"
	"roomkey/crm"
)

// erasures is what the hub knows of records that were erased for ever: another process does that, and the storage takes
// nothing of them from then on. It belongs to the patrol's goroutine, which looks whenever the directory has changed.
type erasures struct {
	hub  *Hub
	seen map[crm.ID]bool // nil before the first look
}

// look forgets what was erased since the last time, and tells who could read it. What was erased before the first look is
// told only where it is in memory: whoever connects later learns of it by their catalog.
func (e *erasures) look(ctx context.Context) error {
	ids, err := e.hub.config.Storage.ErasedIDs(ctx)
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
		if held := e.hub.vanish(id); held || !first {
			if err := e.hub.announceLoss(ctx, id); err != nil {
				return err
			}
		}
		e.seen[id] = true
	}
	return nil
}

// vanish drops what is in memory of a record that was erased. It reports whether anything was.
func (h *Hub) vanish(id crm.ID) (held bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	d := h.docs[id]
	if d == nil {
		return false
	}
	h.push(d, 0, vanish)
	return true
}

// announceLoss tells those who could read a record that it is gone, and takes them out of its room.
func (h *Hub) announceLoss(ctx context.Context, id crm.ID) error {
	rec, err := h.config.Storage.Record(ctx, id)
	if crm.CodeOf(err) == crm.CodeNotFound {
		return nil // a draft, or a private document
	}
	if err != nil || rec.DeletedAt.IsZero() {
		return err
	}
	h.rooms.RowChanged(id, nil)
	n := news{name: crm.EventAccessChanged, at: h.config.Now()}
	if n.data, err = json.Marshal(map[string][]crm.ID{"gone": {id}}); err != nil {
		return err
	}
	for _, u := range h.directory.usersOf(rec.Broker) {
		if u.May(crm.ActionRead, rec.Row) {
			n.rooms = append(n.rooms, crm.UserRoom(u.ID))
		}
	}
	if len(n.rooms) == 0 {
		return nil
	}
	h.enter()
	h.config.Storage.Submit(&crm.Write{Events: n.events()}, func(receipt crm.Receipt, err error) {
		defer h.leave()
		if err != nil {
			h.config.Log.Error("the loss of a record can't be told", "doc", id, "error", err)
			return
		}
		h.rooms.Publish(receipt.Events, receipt.Epochs)
	})
	return nil
}

// vanish is a task: it waits for what is under way.
func vanish(_ context.Context, d *dossier) bool {
	if d.commit == nil {
		d.vanish(crm.ErrForbidden)
		return false
	}
	d.waiters = append(d.waiters, func(error) { d.post(0, vanish) })
	return false
}

// vanish forgets a record that is no longer stored. What is not durable of it is refused for a reason; nobody gets anything of
// it any more.
func (d *dossier) vanish(bad *crm.Error) {
	for _, doc := range d.documents() {
		for _, b := range doc.binding {
			d.hub.claims.settle(b.actor)
		}
		for _, l := range doc.links {
			l.peer, l.synced, l.attached = crdt.NewPeer(), false, false
			l.readable.Store(false)
		}
		for i := range doc.unsaved {
			d.tellLost(doc, &doc.unsaved[i], bad)
		}
		doc.unsaved, doc.binding = nil, nil
	}
	d.shared, d.private, d.record, d.durable = newDocument(d.id, false), nil, nil, nil
	d.news, d.audit, d.notices, d.traces = nil, nil, nil, nil
	d.loaded, d.broken = true, nil
	answer(d.waiters, crm.ErrNotFound)
	d.waiters = nil
	d.hub.config.Engine.Drop(d.id, crm.PrivateID(d.id))
}
