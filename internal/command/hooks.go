package command

import (
	"context"
	"time"

	"roomkey/crdt/engine"
	"roomkey/crm"
	"roomkey/plugins/guest"
	"roomkey/plugins/runner"
	"roomkey/store"
	realtime "roomkey/sync"
	"roomkey/sync/cluster/replica"
	"roomkey/web"
)

// engineHooks gives the engine's numbers to the metrics.
func engineHooks(m *web.Metrics) engine.Metrics {
	return engine.Metrics{
		Died:        func(bool) { m.EngineRestart() },
		Quarantined: m.Quarantine,
		Called:      func(_ string, took time.Duration) { m.EngineCall(took) },
		Waited:      func(took time.Duration) { m.Waited("engine", took) },
	}
}

// hubHooks gives the hub's numbers to the metrics.
func hubHooks(m *web.Metrics) realtime.Metrics {
	return realtime.Metrics{
		FrameIn:    func(_ string, size int) { m.Message("in", size) },
		FrameOut:   func(_ string, size int) { m.Message("out", size) },
		Accepted:   m.Edit,
		Committed:  m.Saved,
		Compacted:  m.Compacted,
		Documents:  m.Documents,
		Changes:    m.Changes,
		Rejected:   m.Rejected,
		Repaired:   m.Repaired,
		SetAside:   m.RegionSetAside,
		SlowReader: m.SlowReader,
		Waited:     m.SocketWaited,
	}
}

// hubStorage is a store that also knows the user of the server's checks of itself, who has no account.
type hubStorage struct{ *store.Store }

// UserByID is part of what the hub wants of a store.
func (s hubStorage) UserByID(ctx context.Context, id crm.ID) (*crm.User, error) {
	if id.IsSelfChecker() {
		return crm.SelfCheckUser(), nil
	}
	return s.Store.UserByID(ctx, id)
}

// timedGuests times the steps of plugins.
type timedGuests struct {
	runner.Guests
	took func(time.Duration)
}

// Step is part of runner.Guests.
func (g timedGuests) Step(ctx context.Context, p guest.Program, l guest.Limits, op guest.Op, log func(string)) error {
	begun := time.Now()
	defer func() { g.took(time.Since(begun)) }()
	return g.Guests.Step(ctx, p, l, op, log)
}

// timedOrder times changes of rows that several regions put in one order.
type timedOrder struct {
	store.Orderer
	took func(time.Duration, error)
}

// Order is part of store.Orderer.
func (o timedOrder) Order(ctx context.Context, e crm.LedgerEntry) error {
	begun := time.Now()
	err := o.Orderer.Order(ctx, e)
	o.took(time.Since(begun), err)
	return err
}

// timedRecords times what is taken in of other regions.
type timedRecords struct {
	replica.Records
	took func(time.Duration)
}

// Import is part of replica.Records.
func (r timedRecords) Import(ctx context.Context, record crm.ID, items []crm.LogItem) ([]bool, error) {
	begun := time.Now()
	defer func() { r.took(time.Since(begun)) }()
	return r.Records.Import(ctx, record, items)
}

// storeHook gives the store's commits to the metrics; nil where nobody reads them.
func storeHook(m *web.Metrics) func(writes int, took time.Duration) {
	return func(writes int, took time.Duration) { m.Commit(took, writes) }
}
