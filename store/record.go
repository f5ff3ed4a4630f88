package store

import (
	"context"
	"strings"

	"roomkey/crm"
)

// Projections holds what can be read of records without opening their documents: the projection of each, the full-text
// index, and the index in memory that decides what lists and catalogs show.
type Projections struct {
	db    *handle
	index *index
}

// Warm loads the index, so that the first list need not wait for it. That takes half a second for 100,000 records.
func (p *Projections) Warm(ctx context.Context) error {
	release, err := p.index.read(ctx)
	if err != nil {
		return err
	}
	release()
	return nil
}

// Record returns a record's projection as the server sees it: with its private fields, and also if the record is
// deleted. Callers that show it to a user call (*crm.Record).For. crm.ErrNotFound: there is no such record.
func (p *Projections) Record(ctx context.Context, id crm.ID) (*crm.Record, error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	_, record, err := oneRecord(p.db.reader.query(ctx, `SELECT `+recordColumns+` FROM records WHERE id = ?`, keyID(id)))
	if absent(err) {
		return nil, crm.ErrNotFound
	}
	return record, classify("read a record", err)
}

// Records returns the projections of those records that exist, in the order of ids.
func (p *Projections) Records(ctx context.Context, ids []crm.ID) ([]*crm.Record, error) {
	keys := make([]any, len(ids))
	for i := range ids {
		keys[i] = keyID(ids[i])
	}
	found := make(map[crm.ID]*crm.Record, len(ids))
	err := p.readMany(ctx, recordsByID, keys, func(_ int64, r *crm.Record, e *encoded) error {
		found[r.ID] = r
		return e.decode(r)
	})
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

// Rows is Records without what the records hold: for whoever only asks who may read them.
func (p *Projections) Rows(ctx context.Context, ids []crm.ID) ([]*crm.Record, error) {
	keys := make([]any, len(ids))
	for i := range ids {
		keys[i] = keyID(ids[i])
	}
	records := make([]*crm.Record, 0, len(ids))
	err := p.readMany(ctx, recordsByID, keys, func(_ int64, r *crm.Record, _ *encoded) error {
		records = append(records, r)
		return nil
	})
	return records, err
}

// chunkRows is how many rows one statement reads. With a fixed number of parameters the statement stays prepared.
const chunkRows = 64

var (
	recordsByID = `SELECT ` + recordColumns + ` FROM records WHERE id IN (?` +
		strings.Repeat(`, ?`, chunkRows-1) + `)`
	recordsByNumber = `SELECT ` + recordColumns + ` FROM records WHERE num IN (?` + strings.Repeat(`, ?`,
		chunkRows-1) + `)`
)

// readMany calls f with the rows of keys, verified and not decoded. e is valid during the call of f.
func (p *Projections) readMany(ctx context.Context, text string, keys []any,
	f func(num int64, r *crm.Record, e *encoded) error) error {

	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	scan := newRecordScan()
	for len(keys) > 0 {
		var chunk [chunkRows]any // unused parameters stay NULL, which equals nothing
		n := copy(chunk[:], keys)
		keys = keys[n:]
		rows, err := p.db.reader.query(ctx, text, chunk[:]...)
		if err := each(rows, err, func(row rowScanner) error {
			record, err := scan.verified(row)
			if err != nil {
				return err
			}
			return f(scan.num, record, &scan.encoded)
		}); err != nil {
			return classify("read records", err)
		}
	}
	return nil
}
