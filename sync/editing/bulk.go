package editing

import (
	"bytes"
	"context"
	"encoding/json"
	"sync"
	"sync/atomic"

	"roomkey/crm"
	"roomkey/sync/live"
)

// Bounds of one Bulk: how many records, and how many of them at a time.
const (
	maxBulk      = 1_000
	bulkParallel = 16
)

var errBulkTooLarge = crm.Errorf(crm.CodeTooLarge, "the records before this one are large: send the rest again")

// BulkResult is the result for one record.
type BulkResult struct {
	ID     crm.ID
	Record *crm.Record // nil where Err is set
	Err    error
}

// undoing of a Bulk: for each record the root fields that it changed, as they were and as it left them.
type undoRecord struct {
	Record  crm.ID                `json:"record"`
	Fields  map[string]crm.Change `json:"fields,omitempty"`
	Private map[string]crm.Change `json:"private,omitempty"`
}

// Bulk applies one patch to many records of one type. Each succeeds or fails by itself. undo is the argument of Undo;
// it holds values of fields, so it must be kept as safe as the records.
func (ed *Editor) Bulk(ctx context.Context, user *crm.User, recordType string, ids []crm.ID,
	p Patch) (results []BulkResult, undo []byte, err error) {
	switch {
	case crm.TypeNamed(recordType) == nil:
		return nil, nil, crm.Invalid("type", "there is no such type of record")
	case len(ids) == 0:
		return nil, nil, crm.Invalid("ids", "is required")
	case len(ids) > maxBulk:
		return nil, nil, &crm.Error{Code: crm.CodeTooLarge, Field: "ids", Message: "names too many records"}
	}
	results = make([]BulkResult, len(ids))
	undos := make([]undoRecord, len(ids))
	var kept atomic.Int64 // bytes of results
	each(len(ids), func(i int) {
		results[i] = BulkResult{ID: ids[i]}
		if kept.Load() > ed.bulk {
			results[i].Err = errBulkTooLarge
			return
		}
		defer func() { kept.Add(contentBytes(results[i].Record)) }()
		results[i].Record, results[i].Err = ed.change(ctx, user, ids[i],
			func(ctx context.Context, v *live.Visit) error {
				if v.Projection() == nil || v.Projection().Type != recordType {
					return crm.ErrNotFound
				}
				before := v.Projection()
				if err := patch(ctx, v, user, p, leeway{}); err != nil {
					return err
				}
				if err := noteResponse(ctx, v, user, before); err != nil {
					return err
				}
				undos[i] = undoOf(before, v.Projection())
				return nil
			})
	})
	var done []undoRecord
	for i := range undos {
		if results[i].Err == nil && len(undos[i].Fields)+len(undos[i].Private) > 0 {
			done = append(done, undos[i])
		}
	}
	undo, err = json.Marshal(done)
	return results, undo, err
}

// each calls f with every number below n, some at a time, and waits.
func each(n int, f func(int)) {
	var group sync.WaitGroup
	running := make(chan struct{}, bulkParallel)
	for i := range n {
		running <- struct{}{}
		group.Go(func() {
			defer func() { <-running }()
			f(i)
		})
	}
	group.Wait()
}

func contentBytes(r *crm.Record) (bytes int64) {
	if r == nil {
		return 0
	}
	for _, half := range []map[string]json.RawMessage{r.Fields, r.Private} {
		for _, value := range half {
			bytes += int64(len(value))
		}
	}
	return bytes
}

func undoOf(before, after *crm.Record) undoRecord {
	return undoRecord{
		Record:  after.ID,
		Fields:  changed(before.Fields, after.Fields),
		Private: changed(before.Private, after.Private),
	}
}

func changed(before, after map[string]json.RawMessage) map[string]crm.Change {
	found := make(map[string]crm.Change)
	for name, value := range after {
		if !bytes.Equal(before[name], value) {
			found[name] = crm.Change{orNull(before[name]), value}
		}
	}
	for name, value := range before {
		if _, ok := after[name]; !ok {
			found[name] = crm.Change{value, null}
		}
	}
	return found
}

// Undo takes a Bulk back. It leaves a field that somebody has changed since as it is.
func (ed *Editor) Undo(ctx context.Context, user *crm.User, undo []byte) ([]BulkResult, error) {
	var records []undoRecord
	if err := json.Unmarshal(undo, &records); err != nil {
		return nil, &crm.Error{Code: crm.CodeInternal, Message: "this can't be undone", Err: err}
	}
	results := make([]BulkResult, len(records))
	each(len(records), func(i int) {
		u := &records[i]
		results[i] = BulkResult{ID: u.Record}
		results[i].Record, results[i].Err = ed.change(ctx, user, u.Record,
			func(ctx context.Context, v *live.Visit) error {
				if err := authorize(v, user, crm.ActionWrite); err != nil {
					return err
				}
				t := crm.TypeNamed(v.Projection().Type)
				now := v.Projection().Fields
				then := withOthersNotes(user, now, without(now, u.Fields), true)
				p := Patch{Fields: backTo(t, false, now, then)}
				if len(u.Private) > 0 {
					p.Private = backTo(t, true, v.Projection().Private, without(v.Projection().Private, u.Private))
				}
				return patch(ctx, v, user, p, leeway{moves: true, authors: true})
			})
	})
	return results, nil
}

// without gives the fields without the changes, except those that somebody has changed since.
func without(now map[string]json.RawMessage, changes map[string]crm.Change) map[string]json.RawMessage {
	then := make(map[string]json.RawMessage, len(now))
	for name, value := range now {
		then[name] = value
	}
	for name, change := range changes {
		if !bytes.Equal(orNull(now[name]), change[1]) {
			continue
		}
		if then[name] = change[0]; bytes.Equal(change[0], null) {
			delete(then, name)
		}
	}
	return then
}
