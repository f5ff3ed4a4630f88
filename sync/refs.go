package sync

import (
	"context"
	"encoding/json"
	"strconv"

	"roomkey/crm"
)

// reference is one value of a ref field.
type reference struct {
	pointer string
	to      string // the record type, or "user"
	id      string
}

// checkRefs checks the references within root fields that were not there before: each names a record of the right type
// that the user may read, or a user of the brokerage. The answer for what is absent is that for what is forbidden. Records
// that are only proposed yet, of which proposed gives the type, may be referred to too.
func (d *dossier) checkRefs(ctx context.Context, t *crm.RecordType, private bool, roots []string,
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
				for _, r := range references(nil, field, prefix+"/"+crm.Escape(name), decode(raw)) {
					known[reference{to: r.to, id: r.id}] = true
				}
			}
		}
		raw, _ := now(name)
		for _, r := range references(nil, field, prefix+"/"+crm.Escape(name), decode(raw)) {
			if id, err := crm.ParseID(r.id); known[reference{to: r.to, id: r.id}] || err == nil && proposed[id] == r.to {
				continue
			}
			if err := d.checkRef(ctx, r, user); err != nil {
				return err
			}
		}
	}
	return nil
}

// oldRoots are the root fields as the projection has them.
func (d *dossier) oldRoots(doc *document) func(string) (json.RawMessage, bool) {
	return func(name string) (json.RawMessage, bool) {
		if d.record == nil {
			return nil, false
		}
		fields := d.record.Fields
		if doc.private {
			fields = d.record.Private
		}
		value, ok := fields[name]
		return value, ok
	}
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

func (d *dossier) checkRef(ctx context.Context, r reference, user *crm.User) error {
	absent := crm.Invalid(r.pointer, "there is no such %s", r.to)
	id, err := crm.ParseID(r.id)
	if err != nil {
		return absent
	}
	if r.to == "user" {
		if d.hub.directory.user(ctx, user.Broker, id) == nil {
			return absent
		}
		return nil
	}
	if id == d.id && d.record != nil && d.record.Type == r.to {
		return nil
	}
	rec, err := d.hub.config.Storage.Record(ctx, id)
	switch {
	case crm.CodeOf(err) == crm.CodeNotFound:
		return absent
	case err != nil:
		return unavailable(err)
	case rec.Type != r.to || rec.For(user) == nil:
		return absent
	}
	return nil
}
