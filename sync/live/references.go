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
		var old json.RawMessage
		if before != nil {
			old, _ = before(name)
		}
		fresh, _ := now(name)
		if err := c.within(ctx, field, prefix+"/"+crm.Escape(name), fresh, old); err != nil {
			return err
		}
	}
	return nil
}

// within checks the references within one field, whose value was before. Of a list it looks at the items that differ: a
// list has thousands of notes, each by an author.
func (c *references) within(ctx context.Context, field *crm.Field, at string, now, before json.RawMessage) error {
	was, is, first := projection.Changed(before, now)
	known := targets(field, was)
	whole := false // known has the references of all items
	for _, ref := range referencesIn(nil, field, at, is, first) {
		if id, err := crm.ParseID(ref.id); known[ref.target()] || err == nil && c.proposed[id] == ref.to {
			continue
		}
		err := c.one(ctx, ref)
		if crm.CodeOf(err) == crm.CodeInvalid && !whole {
			known, whole = targets(field, projection.Decode(before)), true
		}
		if err != nil && !known[ref.target()] {
			return err
		}
	}
	return nil
}

// targets returns what a value of a field refers to.
func targets(field *crm.Field, value any) map[reference]bool {
	found := make(map[reference]bool)
	for _, ref := range referencesIn(nil, field, "", value, 0) {
		found[ref.target()] = true
	}
	return found
}

// target is the reference without its place.
func (ref reference) target() reference { return reference{to: ref.to, id: ref.id} }

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

// referencesIn appends the references within a value of a field. The positions in a list begin at first.
func referencesIn(found []reference, f *crm.Field, at string, value any, first int) []reference {
	switch v := value.(type) {
	case string:
		if f.Kind == crm.KindRef {
			found = append(found, reference{at, f.Ref, v})
		}
	case []any:
		for i, item := range v {
			if f.Item != nil {
				found = referencesIn(found, f.Item, at+"/"+strconv.Itoa(first+i), item, 0)
			}
		}
	case map[string]any:
		for i := range f.Fields {
			child := &f.Fields[i]
			if entry, ok := v[child.Name]; ok && entry != nil {
				found = referencesIn(found, child, at+"/"+crm.Escape(child.Name), entry, 0)
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
