package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"time"

	"roomkey/crm"
)

// credentialPage lists at most limit credentials by when they were made, the newest first. use says what the cursor is
// for; query ends with conditions, and gets limits of the time and the id, and of the number, as its last three
// arguments. place tells when a credential was made, and its id.
func credentialPage[T any](ctx context.Context, db *handle, use, doing, cursor string, limit int, query string,
	args []any, scan func(rowScanner) (T, error), place func(*T) (time.Time, crm.ID)) (page []T, next string,
	err error) {
	created, id := int64(1)<<62, bytes.Repeat([]byte{0xff}, len(crm.ID{}))
	if cursor != "" {
		payload, err := db.cursor.open(use, "cursor", cursor)
		if err != nil {
			return nil, "", err
		}
		if len(payload) != 8+len(id) {
			return nil, "", crm.Invalid("cursor", "is no cursor that was given for this")
		}
		created, id = int64(binary.BigEndian.Uint64(payload)), payload[8:]
	}
	err = db.reader.snapshot(ctx, doing, func(ctx context.Context, tx querier) error {
		page, next = nil, ""
		rows, err := tx.QueryContext(ctx, query, append(args, created, id, limit+1)...)
		return each(rows, err, func(row rowScanner) error {
			found, err := scan(row)
			if err != nil {
				return err
			}
			if len(page) == limit {
				at, last := place(&page[limit-1])
				payload := binary.BigEndian.AppendUint64(nil, uint64(micros(at)))
				next = db.cursor.seal(use, append(payload, last[:]...))
				return nil
			}
			page = append(page, found)
			return nil
		})
	})
	return page, next, err
}
