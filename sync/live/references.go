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

// references checks the references within one half of a record.
type references struct {
	r        *Record
	t        *crm.RecordType
	private  bool
	user     *crm.User         // the author of the references
	proposed map[crm.ID]string // the types of records that do not exist yet but may be referred to
}

// all checks the references within the named root fields. It skips references that before also gives; a nil before
// gives none. Each must name a record of the right type that the user may read, or a user of the brokerage. The error
// is the same for an absent and for a forbidden target.
func (c *references) all(ctx context.Context, roots []string, now, before func(string) (json.RawMessage, bool)) error {
	prefix := ""
	if c.private {
		prefix = "/private"
	}
	for _, name := range roots {
		field := c.t.Root(name)
		if field == nil || field.Private != c.private || !refers(field) {
			continue
		}
		known := make(map[reference]bool)
		if before != nil {
			if raw, ok := before(name); ok {
				for _, ref := range referencesIn(nil, field, prefix+"/"+crm.Escape(name), projection.Decode(raw)) {
					known[reference{to: ref.to, id: ref.id}] = true
				}
			}
		}
		raw, _ := now(name)
		for _, ref := range referencesIn(nil, field, prefix+"/"+crm.Escape(name), projection.Decode(raw)) {
			if id, err := crm.ParseID(ref.id); known[reference{to: ref.to, id: ref.id}] ||
				err == nil && c.proposed[id] == ref.to {
				continue
			}
			if err := c.one(ctx, ref); err != nil {
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

// referencesIn appends the references within a value of a field.
func referencesIn(found []reference, f *crm.Field, at string, value any) []reference {
	switch v := value.(type) {
	case string:
		if f.Kind == crm.KindRef {
			found = append(found, reference{at, f.Ref, v})
		}
	case []any:
		for i, item := range v {
			if f.Item != nil {
				found = referencesIn(found, f.Item, at+"/"+strconv.Itoa(i), item)
			}
		}
	case map[string]any:
		for i := range f.Fields {
			child := &f.Fields[i]
			if entry, ok := v[child.Name]; ok && entry != nil {
				found = referencesIn(found, child, at+"/"+crm.Escape(child.Name), entry)
			}
		}
	}
	return found
}

// one checks one reference.
func (c *references) one(ctx context.Context, ref reference) error {
	absent := crm.Invalid(ref.pointer, "there is no such %s", ref.to)
	id, err := crm.ParseID(ref.id)
	if err != nil {
		return absent
	}
	if ref.to == "user" {
		if c.r.records.directory.user(ctx, c.user.Broker, id) == nil {
			return absent
		}
		return nil
	}
	if id == c.r.id && c.r.record != nil && c.r.record.Type == ref.to {
		return nil
	}
	rec, err := c.r.records.config.Storage.Record(ctx, id)
	switch {
	case crm.CodeOf(err) == crm.CodeNotFound:
		return absent
	case err != nil:
		return unavailable(err)
	case rec.Type != ref.to || rec.For(c.user) == nil:
		return absent
	}
	return nil
}
