package replica_test

import (
	"context"
	"errors"
	"sync"
	"time"

	"roomkey/crdt"
	"roomkey/crdt/engine"
	"roomkey/crm"
	"roomkey/store"
)

// order is the one order of all regions' rows.
type order struct {
	mu      sync.Mutex // guards what follows
	entries []crm.OrderedEntry
	heads   map[crm.ID]crm.Hash
}

// orderRows has a region take part in the order until ctx ends.
func (r *region) orderRows(ctx context.Context, group *sync.WaitGroup) {
	r.Helper()
	if err := r.store.OrderBy(ctx, r); err != nil {
		r.Fatal(err)
	}
	group.Go(func() {
		if err := r.Hub.Run(ctx); err != nil {
			r.Error(err)
		}
	})
	group.Go(func() {
		ticker := time.NewTicker(every)
		defer ticker.Stop()
		for ctx.Err() == nil {
			if err := r.takeRows(ctx); err != nil && ctx.Err() == nil {
				r.Error(err)
			}
			select {
			case <-ticker.C:
			case <-ctx.Done():
			}
		}
	})
}

// found makes the brokerage and its people.
func (r *region) found() {
	r.Helper()
	err := r.store.Found(r.Context(), agent.Broker, "Harbor", []store.Team{{ID: agent.Teams[0], Name: "Team"}})
	for _, u := range []crm.User{agent, mate, chief} {
		u.Email = u.Name + "@example.test"
		err = errors.Join(err, r.store.AddUser(r.Context(), &u, "hash"))
	}
	if err != nil {
		r.Fatal(err)
	}
}

// Order is store.Orderer's. A region that reaches no majority orders nothing.
func (r *region) Order(ctx context.Context, e crm.LedgerEntry) error {
	if r.world.Region(r.name).Leader() == "" {
		return crm.Errorf(crm.CodeUnavailable, "cut off")
	}
	o := r.order
	o.mu.Lock()
	next := crm.OrderedEntry{Seq: uint64(len(o.entries)) + 1, Broker: e.Broker, Previous: o.heads[e.Broker],
		Data: e.Data}
	o.entries = append(o.entries, next)
	o.heads[e.Broker] = next.Hash()
	o.mu.Unlock()
	return r.takeRows(ctx)
}

// takeRows applies what is in order and was not applied here, if the region is not cut off.
func (r *region) takeRows(ctx context.Context) error {
	end, err := r.store.LedgerEnd(ctx)
	if err != nil || r.world.Region(r.name).Leader() == "" {
		return err
	}
	r.order.mu.Lock()
	entries := r.order.entries[end:]
	r.order.mu.Unlock()
	if len(entries) == 0 {
		return nil
	}
	return r.store.ApplyOrdered(ctx, entries)
}

// aging is an engine for which one of four documents, if any, has many more operations behind it, so that its record
// can be renewed.
type aging struct {
	*engine.Pool
	on bool
}

func (a aging) Apply(ctx context.Context, doc crdt.Doc, changes [][]byte, roots []string) (crdt.State, error) {
	state, err := a.Pool.Apply(ctx, doc, changes, roots)
	a.age(doc, &state)
	return state, err
}

func (a aging) Author(ctx context.Context, doc crdt.Doc, draft crdt.Draft) ([]byte, crdt.State, error) {
	change, state, err := a.Pool.Author(ctx, doc, draft)
	a.age(doc, &state)
	return change, state, err
}

func (a aging) age(doc crdt.Doc, state *crdt.State) {
	if a.on && doc.ID[15]%4 == 0 {
		state.Ops += 320_000
	}
}
