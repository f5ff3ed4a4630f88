package store

import (
	"encoding/json"
	"maps"
	"slices"

	"roomkey/crm"
)

// encoded holds those columns of a record's row that are encoded.
type encoded struct {
	heads, privateHeads, fields, private, conflicts, flags, documents, birth []byte

	longFrom, longTo int // where in fields the value is that has a row of its own, while the row is written

	sum int64
}

func encodeRecord(r *crm.Record, seq uint64) (e encoded, err error) {
	e.heads = joinHashes(r.Heads)
	if r.PrivateHeads != nil {
		e.privateHeads = joinHashes(r.PrivateHeads)
	}
	e.fields, e.longFrom, e.longTo = encodeFieldsWith(r.Fields, longest(r.Fields))
	if e.fields == nil {
		e.fields = []byte("{}")
	}
	e.private = encodeFields(r.Private)
	if len(r.Conflicts) > 0 {
		if e.conflicts, err = json.Marshal(r.Conflicts); err != nil {
			return e, unencodable(r.Conflicts, err)
		}
	}
	if len(r.Flags) > 0 {
		if e.flags, err = json.Marshal(r.Flags); err != nil {
			return e, err
		}
	}
	if !r.Document.IsZero() || !r.PrivateDocument.IsZero() {
		e.documents = append(append(e.documents, r.Document[:]...), r.PrivateDocument[:]...)
	}
	e.birth = encodeBorn(r.Born)
	e.sum = e.checksum(r, seq)
	return e, nil
}

// split returns the fields without the long value, where it belongs, and the value. Without one, at and value are nil.
func (e *encoded) split() (rest []byte, at any, value []byte) {
	if e.longFrom == e.longTo {
		return e.fields, nil, nil
	}
	rest = append(append(make([]byte, 0, len(e.fields)-(e.longTo-e.longFrom)), e.fields[:e.longFrom]...),
		e.fields[e.longTo:]...)
	return rest, e.longFrom, e.fields[e.longFrom:e.longTo]
}

// unencodable names the field whose conflicting values can't be encoded.
func unencodable(conflicts map[string][]crm.Conflicting, cause error) error {
	for _, pointer := range slices.Sorted(maps.Keys(conflicts)) {
		if _, err := json.Marshal(conflicts[pointer]); err != nil {
			return &crm.Error{Code: crm.CodeInvalid, Field: pointer, Message: "has a value that can't be stored",
				Err: err}
		}
	}
	return cause
}

// checksum covers all that is served of a record.
func (e *encoded) checksum(r *crm.Record, seq uint64) int64 {
	var plain [40]byte
	for i, n := range [...]uint64{seq, uint64(micros(r.CreatedAt)), uint64(micros(r.UpdatedAt)),
		uint64(micros(r.ArchivedAt)),
		uint64(micros(r.DeletedAt))} {
		for k := range 8 {
			plain[8*i+k] = byte(n >> (8 * k))
		}
	}
	return checksum(r.ID[:], []byte(r.Type), r.Broker[:], r.Owner[:], r.Team[:], []byte(r.Visibility), plain[:],
		e.heads, e.privateHeads, e.fields, e.private, e.conflicts, e.flags, e.documents, e.birth)
}
