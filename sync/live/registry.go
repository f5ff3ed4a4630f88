package live

import (
	"context"
	"errors"
	"fmt"
	"time"

	"roomkey/crm"
	"roomkey/sync/live/replica"
)

// NewRegistry makes a registry of live records. It starts nothing; Sweep has to be called now and then.
func NewRegistry(config Config) *Registry {
	g := &Registry{
		config:     config,
		actors:     newServerActors(config.Random),
		owners:     newActorOwners(config.Storage),
		directory:  newDirectory(config.Storage, config.Now),
		compacting: make(chan struct{}, maxCompactions),
		work:       runTurn,
		arrive:     arrive,
		records:    make(map[crm.ID]*Record),
		quiet:      make(chan struct{}),
	}
	g.drafts = draftQueue{look: g.retryDrafts, enter: g.enter, leave: g.leave}
	return g
}

// runTurn gives a record one turn: it is loaded first where it wasn't, and what it has to make durable is written
// afterwards.
func runTurn(ctx context.Context, r *Record, t turn) (again bool) {
	if !r.ready(ctx, t) {
		return false
	}
	again = t(ctx, r)
	r.flush(ctx)
	return again
}

// Sweep drops records that nobody has used for a while.
func (g *Registry) Sweep(now time.Time) { g.sweep(now) }

// ready sees that the record is loaded. It answers false when the turn has gone to another record.
func (r *Record) ready(ctx context.Context, t turn) bool {
	if r.loaded {
		return true
	}
	stored, err := r.records.config.Storage.Document(ctx, r.id)
	if crm.CodeOf(err) == crm.CodeNotFound {
		r.shared, r.loaded, r.broken = r.open(replica.New(r.id, false)), true, nil
		return true
	}
	if err == nil && stored.Private && (!stored.Draft || r.records.keepsPrivate(ctx, stored.Record)) {
		r.move(stored.Record, t)
		return false
	}
	if err == nil {
		err = r.load(ctx, stored)
	}
	if err != nil {
		r.records.config.Log.Error("a document can't be loaded", "doc", r.id, "error", err)
	}
	r.broken = err
	r.loaded = err == nil || errors.Is(err, replica.ErrCorrupt)
	return true
}

// load takes over what is stored.
func (r *Record) load(ctx context.Context, stored *crm.Stored) error {
	shared, err := replica.Load(stored)
	if err != nil {
		return err
	}
	if !stored.Draft {
		record, err := r.records.config.Storage.Record(ctx, r.id)
		if err != nil {
			return fmt.Errorf("read the projection: %w", err)
		}
		r.record, r.durable = record, record
		r.records.claimPrivate(r)
		if r.exists() && record.PrivateHeads == nil && hasPrivate(crm.TypeNamed(record.Type)) {
			r.post(ensurePrivate) // a crash came between the two halves
		}
	}
	r.shared = r.open(shared)
	return nil
}

// ErrCorrupt is why a record is not served whose stored bytes can't be trusted.
var ErrCorrupt = replica.ErrCorrupt
