package store

import (
	"context"
	"time"

	"roomkey/crm"
)

// Bounds of uploads.
const (
	uploadTime       = 24 * time.Hour // how long a file is kept
	uploadsOfUser    = 8              // the newest ones of a user are kept
	uploadsOfAll     = 256 << 20      // bytes of one brokerage; a further file is refused
	uploadPieceBytes = 1 << 20        // at most, of one read
)

// Uploads holds files that people send for tasks to read. A file belongs to who sent it, and is kept for a day.
type Uploads struct{ db *handle }

// Upload is a file. Its bytes are read piece by piece.
type Upload struct {
	ID      crm.ID
	User    crm.ID
	Broker  crm.ID
	Size    int
	Expires time.Time
}

// AddUpload keeps a file of a user's. The ninth one replaces the user's oldest. crm.CodeRateLimited: the files of the
// user's brokerage have 256 MiB already.
func (u *Uploads) AddUpload(ctx context.Context, id crm.ID, user *crm.User, content []byte) (Upload, error) {
	return updated(ctx, u.db, "keep a file", func(b *batch) (made Upload, err error) {
		err = b.exec(`DELETE FROM uploads WHERE user = ?1 AND id NOT IN
			(SELECT id FROM uploads WHERE user = ?1 ORDER BY at DESC, id LIMIT ?2)`, keyID(user.ID), uploadsOfUser-1)
		if err != nil {
			return made, err
		}
		var kept int
		err = b.row(`SELECT coalesce(sum(length(bytes)), 0) FROM uploads WHERE broker = ?`,
			keyID(user.Broker)).Scan(&kept)
		if err != nil {
			return made, err
		}
		if kept+len(content) > uploadsOfAll {
			return made, crm.Errorf(crm.CodeRateLimited, "your brokerage has sent too many files today")
		}
		made = Upload{ID: id, User: user.ID, Broker: user.Broker, Size: len(content),
			Expires: fromMicros(b.now).Add(uploadTime)}
		return made, b.exec(`INSERT INTO uploads (id, broker, user, at, bytes) VALUES (?, ?, ?, ?, ?)`, keyID(id),
			keyID(user.Broker), keyID(user.ID), b.now, content)
	})
}

// ReadUpload returns at most limit bytes of a user's file from offset on, and the file's size. limit is at most 1 MiB.
// crm.CodeNotFound: the user has no such file, or not any more.
func (u *Uploads) ReadUpload(ctx context.Context, user, id crm.ID, offset, limit int) (piece []byte, size int,
	err error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	err = u.db.reader.row(ctx, `SELECT length(bytes), substr(bytes, ?, ?) FROM uploads WHERE id = ? AND user = ?
		AND at > ?`, offset+1, min(limit, uploadPieceBytes), keyID(id), keyID(user),
		micros(u.db.now().Add(-uploadTime))).Scan(&size, &piece)
	if absent(err) {
		return nil, 0, crm.Errorf(crm.CodeNotFound, "the file is no longer here: send it again")
	}
	return piece, size, classify("read a file", err)
}

// RemoveUpload deletes a user's file. It succeeds where there is none.
func (u *Uploads) RemoveUpload(ctx context.Context, user, id crm.ID) error {
	return u.db.update(ctx, "delete a file", func(b *batch) error {
		return b.exec(`DELETE FROM uploads WHERE id = ? AND user = ?`, keyID(id), keyID(user))
	})
}

func expireUploads(b *batch) error {
	return b.exec(`DELETE FROM uploads WHERE at <= ?`, b.now-uploadTime.Microseconds())
}
