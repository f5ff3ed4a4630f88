package store

import (
	"encoding/binary"
	"encoding/json"
	"hash/crc32"
	"slices"

	"roomkey/crm"
)

// entry is the part of a record that lists and catalogs decide by. It is stored beside the record's row, from which it
// can be made again.
type entry struct {
	number                    int64
	id                        crm.ID
	kind                      *crm.RecordType
	row                       crm.Row
	seq, first                uint64
	created, updated, archive int64
	deleted                   bool
	values                    []byte // of the type's columns
}

// storedEntry is an entry as it is stored.
type storedEntry struct {
	seq    uint64
	number int64
	data   []byte // nil: of a type of a newer program
}

// sum is the checksum of all that is stored.
func (e *storedEntry) sum() int64 {
	numbers := binary.BigEndian.AppendUint64(make([]byte, 0, 16), e.seq)
	return checksum(binary.BigEndian.AppendUint64(numbers, uint64(e.number)), e.data)
}

// A stored entry is its record's id, broker, owner and team (16 bytes each), a byte that is 1 if the record is deleted,
// its visibility and type, each after its length, first, created, updated and archived, and the values of its type's
// columns in the schema's order, each after its length. Lengths and numbers are varints.

// entryVersion changes whenever the format of a stored entry does.
const entryVersion = 1

// entryForm identifies the format in which this program stores entries. Entries in another format are made again. It
// depends on which fields have columns, and on the order of their options.
var entryForm = func() int64 {
	type columnForm struct {
		Name    string
		Kind    crm.Kind
		Options []string
	}
	form := map[string][]columnForm{}
	for _, t := range crm.Types {
		for _, f := range columnFields[t.Name] {
			form[t.Name] = append(form[t.Name], columnForm{f.Name, f.Kind, f.Options})
		}
	}
	text, err := json.Marshal(form)
	if err != nil { // strings never fail
		panic(err)
	}
	return int64(crc32.Update(entryVersion, castagnoli, text)) | 1
}()

// columnFields are the fields that have columns, by type.
var columnFields = func() map[string][]*crm.Field {
	fields := map[string][]*crm.Field{}
	for _, t := range crm.Types {
		for i := range t.Fields {
			if f := &t.Fields[i]; f.Filterable() {
				fields[t.Name] = append(fields[t.Name], f)
			}
		}
	}
	return fields
}()

// encodeEntry encodes a record's entry; nil for a type of a newer program.
func encodeEntry(r *crm.Record, first uint64) []byte {
	if crm.TypeNamed(r.Type) == nil {
		return nil
	}
	data := slices.Concat(make([]byte, 0, 256), r.ID[:], r.Broker[:], r.Owner[:], r.Team[:])
	if r.DeletedAt.IsZero() {
		data = append(data, 0)
	} else {
		data = append(data, 1)
	}
	data = appendSized(data, r.Visibility)
	data = appendSized(data, r.Type)
	data = binary.AppendUvarint(data, first)
	data = binary.AppendVarint(data, micros(r.CreatedAt))
	data = binary.AppendVarint(data, micros(r.UpdatedAt))
	data = binary.AppendVarint(data, micros(r.ArchivedAt))
	for _, f := range columnFields[r.Type] {
		data = appendSized(data, columnValue(f, r.Fields[f.Name]))
	}
	return data
}

// decodeEntry decodes the result of encodeEntry. The values share data's memory. The caller has verified the checksum;
// the bounds are checked in case our own encoder is wrong.
func decodeEntry(seq uint64, number int64, data []byte) (e entry, err error) {
	const ids = 4 * len(crm.ID{})
	if len(data) < ids+1 {
		return e, damaged("the entry of record number %d", number)
	}
	for i, id := range [...]*crm.ID{&e.id, &e.row.Broker, &e.row.Owner, &e.row.Team} {
		*id = crm.ID(data[i*len(id):])
	}
	e.seq, e.number, e.deleted = seq, number, data[ids] != 0
	rest := data[ids+1:]
	visibility, rest, ok := cutSized(rest)
	e.row.Visibility = visibilityOf(visibility)
	kind, rest, okKind := cutSized(rest)
	e.kind = crm.TypeNamed(string(kind))
	first, n := binary.Uvarint(rest)
	ok = ok && okKind && n > 0
	e.first, rest = first, rest[max(n, 0):]
	for _, at := range [...]*int64{&e.created, &e.updated, &e.archive} {
		*at, n = binary.Varint(rest)
		ok, rest = ok && n > 0, rest[max(n, 0):]
	}
	e.values = rest
	if !ok || e.kind == nil {
		return e, damaged("the entry of record number %d", number)
	}
	return e, nil
}

// visibilityOf returns a visibility without allocating a string for a known one.
func visibilityOf(text []byte) crm.Visibility {
	for _, v := range crm.Visibilities {
		if string(text) == string(v) {
			return v
		}
	}
	return crm.Visibility(text)
}

func appendSized[T ~string | ~[]byte](data []byte, part T) []byte {
	return append(binary.AppendUvarint(data, uint64(len(part))), part...)
}

// cutSized splits data into the part that appendSized appended, and the rest.
func cutSized(data []byte) (part, rest []byte, ok bool) {
	size, n := binary.Uvarint(data)
	if n <= 0 || size > uint64(len(data)-n) {
		return nil, nil, false
	}
	end := n + int(size)
	return data[n:end:end], data[end:], true
}
