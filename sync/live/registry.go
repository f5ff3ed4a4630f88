package live

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"roomkey/crm"
	"roomkey/sync/live/replica"
)

// NewRegistry makes a registry of live records. It starts no goroutine. The caller must call Sweep now and then.
func NewRegistry(config Config) *Registry {
	if config.Awake <= 0 {
		config.Awake = defaultAwake
	}
	if config.Collect == nil {
		config.Collect = debug.FreeOSMemory
	}
	g := &Registry{
		config:     config,
		actors:     newServerActors(config.Random),
		owners:     newActorOwners(config.Storage),
		directory:  newDirectory(config.Storage, config.Now),
		issued:     &issuedActors{storage: config.Storage},
		compacting: make(chan struct{}, maxCompactions),
		strain:     newStrain(),
		answers:    newAnswers(config.Now),
		work:       runTurn,
		arrive:     arrive,
		records:    make(map[crm.ID]*Record),
		quiet:      make(chan struct{}),
	}
	g.open, g.stop = context.WithCancel(context.Background())
	g.drafts = draftQueue{look: g.retryDrafts, enter: g.enter, leave: g.leave}
	return g
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
	record, stored, err := r.read(ctx)
	if crm.CodeOf(err) == crm.CodeNotFound {
		r.shared, r.loaded, r.broken = r.open(replica.New(r.id, false)), true, nil
		return true
	}
	if err == nil && stored.Record != r.id && (!stored.Draft || r.records.keepsPrivate(ctx, stored.Record)) {
		r.move(stored.Record, t)
		return false
	}
	if err == nil {
		err = r.loadStored(stored, record)
	}
	if err != nil {
		r.records.config.Log.Error("a document can't be loaded", "doc", r.id, "error", err)
	}
	r.broken = err
	r.loaded = err == nil || errors.Is(err, replica.ErrCorrupt)
	return true
}

// read reads the projection and the shared document from the storage; or the document that has this id and is another
// record's, or a draft. The projection is nil if there is none. Errors: not_found if there is no document.
func (r *Record) read(ctx context.Context) (record *crm.Record, stored *crm.Stored, err error) {
	document := r.id
	record, err = r.records.config.Storage.Record(ctx, r.id)
	switch {
	case err == nil:
		document = record.DocumentOf(false)
	case crm.CodeOf(err) != crm.CodeNotFound:
		return nil, nil, fmt.Errorf("read the projection: %w", err)
	}
	stored, err = r.records.config.Storage.Document(ctx, document)
	return record, stored, err
}

// loadStored builds the record from what is stored.
func (r *Record) loadStored(stored *crm.Stored, record *crm.Record) error {
	shared, err := replica.Load(stored, r.records.strain.begin)
	if err != nil {
		return err
	}
	r.woken += shared.Count()
	if !stored.Draft {
		if record == nil {
			return fmt.Errorf("read the projection: %w", crm.ErrNotFound)
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
