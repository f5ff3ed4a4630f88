package web

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"roomkey/crm"
	realtime "roomkey/sync"
	"roomkey/web/api"
)

// history answers with who changed what when, oldest first: everything, or the last changes before the cursor.
func (r *records) history(ctx context.Context, who *principal, asked *api.HistoryRequest) (*api.HistoryAnswer, error) {
	found, err := r.find(ctx, who, &asked.RecordRequest)
	if err != nil {
		return nil, err
	}
	items, next, err := r.changes(ctx, who, found, asked.Cursor, asked.Limit)
	if err != nil {
		return nil, err
	}
	return &api.HistoryAnswer{Items: items, Next: orNull(next)}, nil
}

// changes are those of a record that the caller may see, the oldest first: all, or the last ones before the cursor.
func (r *records) changes(ctx context.Context, who *principal, found *crm.View, cursor string, limit int) (
	items []api.Change, next string, err error) {
	entries, err := r.hub.History(ctx, who.user(), found.ID())
	if err != nil {
		return nil, "", err
	}
	tasks, err := r.changesByTasks(ctx, found.ID())
	if err != nil {
		return nil, "", err
	}
	if cursor != "" {
		hashes := make([]crm.Hash, len(entries))
		for i := range entries {
			hashes[i] = entries[i].Hash
		}
		end, err := placeOf(hashes, cursor)
		if err != nil {
			return nil, "", err
		}
		entries = entries[:end]
	}
	visible := entries[:0]
	for _, e := range entries {
		if found.Access().ReadsHalf(e.Private) {
			visible = append(visible, e)
		}
	}
	entries = visible
	if begin := len(entries) - limit; limit > 0 && begin > 0 {
		entries = entries[begin:]
		next = entries[0].Hash.String()
	}
	items = make([]api.Change, 0, len(entries))
	for _, e := range entries {
		shown := api.Change{Heads: e.Heads, Private: e.Private, User: e.User, Actor: e.Actor, At: api.TimeOf(e.At),
			ClaimedAt: api.TimeOf(e.Claimed), Message: e.Message, Fields: make([]api.Pointer, len(e.Fields)),
			Task: tasks[e.Hash]}
		for i, field := range e.Fields {
			shown.Fields[i] = api.Pointer(field)
		}
		items = append(items, shown)
	}
	return items, next, nil
}

// placeOf is where the change stands that a cursor names: the page that follows has those before it. A cursor is no
// count: a change may come to stand before others that are known, by a clock that was put back or by rights that were
// given meanwhile.
func placeOf(hashes []crm.Hash, cursor string) (int, error) {
	hash, err := crm.ParseHash(cursor)
	at := slices.Index(hashes, hash)
	if err != nil || at < 0 {
		return 0, crm.Invalid("cursor", "must be the next of an earlier answer")
	}
	return at, nil
}

// changesByTasks finds the changes of a record that tasks have made, for as long as the tasks are kept. A change's own
// message proves nothing: whoever writes one says what they like.
func (r *records) changesByTasks(ctx context.Context, record crm.ID) (map[crm.Hash]*api.ByTask, error) {
	edits, err := r.store.TaskEdits(ctx, record)
	if err != nil {
		return nil, err
	}
	changes := make(map[crm.Hash]*api.ByTask)
	for _, edit := range edits {
		for _, raw := range edit.Applied {
			var done realtime.Applied
			if err := json.Unmarshal(raw, &done); err != nil {
				return nil, err
			}
			for _, hash := range done.Hashes {
				changes[hash] = &api.ByTask{ID: edit.Task, Plugin: edit.Plugin, Version: edit.Version}
			}
			for _, hash := range done.Undone {
				changes[hash] = &api.ByTask{ID: edit.Task, Plugin: edit.Plugin, Version: edit.Version, Undo: true}
			}
		}
	}
	return changes, nil
}

// at answers with the record as it was at heads, which the address names with commas between them.
func (r *records) at(ctx context.Context, who *principal, asked *api.AtRequest) (*api.RecordAnswer, error) {
	heads, err := parseHeads(strings.Split(asked.Heads, ","))
	if err != nil {
		return nil, err
	}
	return r.change(ctx, who, &asked.RecordRequest, func(user *crm.User, id crm.ID) (*crm.Record, error) {
		return r.hub.At(ctx, user, id, heads)
	})
}

// revert makes the record's fields again what they were at heads, by a new change.
func (r *records) revert(ctx context.Context, who *principal, asked *api.RevertRequest) (*api.RecordAnswer, error) {
	return r.change(ctx, who, &asked.RecordRequest, func(user *crm.User, id crm.ID) (*crm.Record, error) {
		return r.hub.When(unchanged(who, asked.IfMatch)).Revert(ctx, user, id, asked.Heads)
	})
}

func parseHeads(texts []string) ([]crm.Hash, error) {
	if len(texts) > maxHeads {
		return nil, crm.Invalid("heads", "must be 1 to %d hashes", maxHeads)
	}
	heads := make([]crm.Hash, 0, len(texts))
	for _, text := range texts {
		head, err := crm.ParseHash(text)
		if err != nil {
			return nil, crm.Invalid("heads", "a hash has 64 hexadecimal digits")
		}
		heads = append(heads, head)
	}
	return heads, nil
}
