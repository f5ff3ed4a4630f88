package web

import (
	"context"
	"io"
	"time"

	"roomkey/crm"
	"roomkey/store"
	realtime "roomkey/sync"
	"roomkey/web/api"
)

// undoLife is how long a bulk edit can be taken back.
const undoLife = 24 * time.Hour

// bulkEdits change many records at once.
type bulkEdits struct {
	store  *store.Store
	hub    *realtime.Hub
	now    func() time.Time
	random io.Reader
}

// patch applies one merge patch to many records of a type, each for itself, and answers with those that it changed,
// those that failed and why, and a token by which all of it can be taken back once.
func (b *bulkEdits) patch(ctx context.Context, who *principal, asked *api.BulkRequest) (*api.BulkAnswer, error) {
	kind := crm.TypeNamed(asked.Type)
	if kind == nil {
		kind = crm.TypePlural(asked.Type)
	}
	if kind == nil {
		return nil, crm.Invalid("type", "there is no such type of record")
	}
	patch := realtime.Patch{Fields: asked.Patch.Fields, Private: asked.Patch.Private}
	results, undo, err := b.hub.Bulk(ctx, who.user(), kind.Name, distinct(asked.IDs), patch)
	if err != nil {
		return nil, err
	}
	token, err := newSecretToken(b.random)
	if err != nil {
		return nil, err
	}
	if err := b.store.AddUndo(ctx, hashToken(token), who.user().ID, b.now().Add(undoLife), undo); err != nil {
		return nil, err
	}
	changed, failed := sortResults(results, who.user())
	return &api.BulkAnswer{Items: changed, Failed: failed, Undo: token}, nil
}

// undo takes back what a bulk edit of the caller's did. Fields that somebody has changed since stay as they are.
func (b *bulkEdits) undo(ctx context.Context, who *principal, asked *api.UndoRequest) (*api.UndoAnswer, error) {
	data, err := b.store.TakeUndo(ctx, hashToken(asked.Token), who.user().ID)
	if err != nil {
		return nil, absent(err)
	}
	results, err := b.hub.Undo(ctx, who.user(), data)
	if err != nil {
		return nil, err
	}
	changed, failed := sortResults(results, who.user())
	return &api.UndoAnswer{Items: changed, Failed: failed}, nil
}

// sortResults tells the records that were changed from those that were not, and why.
func sortResults(results []realtime.BulkResult, user *crm.User) (changed recordsJSON, failed []api.Failure) {
	failed = []api.Failure{}
	for _, r := range results {
		if r.Err == nil {
			if seen := r.Record.For(user); seen != nil {
				changed = append(changed, seen)
			}
			continue
		}
		p := problemOf(r.Err)
		failed = append(failed, api.Failure{ID: r.ID, Code: p.Code, Detail: p.Detail, Field: p.Field,
			Errors: p.Errors})
	}
	return changed, failed
}
