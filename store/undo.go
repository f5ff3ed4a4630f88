package store

import (
	"context"
	"time"

	"roomkey/crm"
)

// AddUndo keeps the data that is needed to undo something until it expires. The store knows only the token's hash, and
// does not interpret data.
func (r *Requests) AddUndo(ctx context.Context, token crm.Hash, user crm.ID, expires time.Time, data []byte) error {
	return r.db.update(ctx, "add an undo token", func(b *batch) error {
		return b.exec(`INSERT INTO undos (token, user, expires, data) VALUES (?, ?, ?, ?)`,
			token[:], keyID(user), micros(expires), data)
	})
}

// TakeUndo returns the data of a user's undo token, once. crm.CodeNotFound: the token is another user's, was used
// before, or has expired.
func (r *Requests) TakeUndo(ctx context.Context, token crm.Hash, user crm.ID) (data []byte, err error) {
	err = r.db.update(ctx, "take an undo token", func(b *batch) error {
		err := b.row(`DELETE FROM undos WHERE token = ? AND user = ? AND expires > ? RETURNING data`,
			token[:], keyID(user), b.now).Scan(&data)
		if absent(err) {
			return crm.Errorf(crm.CodeNotFound, "there is nothing to undo any more")
		}
		return err
	})
	return data, err
}

// eraseUndos removes all undo tokens: any of them may hold the record's values, and the store does not know which do.
func eraseUndos(b *batch, _ crm.ID) error { return b.exec(`DELETE FROM undos`) }

func expireUndos(b *batch) error { return b.exec(`DELETE FROM undos WHERE expires <= ?`, b.now) }
