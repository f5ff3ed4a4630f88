package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

// order puts the entries of several stores in one order. A store applies what came before with its own next entry, or
// when it catches up.
type order struct {
	mu      sync.Mutex
	entries []crm.OrderedEntry
	heads   map[crm.ID]crm.Hash
	kinds   map[string]int
	first   func() // called once, before the next entry gets its place
	older   uint64 // there is a region of this version: what came later is not ordered; 0: there is none
}

func newOrder() *order { return &order{heads: map[crm.ID]crm.Hash{}, kinds: map[string]int{}} }

func (o *order) add(e crm.LedgerEntry) {
	if first := o.first; first != nil {
		o.first = nil
		first()
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	next := crm.OrderedEntry{Seq: uint64(len(o.entries)) + 1, Broker: e.Broker, Previous: o.heads[e.Broker],
		Data: e.Data}
	o.entries = append(o.entries, next)
	o.heads[e.Broker] = next.Hash()
	o.kinds[e.Kind]++
}

// ledgerRegion is a store that several share an order with.
type ledgerRegion struct {
	*store.Store
	dir   string
	order *order
}

func (o *order) region(t *testing.T, clock func() time.Time) *ledgerRegion {
	t.Helper()
	return o.regionOf(t, store.Options{Now: clock})
}

// regionOf is a region with a directory of its own.
func (o *order) regionOf(t *testing.T, options store.Options) *ledgerRegion {
	t.Helper()
	options.Dir = newDir(t)
	r := &ledgerRegion{dir: options.Dir, order: o}
	var err error
	if r.Store, err = store.Open(t.Context(), options); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := r.OrderBy(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	return r
}

// Order is store.Orderer's.
func (r *ledgerRegion) Order(ctx context.Context, e crm.LedgerEntry) error {
	if r.order.older != 0 && store.EntrySince(e.Kind) > r.order.older {
		return crm.ErrOlderRegion
	}
	r.order.add(e)
	return r.catchUp(ctx)
}

func (r *ledgerRegion) catchUp(ctx context.Context) error {
	end, err := r.LedgerEnd(ctx)
	if err != nil {
		return err
	}
	r.order.mu.Lock()
	entries := slices.Clone(r.order.entries[end:])
	r.order.mu.Unlock()
	return r.ApplyOrdered(ctx, entries)
}

// rows are all rows of the tables that entries write.
func (r *ledgerRegion) rows(t *testing.T) (rows []string) {
	t.Helper()
	db, err := sql.Open("sqlite", file(r.dir))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, table := range []string{"brokerages", "teams", "users", "memberships", "tokens", "sessions",
		"refresh_tokens", "revoked_sessions", "revoked_tokens", "calendar_feeds", "invitations",
		"invitation_teams", "webhooks", "row_changes", "holds", "views", "plugins", "plugin_secrets", "plugin_keys",
		"erased", "escrow_numbers", "escrow_given", "escrow_free", "ledger"} {
		found, err := db.Query(`SELECT * FROM ` + table)
		if err != nil {
			t.Fatal(err)
		}
		columns, err := found.Columns()
		if err != nil {
			t.Fatal(err)
		}
		for found.Next() {
			values, targets := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				targets[i] = &values[i]
			}
			if err := found.Scan(targets...); err != nil {
				t.Fatal(err)
			}
			row := table
			for i, column := range columns {
				row += fmt.Sprintf(" %s=%x", column, values[i])
			}
			rows = append(rows, row)
		}
		if err := errors.Join(found.Err(), found.Close()); err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(rows)
	return rows
}

// count is how many rows a table has.
func (r *ledgerRegion) count(t *testing.T, table string) (n int) {
	t.Helper()
	db, err := sql.Open("sqlite", file(r.dir))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow(`SELECT count(*) FROM ` + table).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
