package live

import (
	"context"
	"encoding/json"
	"strconv"

	"roomkey/crm"
	"roomkey/sync/live/projection"
)

// reference is one value of a ref field.
type reference struct {
	pointer string
	to      string // the record type, or "user"
	id      string
}

// checkReferences checks the references within root fields that were not there before: each names a record of the right type
// that the user may read, or a user of the brokerage. The answer for what is absent is that for what is forbidden. Records
// that are only proposed yet, of which proposed gives the type, may be referred to too.
func (r *Record) checkReferences(ctx context.Context, t *crm.RecordType, private bool, roots []string,
	now func(string) (json.RawMessage, bool), before func(string) (json.RawMessage, bool), user *crm.User, proposed map[crm.ID]string) error {
	prefix := ""
	if private {
		prefix = "/private"
	}
	for _, name := range roots {
		field := t.Root(name)
		if field == nil || field.Private != private || !refers(field) {
			continue
		}
		known := make(map[reference]bool)
		if before != nil {
			if raw, ok := before(name); ok {
				for _, ref := range references(nil, field, prefix+"/"+crm.Escape(name), projection.Decode(raw)) {
					known[reference{to: ref.to, id: ref.id}] = true
				}
			}
		}
		raw, _ := now(name)
		for _, ref := range references(nil, field, prefix+"/"+crm.Escape(name), projection.Decode(raw)) {
			if id, err := crm.ParseID(ref.id); known[reference{to: ref.to, id: ref.id}] || err == nil && proposed[id] == ref.to {
				continue
			}
			if err := r.checkReference(ctx, ref, user); err != nil {
				return err
			}
		}
	}
	return nil
}

// refers reports whether a field holds references.
func refers(f *crm.Field) bool {
	if f == nil {
		return false
	}
	if f.Kind == crm.KindRef || refers(f.Item) {
		return true
	}
	for i := range f.Fields {
		if refers(&f.Fields[i]) {
			return true
		}
	}
	return false
}

func references(found []reference, f *crm.Field, at string, value any) []reference {
	switch v := value.(type) {
	case string:
		if f.Kind == crm.KindRef {
			found = append(found, reference{at, f.Ref, v})
		}
	case []any:
		for i, item := range v {
			if f.Item != nil {
				found = references(found, f.Item, at+"/"+strconv.Itoa(i), item)
			}
		}
	case map[string]any:
		for i := range f.Fields {
			child := &f.Fields[i]
			if entry, ok := v[child.Name]; ok && entry != nil {
				found = references(found, child, at+"/"+crm.Escape(child.Name), entry)
			}
		}
	}
	return found
}

func (r *Record) checkReference(ctx context.Context, ref reference, user *crm.User) error {
	absent := crm.Invalid(ref.pointer, "there is no such %s", ref.to)
	id, err := crm.ParseID(ref.id)
	if err != nil {
		return absent
	}
	if ref.to == "user" {
		if r.records.directory.user(ctx, user.Broker, id) == nil {
			return absent
		}
		return nil
	}
	if id == r.id && r.record != nil && r.record.Type == ref.to {
		return nil
	}
	rec, err := r.records.config.Storage.Record(ctx, id)
	switch {
	case crm.CodeOf(err) == crm.CodeNotFound:
		return absent
	case err != nil:
		return unavailable(err)
	case rec.Type != ref.to || rec.For(user) == nil:
		return absent
	}
	return nil
}
