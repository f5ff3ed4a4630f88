package store

import (
	"context"
	"encoding/json"
	"strings"

	"roomkey/crm"
)

// Record gives a record's projection as the server sees it: with its private half, and also when it was deleted.
// crm.ErrNotFound: there is none. Whoever shows it to a user asks (*crm.Record).For.
func (s *Store) Record(ctx context.Context, id crm.ID) (*crm.Record, error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	_, record, err := scanRecord(s.reader.row(ctx, `SELECT `+recordColumns+` FROM records WHERE id = ?`, keyID(id)))
	if absent(err) {
		return nil, crm.ErrNotFound
	}
	return record, classify("read a record", err)
}

// Records gives the projections of those records that exist, in the order asked for.
func (s *Store) Records(ctx context.Context, ids []crm.ID) ([]*crm.Record, error) {
	keys := make([]any, len(ids))
	for i := range ids {
		keys[i] = keyID(ids[i])
	}
	found := make(map[crm.ID]*crm.Record, len(ids))
	err := s.readMany(ctx, recordsByID, keys, func(_ int64, r *crm.Record) { found[r.ID] = r })
	if err != nil {
		return nil, err
	}
	records := make([]*crm.Record, 0, len(found))
	for _, id := range ids {
		if r := found[id]; r != nil {
			records = append(records, r)
		}
	}
	return records, nil
}

// recordsByNumber gives the projections with these numbers, in this order.
func (s *Store) recordsByNumber(ctx context.Context, numbers []int64) ([]*crm.Record, error) {
	keys := make([]any, len(numbers))
	place := make(map[int64]int, len(numbers))
	for i, n := range numbers {
		keys[i], place[n] = n, i
	}
	records := make([]*crm.Record, len(numbers))
	err := s.readMany(ctx, recordsByNumber, keys, func(num int64, r *crm.Record) { records[place[num]] = r })
	if err != nil {
		return nil, err
	}
	for i, r := range records {
		if r == nil {
			return nil, damaged("record number %d is missing", numbers[i])
		}
	}
	return records, nil
}

// chunkRows is how many rows one statement reads: a fixed number of parameters keeps it prepared.
const chunkRows = 64

var (
	recordsByID     = `SELECT ` + recordColumns + ` FROM records WHERE id IN (?` + strings.Repeat(`, ?`, chunkRows-1) + `)`
	recordsByNumber = `SELECT ` + recordColumns + ` FROM records WHERE num IN (?` + strings.Repeat(`, ?`, chunkRows-1) + `)`
)

func (s *Store) readMany(ctx context.Context, text string, keys []any, f func(num int64, r *crm.Record)) error {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	for len(keys) > 0 {
		var chunk [chunkRows]any // what is not used stays NULL, which equals nothing
		n := copy(chunk[:], keys)
		keys = keys[n:]
		rows, err := s.reader.query(ctx, text, chunk[:]...)
		if err := each(rows, err, func(row rowScanner) error {
			num, record, err := scanRecord(row)
			if err == nil {
				f(num, record)
			}
			return err
		}); err != nil {
			return classify("read records", err)
		}
	}
	return nil
}

const recordColumns = `num, id, type, broker, owner, team, visibility, seq, created, updated, archived, deleted, sum, heads, private_heads,
	fields, private, conflicts, flags`

// qualified is recordColumns where other tables have columns of these names.
var qualified = "records." + strings.Join(strings.FieldsFunc(recordColumns, func(r rune) bool { return r == ',' || r <= ' ' }), ", records.")

func scanRecord(row rowScanner) (num int64, r *crm.Record, err error) {
	num, r, e, err := scanRow(row)
	if err != nil {
		return 0, nil, err
	}
	if e.sum != e.checksum(r, r.Seq) {
		return 0, nil, damaged("record number %d", num)
	}
	return num, r, e.decode(r)
}

// scanRow reads a record's row without verifying it; before are the columns before recordColumns.
func scanRow(row rowScanner, before ...any) (num int64, r *crm.Record, e *encoded, err error) {
	r, e = &crm.Record{}, &encoded{}
	var id, broker, owner, team []byte
	var created, updated, archived, deleted int64
	err = row.Scan(append(before, &num, &id, &r.Type, &broker, &owner, &team, &r.Visibility, &r.Seq, &created, &updated, &archived, &deleted,
		&e.sum, &e.heads, &e.privateHeads, &e.fields, &e.private, &e.conflicts, &e.flags)...)
	if err != nil {
		return 0, nil, nil, err
	}
	for i, blob := range [...][]byte{id, broker, owner, team} {
		if len(blob) != len(crm.ID{}) {
			return 0, nil, nil, damaged("record number %d", num)
		}
		*[...]*crm.ID{&r.ID, &r.Broker, &r.Owner, &r.Team}[i] = crm.ID(blob)
	}
	r.CreatedAt, r.UpdatedAt = fromMicros(created), fromMicros(updated)
	r.ArchivedAt, r.DeletedAt = fromMicros(archived), fromMicros(deleted)
	return num, r, e, nil
}

func (e *encoded) decode(r *crm.Record) (err error) {
	if r.Heads, err = splitHashes(e.heads); err != nil {
		return err
	}
	if e.privateHeads != nil {
		if r.PrivateHeads, err = splitHashes(e.privateHeads); err != nil {
			return err
		}
	}
	if r.Fields, err = decodeFields(e.fields); err != nil {
		return err
	}
	if r.Private, err = decodeFields(e.private); err != nil {
		return err
	}
	if e.conflicts != nil {
		if err := json.Unmarshal(e.conflicts, &r.Conflicts); err != nil {
			return damaged("conflicts: %v", err)
		}
	}
	if e.flags != nil {
		if err := json.Unmarshal(e.flags, &r.Flags); err != nil {
			return damaged("flags: %v", err)
		}
	}
	return nil
}
