package store

import (
	"encoding/json"
	"maps"
	"slices"

	"roomkey/crm"
)

// project notes a record's new projection and gives its place in the order of all changes to records.
func (b *batch) project(r *crm.Record) (uint64, error) {
	open := b.records[r.ID]
	if open == nil {
		open = &openRecord{}
		state, ok := b.writer.known.records[r.ID]
		if !ok {
			var err error
			if state, err = b.readRecordState(r.ID); absent(err) {
				b.counters.record++
				state, err = recordState{num: b.counters.record, row: r.Row, typ: r.Type, born: b.counters.seq + 1}, nil
				open.fresh = true
			}
			if err != nil {
				return 0, err
			}
		}
		open.recordState = state
		b.records[r.ID] = open
		b.order = append(b.order, r.ID)
	}
	if open.typ != r.Type || open.row.Broker != r.Broker {
		return 0, crm.Errorf(crm.CodeConflict, "a record keeps its type and its brokerage")
	}
	b.counters.seq++
	open.latest, open.seq, open.dirty = r, b.counters.seq, true
	return open.seq, nil
}

func (b *batch) readRecordState(id crm.ID) (r recordState, err error) {
	var broker, owner, team []byte
	err = b.row(`SELECT num, type, broker, owner, team, visibility, deleted != 0, born, words FROM records WHERE id = ?`, keyID(id)).
		Scan(&r.num, &r.typ, &broker, &owner, &team, &r.row.Visibility, &r.deleted, &r.born, &r.words)
	if err != nil {
		return r, err
	}
	r.row.Broker, r.row.Owner, r.row.Team = crm.ID(broker), crm.ID(owner), crm.ID(team)
	return r, nil
}

// flushRecord writes the projection's row, the words of the full-text search where they changed, and the row's former
// rights where these changed.
func (b *batch) flushRecord(open *openRecord) error {
	if !open.dirty {
		return nil
	}
	r := open.latest
	row, err := encodeRecord(r, open.seq)
	if err != nil {
		return err
	}
	deleted := !r.DeletedAt.IsZero()
	words, sum := "", int64(0)
	if !deleted {
		words, sum = searchWords(r)
	}
	if open.fresh {
		err = b.exec(`INSERT INTO records (num, id, type, broker, owner, team, visibility, seq, born, created, updated, archived, deleted,
			words, sum, heads, private_heads, fields, private, conflicts, flags)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			open.num, keyID(r.ID), r.Type, keyID(r.Broker), keyID(r.Owner), keyID(r.Team), string(r.Visibility), open.seq, open.born,
			micros(r.CreatedAt), micros(r.UpdatedAt), micros(r.ArchivedAt), micros(r.DeletedAt), sum, row.sum,
			row.heads, row.privateHeads, row.fields, row.private, row.conflicts, row.flags)
	} else {
		err = b.exec(`UPDATE records SET owner = ?, team = ?, visibility = ?, seq = ?, created = ?, updated = ?, archived = ?, deleted = ?,
			words = ?, sum = ?, heads = ?, private_heads = ?, fields = ?, private = ?, conflicts = ?, flags = ? WHERE num = ?`,
			keyID(r.Owner), keyID(r.Team), string(r.Visibility), open.seq,
			micros(r.CreatedAt), micros(r.UpdatedAt), micros(r.ArchivedAt), micros(r.DeletedAt), sum, row.sum,
			row.heads, row.privateHeads, row.fields, row.private, row.conflicts, row.flags, open.num)
	}
	if err != nil {
		return err
	}
	if err := b.flushWords(open, words, sum); err != nil {
		return err
	}
	if !open.fresh && (open.row != r.Row || open.deleted != deleted) {
		err := b.exec(`INSERT INTO moves (seq, record, owner, team, visibility, deleted) VALUES (?, ?, ?, ?, ?, ?)`,
			open.seq, open.num, keyID(open.row.Owner), keyID(open.row.Team), string(open.row.Visibility), open.deleted)
		if err != nil {
			return err
		}
	}
	open.row, open.deleted, open.words = r.Row, deleted, sum
	open.fresh, open.dirty = false, false
	return nil
}

// flushWords touches the full-text index only where the words changed: it is the dearest part of a write.
func (b *batch) flushWords(open *openRecord, words string, sum int64) error {
	if sum == open.words {
		return nil
	}
	if open.words != 0 {
		if err := b.exec(`DELETE FROM search WHERE rowid = ?`, open.num); err != nil {
			return err
		}
	}
	if sum == 0 {
		return nil
	}
	return b.exec(`INSERT INTO search (rowid, words) VALUES (?, ?)`, open.num, words)
}

// encoded is the part of a record's row that is not a plain column.
type encoded struct {
	heads, privateHeads, fields, private, conflicts, flags []byte
	sum                                                    int64
}

func encodeRecord(r *crm.Record, seq uint64) (e encoded, err error) {
	e.heads = joinHashes(r.Heads)
	if r.PrivateHeads != nil {
		e.privateHeads = joinHashes(r.PrivateHeads)
	}
	if e.fields = encodeFields(r.Fields); e.fields == nil {
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
	e.sum = e.checksum(r, seq)
	return e, nil
}

// unencodable names the field whose conflicting values are what can't be written.
func unencodable(conflicts map[string][]crm.Conflicting, cause error) error {
	for _, pointer := range slices.Sorted(maps.Keys(conflicts)) {
		if _, err := json.Marshal(conflicts[pointer]); err != nil {
			return &crm.Error{Code: crm.CodeInvalid, Field: pointer, Message: "has a value that can't be stored", Err: err}
		}
	}
	return cause
}

// checksum covers everything that is served of a record.
func (e *encoded) checksum(r *crm.Record, seq uint64) int64 {
	var plain [40]byte
	for i, n := range [...]uint64{seq, uint64(micros(r.CreatedAt)), uint64(micros(r.UpdatedAt)), uint64(micros(r.ArchivedAt)),
		uint64(micros(r.DeletedAt))} {
		for k := range 8 {
			plain[8*i+k] = byte(n >> (8 * k))
		}
	}
	return checksum(r.ID[:], []byte(r.Type), r.Broker[:], r.Owner[:], r.Team[:], []byte(r.Visibility), plain[:],
		e.heads, e.privateHeads, e.fields, e.private, e.conflicts, e.flags)
}
