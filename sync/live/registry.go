package live

import (
	"context"
	"errors"
	"fmt"

	"roomkey/crm"
	"roomkey/sync/live/replica"
)

// NewRegistry makes a registry of live records. It starts no goroutine. The caller must call Sweep now and then.
func NewRegistry(config Config) *Registry {
	if config.Awake <= 0 {
		config.Awake = defaultAwake
	}
	g := &Registry{
		config:     config,
		actors:     newServerActors(config.Random),
		owners:     newActorOwners(config.Storage),
		directory:  newDirectory(config.Storage, config.Now),
		issued:     &issuedActors{storage: config.Storage},
		compacting: make(chan struct{}, maxCompactions),
		work:       runTurn,
		arrive:     arrive,
		records:    make(map[crm.ID]*Record),
		quiet:      make(chan struct{}),
	}
	g.open, g.stop = context.WithCancel(context.Background())
	g.drafts = draftQueue{look: g.retryDrafts, enter: g.enter, leave: g.leave}
	return g
}

// runTurn runs one turn of a record. It loads the record first if necessary, and submits pending changes afterwards.
func runTurn(ctx context.Context, r *Record, t turn) (again bool) {
	if !r.ready(ctx, t) {
		return false
	}
	again = t(ctx, r)
	r.flush(ctx)
	r.weigh()
	return again
}

// ready loads the record if necessary. It returns false if the turn has moved to another record.
func (r *Record) ready(ctx context.Context, t turn) bool {
	if r.loaded {
		return true
	}
	if r.asleep != nil {
		r.wake(ctx)
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
		err = r.loadStored(ctx, stored)
	}
	if err != nil {
		r.records.config.Log.Error("a document can't be loaded", "doc", r.id, "error", err)
	}
	r.broken = err
	r.loaded = err == nil || errors.Is(err, replica.ErrCorrupt)
	return true
}

// loadStored builds the record from what is stored.
func (r *Record) loadStored(ctx context.Context, stored *crm.Stored) error {
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
			r.post(ensurePrivateTurn) // a crash came before the private half was stored
		}
	}
	r.shared = r.open(shared)
	return nil
}

// ErrCorrupt says that a record is not served because its stored bytes can't be trusted.
var ErrCorrupt = replica.ErrCorrupt
