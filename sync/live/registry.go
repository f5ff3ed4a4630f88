package live

import (
	"context"
	"time"

	"roomkey/crm"
)

// New makes a registry of live records. It starts nothing; Sweep has to be called now and then.
func New(config Config) *Registry {
	g := &Registry{
		config:     config,
		actors:     newServerActors(config.Random),
		owners:     newActorOwners(config.Storage),
		directory:  newDirectory(config.Storage, config.Now),
		compacting: make(chan struct{}, maxCompactions),
		work:       work,
		arrive:     arrive,
		records:    make(map[crm.ID]*Record),
		quiet:      make(chan struct{}),
	}
	g.drafts = draftQueue{look: g.retryDrafts, enter: g.enter, leave: g.leave}
	return g
}

// work gives a record one turn: it is loaded first where it wasn't, and what it has to make durable is written afterwards.
func work(ctx context.Context, r *Record, t turn) (again bool) {
	if !r.ready(ctx, t) {
		return false
	}
	again = t(ctx, r)
	r.flush(ctx)
	return again
}

// Sweep drops records that nobody has used for a while.
func (g *Registry) Sweep(now time.Time) { g.sweep(now) }
