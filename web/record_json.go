package web

import (
	"encoding/hex"
	"encoding/json"
	"slices"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/store"
	"roomkey/web/api"
)

// recordJSON is a record as user may see it.
type recordJSON struct {
	record *crm.Record
	user   *crm.User
}

// AppendJSON is part of api.Written.
func (r recordJSON) AppendJSON(dst []byte) []byte { return appendRecord(dst, r.record, r.user) }

// listJSON is the list of records that the store shows user.
type listJSON struct {
	shown []*store.Shown
	user  *crm.User
}

// AppendJSON is part of api.Written.
func (l listJSON) AppendJSON(dst []byte) []byte { return appendShown(dst, l.shown, l.user) }

// recordsJSON is the list of those records that user may see.
type recordsJSON struct {
	records []*crm.Record
	user    *crm.User
}

// AppendJSON is part of api.Written.
func (l recordsJSON) AppendJSON(dst []byte) []byte { return appendRecords(dst, l.records, l.user) }

// AppendRecord writes a record as REST shows it to user, for what else shows records.
func AppendRecord(dst []byte, r *crm.Record, user *crm.User) []byte {
	return appendRecord(dst, r, user)
}

// appendRecord writes a record as contract.md shows it and as user may see it: for one who may not read the private half
// there is no trace of it. It appends null for a record that the user may not read at all.
func appendRecord(dst []byte, r *crm.Record, user *crm.User) []byte {
	seen := r.For(user)
	if seen == nil {
		return append(dst, "null"...)
	}
	return appendSeen(dst, seen, appendFields(nil, seen.Fields), appendFields(nil, seen.Private), user)
}

// appendSeen writes a record that user may see. Its fields are JSON already, and are not parsed again: lists and the
// catalog write thousands of these.
func appendSeen(dst []byte, seen *crm.Record, fields, private []byte, user *crm.User) []byte {
	mayPrivate := user.May(crm.ActionPrivate, seen.Row)
	dst = append(dst, `{"id":"`...)
	dst = append(dst, seen.ID.String()...)
	dst = append(dst, `","type":"`...)
	dst = append(dst, seen.Type...)
	dst = append(dst, `","documentId":"`...)
	dst = append(dst, crdt.DocumentID(seen.ID)...)
	if mayPrivate {
		dst = append(dst, `","privateDocumentId":"`...)
		dst = append(dst, crdt.DocumentID(crm.PrivateID(seen.ID))...)
	}
	dst = append(dst, `","owner":"`...)
	dst = append(dst, seen.Owner.String()...)
	dst = append(dst, `","team":"`...)
	dst = append(dst, seen.Team.String()...)
	dst = append(dst, `","visibility":"`...)
	dst = append(dst, seen.Visibility...)
	dst = append(dst, `","heads":`...)
	dst = appendHashes(dst, seen.Heads)
	dst = append(dst, `,"fields":`...)
	dst = append(dst, fields...)
	if mayPrivate {
		dst = append(dst, `,"private":`...)
		if private == nil {
			private = []byte("{}")
		}
		dst = append(dst, private...)
	}
	dst = append(dst, `,"conflicts":`...)
	dst = appendConflicts(dst, seen.Conflicts)
	dst = append(dst, `,"flags":`...)
	dst = appendFlags(dst, seen.Flags)
	dst = api.AppendTime(append(dst, `,"createdAt":`...), seen.CreatedAt)
	dst = api.AppendTime(append(dst, `,"updatedAt":`...), seen.UpdatedAt)
	dst = api.AppendTime(append(dst, `,"archivedAt":`...), seen.ArchivedAt)
	dst = api.AppendTime(append(dst, `,"deletedAt":`...), seen.DeletedAt)
	return append(dst, '}')
}

// typicalRecord is about how many bytes one takes.
const typicalRecord = 1500

// appendShown writes the list of records that the store shows user.
func appendShown(dst []byte, shown []*store.Shown, user *crm.User) []byte {
	dst = append(slices.Grow(dst, len(shown)*typicalRecord), '[')
	for i, s := range shown {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendSeen(dst, s.Record, s.Fields, s.Private, user)
	}
	return append(dst, ']')
}

// appendRecords writes a list of those records that user may see.
func appendRecords(dst []byte, records []*crm.Record, user *crm.User) []byte {
	dst = append(dst, '[')
	first := true
	for _, r := range records {
		if r.For(user) == nil {
			continue
		}
		if !first {
			dst = append(dst, ',')
		}
		first = false
		dst = appendRecord(dst, r, user)
	}
	return append(dst, ']')
}

func appendFields(dst []byte, fields map[string]json.RawMessage) []byte {
	names := make([]string, 0, len(fields))
	for name, value := range fields {
		if len(value) > 0 {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	dst = append(dst, '{')
	for i, name := range names {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendName(dst, name)
		dst = append(dst, ':')
		dst = append(dst, fields[name]...)
	}
	return append(dst, '}')
}

// appendName writes a member's name; those of the schema need no escapes.
func appendName(dst []byte, name string) []byte {
	for i := range len(name) {
		if c := name[i]; c < '0' || c > 'z' || c > '9' && c < 'A' || c > 'Z' && c < 'a' {
			return appendValue(dst, name)
		}
	}
	dst = append(dst, '"')
	dst = append(dst, name...)
	return append(dst, '"')
}

func appendFlags(dst []byte, flags []string) []byte {
	if len(flags) == 0 {
		return append(dst, "[]"...)
	}
	return appendValue(dst, flags)
}

func appendConflicts(dst []byte, conflicts map[string][]crm.Conflicting) []byte {
	if len(conflicts) == 0 {
		return append(dst, "{}"...)
	}
	return appendValue(dst, conflicts)
}

func appendHashes(dst []byte, hashes []crm.Hash) []byte {
	dst = append(dst, '[')
	for i, hash := range hashes {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, '"')
		dst = hex.AppendEncode(dst, hash[:])
		dst = append(dst, '"')
	}
	return append(dst, ']')
}

// appendValue writes what can't fail to marshal: texts, and structs of texts, times and JSON that is valid.
func appendValue(dst []byte, value any) []byte {
	text, err := json.Marshal(value)
	if err != nil {
		return append(dst, "null"...)
	}
	return append(dst, text...)
}
