package sync

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
)

// project brings the projection up to date with a document whose root fields named by roots were changed by a user, and
// notes the event.
func (d *dossier) project(doc *document, roots []string, by crm.ID) {
	old := d.record
	rec := *old
	rec.UpdatedAt = d.hub.config.Now()
	t := crm.TypeNamed(rec.Type)
	if doc.private {
		rec.PrivateHeads = doc.graph.Heads()
		rec.Private = update(rec.Private, doc, roots, "privateOf")
	} else {
		rec.Heads = doc.graph.Heads()
		rec.Fields = update(rec.Fields, doc, roots, "type")
	}
	derive(&rec, t, rec.UpdatedAt)
	rec.Conflicts = conflicts(rec.Conflicts, t, doc, roots)
	d.record = &rec
	if len(roots) == 0 {
		return // a merge: nothing that a person sees
	}
	d.noteUpdate(old, &rec, by)
	d.noteMentions(old, &rec)
}

// update gives the root fields after those named by roots have changed. The map is a new one.
func update(fields map[string]json.RawMessage, doc *document, roots []string, except string) map[string]json.RawMessage {
	fresh := maps.Clone(fields)
	if fresh == nil {
		fresh = make(map[string]json.RawMessage, len(roots))
	}
	for _, name := range roots {
		if value, ok := doc.fields[name]; ok && name != except {
			fresh[name] = value
		} else {
			delete(fresh, name)
		}
	}
	return fresh
}

// conflicts replaces what the projection says of the conflicts of these root fields. The map is a new one.
func conflicts(old map[string][]crm.Conflicting, t *crm.RecordType, doc *document, roots []string) map[string][]crm.Conflicting {
	prefix := ""
	if doc.private {
		prefix = "/private"
	}
	fresh := make(map[string][]crm.Conflicting, len(old))
	for pointer, values := range old {
		if !slices.ContainsFunc(roots, func(root string) bool { return within(pointer, prefix+"/"+crm.Escape(root)) }) {
			fresh[pointer] = values
		}
	}
	if len(roots) > 0 {
		for pointer, values := range doc.ops.ConflictsOf(t, doc.private, roots) {
			if list := doc.conflicting(values); len(list) > 1 {
				fresh[pointer] = list
			}
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	return fresh
}

func within(pointer, above string) bool {
	return pointer == above || strings.HasPrefix(pointer, above+"/")
}

// conflicting says who set which of several values; equal values are one.
func (doc *document) conflicting(values []crdt.ConflictingValue) []crm.Conflicting {
	var list []crm.Conflicting
	for _, v := range values {
		if slices.ContainsFunc(list, func(c crm.Conflicting) bool { return string(c.Value) == string(v.Value) }) {
			continue
		}
		list = append(list, crm.Conflicting{
			Value: v.Value, Actor: hexOf(v.Actor), User: doc.actors[v.Actor], At: claimed(v.Time),
		})
	}
	return list
}

func hexOf(a crdt.Actor) string {
	const digits = "0123456789abcdef"
	text := make([]byte, 0, 2*len(a))
	for i := range len(a) {
		text = append(text, digits[a[i]>>4], digits[a[i]&15])
	}
	return string(text)
}

// flagStatus flags the record for review where a merge has moved its status in a way that no user may, and takes the flag
// back when its status is beyond doubt again.
func (d *dossier) flagStatus(doc *document, was string, astray bool) {
	if doc.private || d.record == nil {
		return
	}
	t := crm.TypeNamed(d.record.Type)
	pointer := "/" + crm.Escape(t.Status)
	flag := "review:" + pointer
	is := doc.status(t)
	flagged := slices.Contains(d.record.Flags, flag)
	illegal := astray && is != was
	switch {
	case illegal && !flagged:
		rec := *d.record
		rec.Flags = append(slices.Clone(rec.Flags), flag)
		d.record = &rec
	case flagged && !illegal && is != was && len(d.record.Conflicts[pointer]) == 0:
		rec := *d.record
		rec.Flags = slices.DeleteFunc(slices.Clone(rec.Flags), func(f string) bool { return f == flag })
		d.record = &rec
	}
}

// withoutPrivate is the projection whose private half is what is durable.
func (d *dossier) withoutPrivate() *crm.Record {
	rec := *d.record
	rec.Private, rec.PrivateHeads = nil, nil
	rec.Conflicts = nil
	keep := func(conflicts map[string][]crm.Conflicting, private bool) {
		for pointer, values := range conflicts {
			if strings.HasPrefix(pointer, "/private/") != private {
				continue
			}
			if rec.Conflicts == nil {
				rec.Conflicts = make(map[string][]crm.Conflicting)
			}
			rec.Conflicts[pointer] = values
		}
	}
	keep(d.record.Conflicts, false)
	if d.durable != nil {
		rec.Private, rec.PrivateHeads = d.durable.Private, d.durable.PrivateHeads
		keep(d.durable.Conflicts, true)
	}
	return &rec
}

// The first and the last second that RFC 3339 can write.
const minClaim, maxClaim = -62_135_596_800, 253_402_300_799

// claimed is the time that an author claims for a change, in seconds since 1970. It can be any number: one that is no
// date is taken for the nearest.
func claimed(seconds int64) time.Time {
	return time.Unix(min(max(seconds, minClaim), maxClaim), 0).UTC()
}
