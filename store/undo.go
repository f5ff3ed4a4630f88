package store

import (
	"context"
	"time"

	"roomkey/crm"
)

// Bounds of what one user can undo; beyond, the oldest go.
const (
	undosKept  = 100
	undosBytes = 64 << 20
)

// AddUndo keeps the data that is needed to undo something until it expires, or the user has many later ones. The store
// knows only the token's hash, and does not interpret data.
func (r *Requests) AddUndo(ctx context.Context, token crm.Hash, user crm.ID, expires time.Time, data []byte) error {
	return r.db.update(ctx, "add an undo token", func(b *batch) error {
		err := b.exec(`INSERT INTO undos (token, user, expires, data) VALUES (?, ?, ?, ?)`,
			token[:], keyID(user), micros(expires), data)
		if err != nil {
			return err
		}
		return b.exec(`DELETE FROM undos WHERE token != ?1 AND token IN (SELECT token FROM (SELECT token,
			row_number() OVER latest AS place, sum(length(data)) OVER latest AS bytes FROM undos WHERE user = ?2
			WINDOW latest AS (ORDER BY expires DESC, token)) WHERE place > ?3 OR bytes > ?4)`, token[:], keyID(user),
			undosKept, undosBytes)
	})
}

// TakeUndo returns the data of a user's undo token, once. crm.CodeNotFound: the token is another user's, was used
// before, or has expired.
func (r *Requests) TakeUndo(ctx context.Context, token crm.Hash, user crm.ID) ([]byte, error) {
	return updated(ctx, r.db, "take an undo token", func(b *batch) (data []byte, err error) {
		err = b.row(`DELETE FROM undos WHERE token = ? AND user = ? AND expires > ? RETURNING data`,
			token[:], keyID(user), b.now).Scan(&data)
		if absent(err) {
			return nil, crm.Errorf(crm.CodeNotFound, "there is nothing to undo any more")
		}
		return data, err
	})
}

// eraseUndos removes all undo tokens: any of them may hold the record's values, and the store does not know which do.
func eraseUndos(b *batch, _ crm.ID) error { return b.exec(`DELETE FROM undos`) }

func expireUndos(b *batch) error { return b.exec(`DELETE FROM undos WHERE expires <= ?`, b.now) }
