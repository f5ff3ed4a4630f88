// Package demo makes the records and accounts of the demo, and many similar records for benchmarks. The data of one day
// is the same every time. The package writes documents by hand, without an engine. It fills empty stores and does not
// update or delete existing records.
package demo

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"sync"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/store"
	realtime "roomkey/sync"
)

// Fill stores the records of specs. They are durable when it returns. Their accounts must exist; see Accounts.
func Fill(ctx context.Context, s *store.Store, specs []Spec) error {
	if err := takeNumbers(ctx, s, specs); err != nil {
		return err
	}
	var (
		waiting  sync.WaitGroup
		mu       sync.Mutex // guards failures
		failures []error
	)
	fail := func(err error) {
		if err != nil {
			mu.Lock()
			failures = append(failures, err)
			mu.Unlock()
		}
	}
	for i := range specs {
		if err := ctx.Err(); err != nil {
			fail(err)
			break
		}
		writes, err := specs[i].writes()
		if err != nil {
			fail(fmt.Errorf("%s %s: %w", specs[i].Type.Name, specs[i].ID, err))
			break
		}
		for _, write := range writes {
			waiting.Add(1)
			s.Submit(write, func(_ crm.Receipt, err error) {
				fail(err)
				waiting.Done()
			})
		}
	}
	waiting.Wait()
	return errors.Join(failures...)
}

// writes returns a spec's documents and its projection in the form that the store takes.
func (s *Spec) writes() ([]*crm.Write, error) {
	actor := s.actor()
	at := s.Created
	shared := newBuilder(s.Type, false)
	if err := shared.commit(s.Type, actor, at.Unix(), s.Fields); err != nil {
		return nil, err
	}
	for _, later := range s.Later {
		at = at.Add(24 * time.Hour)
		if err := shared.commit(s.Type, actor, at.Unix(), later); err != nil {
			return nil, err
		}
	}
	var private []*crdt.Change
	if s.Private != nil {
		b := newBuilder(s.Type, true)
		fields := map[string]any{"privateOf": s.ID.String()}
		for name, value := range s.Private {
			fields[name] = value
		}
		if err := b.commit(s.Type, actor, s.Created.Unix(), fields); err != nil {
			return nil, err
		}
		private = b.changes
	}
	rec := crm.Record{ID: s.ID, Type: s.Type.Name, Row: s.Row, CreatedAt: s.Created, UpdatedAt: at}
	var rows []crm.OrderedRowChange // which other regions hear of by the ledger
	if s.Archived {
		rec.ArchivedAt = at
		rows = append(rows, crm.OrderedRowChange{At: at, RowChange: crm.RowChange{Record: s.ID, By: s.By.ID,
			What: crm.Archived}})
	}
	projected, err := realtime.Rebuild(rec, shared.changes, private, map[crdt.Actor]crm.ID{actor: s.By.ID})
	if err != nil {
		return nil, err
	}
	bind := map[string]crm.ID{string(actor): s.By.ID}
	writes := []*crm.Write{{
		Document: s.ID, Of: s.ID, Changes: s.stored(shared.changes), Heads: projected.Heads, Record: projected,
		Bind: bind, Rows: rows,
	}}
	if private != nil {
		writes = append(writes, &crm.Write{
			Document: crm.PrivateID(s.ID), Of: s.ID, Private: true, Changes: s.stored(private),
			Heads: projected.PrivateHeads, Record: projected,
		})
	}
	return writes, nil
}

// actor returns the actor that wrote the record: it belongs to the record's author and is the same every time.
func (s *Spec) actor() crdt.Actor {
	prefix := realtime.ActorPrefix(s.By.ID)
	sum := sha256.Sum256(append([]byte("roomkey/demo/"), s.By.ID[:]...))
	return crdt.Actor(append(prefix[:], sum[:8]...))
}

func (s *Spec) stored(changes []*crdt.Change) []crm.StoredChange {
	list := make([]crm.StoredChange, len(changes))
	for i, change := range changes {
		user, at := s.By.ID, time.Unix(change.Time, 0).UTC()
		if crdt.IsGenesis(change.Hash) {
			user = crm.ID{} // it has no author
		}
		if i == 0 {
			at = s.Created // the fixed first change claims 1970
		}
		list[i] = crm.StoredChange{Hash: change.Hash, Data: change.Data, User: user, At: at}
	}
	return list
}
