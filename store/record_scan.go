package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"

	"roomkey/crm"
)

// recordColumns are what a recordScan reads of the table records, which other tables may be joined with.
const recordColumns = `records.num, records.id, records.type, records.broker, records.owner, records.team,
	records.visibility, records.seq, records.created, records.updated, records.archived, records.deleted, records.sum,
	records.heads, records.private_heads,
	CASE WHEN records.long IS NULL THEN records.fields ELSE CAST(substr(records.fields, 1, records.long)
		|| (SELECT data FROM long_values WHERE record = records.num)
		|| substr(records.fields, records.long + 1) AS BLOB) END,
	records.private, records.conflicts, records.flags, records.documents, records.birth`

// recordScan reads rows with recordColumns, one after the other.
type recordScan struct {
	encoded                             // of the last row: valid until the next is read
	num                                 int64
	kind                                string
	visibility                          crm.Visibility
	seq                                 uint64
	created, updated, archived, deleted int64
	ids                                 [4]sql.RawBytes // its own, its broker's, owner's and team's
	blobs                               [8]sql.RawBytes // of encoded
	into                                []any
}

// newRecordScan makes a recordScan for rows that have other columns before.
func newRecordScan(before ...any) *recordScan {
	s := &recordScan{}
	ids, blobs := &s.ids, &s.blobs
	s.into = append(before, &s.num, &ids[0], &s.kind, &ids[1], &ids[2], &ids[3], &s.visibility, &s.seq, &s.created,
		&s.updated, &s.archived,
		&s.deleted, &s.sum, &blobs[0], &blobs[1], &blobs[2], &blobs[3], &blobs[4], &blobs[5], &blobs[6], &blobs[7])
	return s
}

// unverified reads a row. The record lacks the columns that encoded holds.
func (s *recordScan) unverified(row rowScanner) (*crm.Record, error) {
	if err := row.Scan(s.into...); err != nil {
		return nil, err
	}
	r := &crm.Record{Type: s.kind, Row: crm.Row{Visibility: s.visibility}, Seq: s.seq, CreatedAt: fromMicros(s.created),
		UpdatedAt: fromMicros(s.updated), ArchivedAt: fromMicros(s.archived), DeletedAt: fromMicros(s.deleted)}
	for i, id := range [...]*crm.ID{&r.ID, &r.Broker, &r.Owner, &r.Team} {
		if len(s.ids[i]) != len(id) {
			return nil, damaged("record number %d", s.num)
		}
		*id = crm.ID(s.ids[i])
	}
	e := &s.encoded
	for i, blob := range [...]*[]byte{&e.heads, &e.privateHeads, &e.fields, &e.private, &e.conflicts, &e.flags,
		&e.documents, &e.birth} {
		*blob = s.blobs[i]
	}
	if size := len(crm.ID{}); len(e.documents) == 2*size {
		r.Document, r.PrivateDocument = crm.ID(e.documents[:size]), crm.ID(e.documents[size:])
	} else if len(e.documents) > 0 {
		return nil, damaged("record number %d", s.num)
	}
	var err error
	r.Born, err = decodeBorn(e.birth, r.Broker)
	return r, err
}

// verified is unverified for records that are shown: it verifies the checksum.
func (s *recordScan) verified(row rowScanner) (*crm.Record, error) {
	r, err := s.unverified(row)
	if err == nil && s.sum != s.checksum(r, r.Seq) {
		err = damaged("record number %d", s.num)
	}
	return r, err
}

// oneRecord returns the only row of a query; sql.ErrNoRows if there is none.
func oneRecord(rows *sql.Rows, err error) (num int64, record *crm.Record, _ error) {
	scan := newRecordScan()
	err = each(rows, err, func(row rowScanner) error {
		r, err := scan.verified(row)
		if err != nil {
			return err
		}
		num, record = scan.num, r
		return scan.decode(r)
	})
	if err == nil && record == nil {
		err = sql.ErrNoRows
	}
	return num, record, err
}

// recordIn reads one record; sql.ErrNoRows if there is none.
func recordIn(ctx context.Context, q querier, id crm.ID) (*crm.Record, error) {
	_, record, err := oneRecord(q.QueryContext(ctx, `SELECT `+recordColumns+` FROM records WHERE id = ?`, keyID(id)))
	return record, err
}

// decode decodes all of e into r. r shares no memory with e.
func (e *encoded) decode(r *crm.Record) (err error) {
	if err := e.decodeRest(r); err != nil {
		return err
	}
	if r.Fields, err = decodeFields(bytes.Clone(e.fields)); err != nil {
		return err
	}
	r.Private, err = decodeFields(bytes.Clone(e.private))
	return err
}

// decodeRest decodes all but the fields into r.
func (e *encoded) decodeRest(r *crm.Record) (err error) {
	if r.Heads, err = splitHashes(e.heads); err != nil {
		return err
	}
	if e.privateHeads != nil {
		if r.PrivateHeads, err = splitHashes(e.privateHeads); err != nil {
			return err
		}
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
