package sync

import (
	"context"
	"time"

	"roomkey/crm"
)

// taskTimeout bounds the I/O of one task of an actor.
const taskTimeout = 60 * time.Second

// task is one turn of a dossier's actor. It answers true to get another turn after everybody else's.
type task func(ctx context.Context, d *dossier) (again bool)

// mailbox is what makes a dossier an actor. The hub's lock guards it: it is held for a few instructions only.
type mailbox struct {
	tasks   []task
	running bool
	holds   int       // links, and commits under way: they keep the dossier in memory
	home    *dossier  // where everything has moved to; nil: nowhere
	idle    time.Time // since when there has been nothing to do; zero while there is
}

// with gives the dossier that holds doc a task; where there is no dossier it makes one. holds is added to what keeps the
// dossier in memory. It answers false when the hub is closed.
func (h *Hub) with(doc crm.ID, holds int, t task) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return false
	}
	d := h.docs[doc]
	if d == nil {
		d = &dossier{hub: h, id: doc}
		h.docs[doc] = d
		call1(h.config.Metrics.Documents, 1)
	}
	h.push(d, holds, t)
	return true
}

// post gives a dossier that something holds a task, even while the hub drains.
func (d *dossier) post(holds int, t task) {
	d.hub.mu.Lock()
	defer d.hub.mu.Unlock()
	d.hub.push(d, holds, t)
}

// push adds a task and sees that somebody works it off. Its caller holds mu.
func (h *Hub) push(d *dossier, holds int, t task) {
	for d.home != nil {
		d = d.home
	}
	d.holds += holds
	d.tasks = append(d.tasks, t)
	if !d.idle.IsZero() {
		d.idle = time.Time{}
		h.lingering--
	}
	if !d.running {
		d.running = true
		h.busy++
		go d.run()
	}
}

// run works tasks off until there is none.
func (d *dossier) run() {
	for {
		t := d.hub.next(d)
		if t == nil {
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), taskTimeout)
		if d.ready(ctx, t) {
			again := t(ctx, d)
			d.flush()
			if again {
				d.post(0, t)
			}
		}
		cancel()
	}
}

// next takes the next task; nil ends the actor.
func (h *Hub) next(d *dossier) task {
	h.mu.Lock()
	if len(d.tasks) > 0 {
		defer h.mu.Unlock()
		t := d.tasks[0]
		d.tasks[0] = nil
		d.tasks = d.tasks[1:]
		return t
	}
	d.tasks = nil
	d.running = false
	h.busy--
	var gone []crm.ID
	if d.holds == 0 && d.home == nil {
		d.idle = h.config.Now()
		h.lingering++
		if h.lingering > maxLingering || h.closed {
			gone = h.forget(d)
		}
	}
	h.settle()
	h.mu.Unlock()
	h.drop(gone)
	return nil
}

// move sends everything that was meant for d to the dossier of record, whose private document d turned out to be. t is
// the task that d has begun and can't end.
func (d *dossier) move(record crm.ID, t task) {
	h := d.hub
	h.mu.Lock()
	defer h.mu.Unlock()
	home := h.docs[record]
	if home == nil {
		home = &dossier{hub: h, id: record}
		h.docs[record] = home
		call1(h.config.Metrics.Documents, 1)
	}
	tasks := d.tasks
	if t != nil {
		tasks = append([]task{t}, tasks...)
	}
	d.tasks = nil
	for _, t := range tasks {
		h.push(home, 0, t)
	}
	home.holds += d.holds
	d.holds, d.home = 0, home
	h.docs[d.id] = home
	if private := crm.PrivateID(d.id); h.docs[private] == d { // of a record that gives way to another
		delete(h.docs, private)
	}
	call1(h.config.Metrics.Documents, -1)
}

// release takes n from what keeps d in memory.
func (d *dossier) release(n int) {
	d.hub.mu.Lock()
	defer d.hub.mu.Unlock()
	for d.home != nil {
		d = d.home
	}
	d.holds -= n
}

// sweep drops records that nobody has used for a while.
func (h *Hub) sweep(now time.Time) {
	var gone []crm.ID
	h.mu.Lock()
	for id, d := range h.docs {
		if d.id == id && !d.idle.IsZero() && now.Sub(d.idle) >= lingerFor {
			gone = append(gone, h.forget(d)...)
		}
	}
	h.mu.Unlock()
	h.drop(gone)
}

// forget removes an idle dossier and names the documents that the engine may drop. Its caller holds mu.
func (h *Hub) forget(d *dossier) (gone []crm.ID) {
	for _, id := range []crm.ID{d.id, crm.PrivateID(d.id)} {
		if h.docs[id] == d {
			delete(h.docs, id)
			gone = append(gone, id)
		}
	}
	d.idle = time.Time{}
	h.lingering--
	call1(h.config.Metrics.Documents, -1)
	return gone
}

func (h *Hub) drop(docs []crm.ID) {
	if len(docs) > 0 {
		h.config.Engine.Drop(docs...)
	}
}

// enter counts something that Drain waits for; leave ends it.
func (h *Hub) enter() {
	h.mu.Lock()
	h.busy++
	h.mu.Unlock()
}

func (h *Hub) leave() {
	h.mu.Lock()
	h.busy--
	h.settle()
	h.mu.Unlock()
}

// settle closes quiet when there is nothing left to wait for. Its caller holds mu.
func (h *Hub) settle() {
	if h.closed && h.busy == 0 && !h.drained {
		h.drained = true
		close(h.quiet)
	}
}

func (h *Hub) isClosed() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.closed
}

// Live is the number of records in memory.
func (h *Hub) Live() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := 0
	for id, d := range h.docs {
		if d.id == id {
			n++
		}
	}
	return n
}
