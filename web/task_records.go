package web

import (
	"context"
	"encoding/json"
	"strings"

	"roomkey/crm"
	"roomkey/plugins/runner"
	"roomkey/store"
	realtime "roomkey/sync"
)

// TaskRecords is what tasks may do with records, by the rules of REST: they read projections, and write by way of the
// hub. It implements runner.Records.
type TaskRecords struct {
	Hub   *realtime.Hub
	Store *store.Store
}

// Get gives a record as the user may see it.
func (t *TaskRecords) Get(ctx context.Context, user *crm.User, recordType string, id crm.ID) (*crm.View, error) {
	found, err := t.Store.Record(ctx, id)
	if err != nil {
		return nil, err
	}
	seen := found.For(user)
	if seen == nil || seen.Type() != recordType {
		return nil, crm.ErrNotFound
	}
	return seen, nil
}

// Query gives a page of records as the user may see them.
func (t *TaskRecords) Query(ctx context.Context, user *crm.User, q runner.Query) ([]*crm.View, string, error) {
	list := store.Query{Type: q.Type, Q: q.Q, Cursor: q.Cursor, Limit: q.Limit, Archived: q.Archived,
		Deleted: q.Deleted}
	list.Sort, list.Desc = strings.CutPrefix(q.Sort, "-")
	for _, f := range q.Filters {
		list.Filters = append(list.Filters, store.Filter(f))
	}
	page, err := t.Store.List(ctx, user, list)
	if err != nil {
		return nil, "", err
	}
	return page.Items, page.Next, nil
}

// Show writes a record as REST does.
func (t *TaskRecords) Show(dst []byte, v *crm.View) []byte { return appendView(dst, v) }

// Preview checks an edit and says what it would change.
func (t *TaskRecords) Preview(ctx context.Context, user *crm.User, e crm.Edit, proposed map[crm.ID]string) (crm.Edit,
	map[string]crm.Change, error) {
	return t.Hub.Preview(ctx, user, e, proposed)
}

// Apply does an edit, or parts of it.
func (t *TaskRecords) Apply(ctx context.Context, user *crm.User, e crm.Edit, pointers []string,
	expected map[string]json.RawMessage) (json.RawMessage, []string, error) {
	applied, err := t.Hub.ApplyEdit(ctx, user, e, pointers, expected)
	if err != nil {
		return nil, nil, err
	}
	done, err := json.Marshal(applied)
	return done, applied.Skipped, err
}

// Undo takes back what Apply did.
func (t *TaskRecords) Undo(ctx context.Context, user *crm.User, task crm.ID, message string,
	done []json.RawMessage) ([]runner.Place, []runner.Skip, error) {
	edits := make([]*realtime.Applied, len(done))
	for i, raw := range done {
		if err := json.Unmarshal(raw, &edits[i]); err != nil {
			return nil, nil, err
		}
	}
	undone, skipped, err := t.Hub.UndoEdits(ctx, user, edits, realtime.Origin{Task: task, Message: message})
	for i, edit := range edits {
		raw, failed := json.Marshal(edit)
		if failed != nil {
			return nil, nil, failed
		}
		done[i] = raw
	}
	places, skips := make([]runner.Place, len(undone)), make([]runner.Skip, len(skipped))
	for i, place := range undone {
		places[i] = runner.Place(place)
	}
	for i, skip := range skipped {
		skips[i] = runner.Skip{Record: skip.Record, Pointer: skip.Pointer, Reason: skip.Reason}
	}
	return places, skips, err
}
