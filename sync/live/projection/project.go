package projection

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"roomkey/crm"
)

// New returns the projection of a record whose shared document has just become complete.
func New(id crm.ID, t *crm.RecordType, row crm.Row, half Half, now time.Time) *crm.Record {
	rec := &crm.Record{ID: id, Type: t.Name, Row: row, Heads: half.Heads, CreatedAt: now, UpdatedAt: now}
	roots := slices.Collect(maps.Keys(half.Fields))
	rec.Fields = update(nil, &half, roots)
	derive(rec, t, now)
	rec.Conflicts = conflicts(nil, t, &half, roots)
	return rec
}

// Update returns the projection after the named root fields of a half have changed. Its time never goes back, so that
// regions agree on it whose clocks do not.
func Update(old *crm.Record, half Half, roots []string, now time.Time) *crm.Record {
	rec := *old
	rec.UpdatedAt = later(rec.UpdatedAt, now)
	t := crm.TypeNamed(rec.Type)
	if half.Private {
		rec.PrivateHeads = half.Heads
		rec.Private = update(rec.Private, &half, roots)
	} else {
		rec.Heads = half.Heads
		rec.Fields = update(rec.Fields, &half, roots)
	}
	derive(&rec, t, rec.UpdatedAt)
	rec.Conflicts = conflicts(rec.Conflicts, t, &half, roots)
	return &rec
}

// Touch returns the projection after something of the record that no field shows was done at a time.
func Touch(old *crm.Record, at time.Time) *crm.Record {
	rec := *old
	rec.UpdatedAt = later(rec.UpdatedAt, at)
	derive(&rec, crm.TypeNamed(rec.Type), rec.UpdatedAt)
	return &rec
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// Renewed returns the projection after a half goes on in a new document, whose content is half.
func Renewed(old *crm.Record, half Half, document crm.ID, now time.Time) *crm.Record {
	fresh := *old
	if half.Private {
		fresh.Private, fresh.PrivateDocument = nil, document
	} else {
		fresh.Fields, fresh.Document = nil, document
	}
	roots := slices.Collect(maps.Keys(half.Fields))
	for name := range old.Fields { // conflicts of what has no value are gone too
		roots = append(roots, name)
	}
	for name := range old.Private {
		roots = append(roots, name)
	}
	rec := Update(&fresh, half, roots, now)
	flag := longFlag
	if half.Private {
		flag = longPrivateFlag
	}
	return setFlag(rec, flag, false)
}

// update returns the root fields after those named by roots have changed. The map is a new one.
func update(fields map[string]json.RawMessage, half *Half, roots []string) map[string]json.RawMessage {
	fresh := maps.Clone(fields)
	if fresh == nil {
		fresh = make(map[string]json.RawMessage, len(roots))
	}
	for _, name := range roots {
		if value, ok := half.Fields[name]; ok && name != half.except() {
			fresh[name] = value
		} else {
			delete(fresh, name)
		}
	}
	return fresh
}

// WithoutPrivate returns a projection of record with the private half of durable, which is the stored projection.
// durable is nil if nothing is stored.
func WithoutPrivate(record, durable *crm.Record) *crm.Record {
	rec := *record
	rec.Private, rec.PrivateHeads = nil, nil
	rec.Conflicts = nil
	keep := func(conflicts map[string][]crm.Conflicting, private bool) {
		for pointer, values := range conflicts {
			if crm.IsPrivate(pointer) != private {
				continue
			}
			if rec.Conflicts == nil {
				rec.Conflicts = make(map[string][]crm.Conflicting)
			}
			rec.Conflicts[pointer] = values
		}
	}
	keep(record.Conflicts, false)
	if durable != nil {
		rec.Private, rec.PrivateHeads = durable.Private, durable.PrivateHeads
		keep(durable.Conflicts, true)
	}
	return &rec
}
