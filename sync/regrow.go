package sync

import (
	"context"
	"sync"
	"time"

	"roomkey/crm"
)

// regrowth looks again at the drafts of users who got a new record: some may have waited for it, since what refers to
// nothing is no record. One goroutine works for all users, one draft at a time, and Drain waits for it; whoever gets many
// records at once is looked at once more, not once for each.
type regrowth struct {
	mu      sync.Mutex
	users   []crm.ID // whose drafts are to be looked at, each once
	running bool
}

// regrowTimeout bounds the look at one draft.
const regrowTimeout = 10 * time.Second

// want has a user's drafts looked at.
func (r *regrowth) want(h *Hub, user crm.ID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, waiting := range r.users {
		if waiting == user {
			return
		}
	}
	r.users = append(r.users, user)
	if !r.running {
		r.running = true
		h.enter()
		go r.run(h)
	}
}

func (r *regrowth) run(h *Hub) {
	defer h.leave()
	for {
		r.mu.Lock()
		if len(r.users) == 0 {
			r.running = false
			r.mu.Unlock()
			return
		}
		user := r.users[0]
		r.users = r.users[1:]
		r.mu.Unlock()
		h.regrowAll(user)
	}
}

// regrowAll looks at all of a user's drafts, whose number is bounded.
func (h *Hub) regrowAll(user crm.ID) {
	ctx, cancel := context.WithTimeout(context.Background(), regrowTimeout)
	drafts, err := h.config.Storage.DraftIDs(ctx, user)
	cancel()
	if err != nil {
		h.config.Log.Error("drafts can't be listed", "user", user, "error", err)
		return
	}
	for _, id := range drafts {
		done := make(chan struct{})
		look := regrow(user)
		if !h.with(id, 0, func(ctx context.Context, d *dossier) bool { defer close(done); return look(ctx, d) }) {
			return
		}
		select {
		case <-done:
		case <-time.After(regrowTimeout): // it is busy, and will look by itself
		}
	}
}

// regrow looks whether a draft lacks nothing any more.
func regrow(author crm.ID) task {
	return func(ctx context.Context, d *dossier) bool {
		doc := d.shared
		if d.record != nil || doc == nil || !doc.draft || doc.author != author {
			return false
		}
		user, err := d.hub.config.Storage.UserByID(ctx, author)
		if err == nil && d.mayWrite(user, doc) {
			d.grow(ctx, doc, &batch{by: submission{user: user}})
		}
		return false
	}
}
