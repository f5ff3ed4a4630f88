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
	uploadBytes      = 8 << 20        // at most, of one that another region has
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
		made = Upload{ID: id, User: user.ID, Broker: user.Broker, Size: len(content),
			Expires: fromMicros(b.now).Add(uploadTime)}
		return made, addUpload(b, &made, content)
	})
}

func addUpload(b *batch, u *Upload, content []byte) error {
	err := b.exec(`DELETE FROM uploads WHERE user = ?1 AND id NOT IN
		(SELECT id FROM uploads WHERE user = ?1 ORDER BY at DESC, id LIMIT ?2)`, keyID(u.User), uploadsOfUser-1)
	if err != nil {
		return err
	}
	var kept int
	err = b.row(`SELECT coalesce(sum(length(bytes)), 0) FROM uploads WHERE broker = ?`, keyID(u.Broker)).Scan(&kept)
	if err != nil {
		return err
	}
	if kept+len(content) > uploadsOfAll {
		return crm.Errorf(crm.CodeRateLimited, "your brokerage has sent too many files today")
	}
	return b.exec(`INSERT INTO uploads (id, broker, user, at, bytes) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		keyID(u.ID), keyID(u.Broker), keyID(u.User), micros(u.Expires.Add(-uploadTime)), content)
}

// KeepUpload keeps a file of a user's that another region had, for as long as that one keeps it. rows is the last entry
// of the ledger that was applied here before that region was asked: what was erased since is in no file. Errors are
// those of AddUpload; crm.CodeNotFound: it is not kept any more, the user has sent eight others here since, or
// something was erased.
func (u *Uploads) KeepUpload(ctx context.Context, id crm.ID, user *crm.User, sent *crm.SentFile, rows uint64) error {
	return u.db.update(ctx, "keep another region's file", func(b *batch) error {
		expires := sent.At.Add(uploadTime)
		if most := fromMicros(b.now).Add(uploadTime); expires.After(most) { // that region's clock is ahead
			expires = most
		}
		var erased int64
		err := b.row(`SELECT seq FROM erasures WHERE broker = ?`, keyID(user.Broker)).Scan(&erased)
		if err != nil && !absent(err) {
			return err
		}
		if uint64(erased) > rows || !expires.After(fromMicros(b.now)) || len(sent.Content) > uploadBytes {
			return errNoUpload
		}
		var here bool
		var newer int
		err = b.row(`SELECT count(*) FILTER (WHERE id = ?1) > 0, count(*) FILTER (WHERE at > ?2) FROM uploads
			WHERE user = ?3`, keyID(id), micros(expires.Add(-uploadTime)), keyID(user.ID)).Scan(&here, &newer)
		if err != nil || here {
			return err
		}
		if newer >= uploadsOfUser { // it would take the place of one of them
			return errNoUpload
		}
		return addUpload(b, &Upload{ID: id, User: user.ID, Broker: user.Broker, Expires: expires}, sent.Content)
	})
}

// WholeUpload is a user's file, for another region. crm.CodeNotFound: the user has no such file, or not any more.
func (u *Uploads) WholeUpload(ctx context.Context, user, id crm.ID) (*crm.SentFile, error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	var sent crm.SentFile
	var at int64
	err := u.db.reader.row(ctx, `SELECT bytes, at FROM uploads WHERE id = ? AND user = ? AND at > ?`, keyID(id),
		keyID(user), micros(u.db.now().Add(-uploadTime))).Scan(&sent.Content, &at)
	if absent(err) {
		return nil, errNoUpload
	}
	sent.At = fromMicros(at)
	return &sent, classify("read a file", err)
}

// errNoUpload is the answer for a file that is absent, or another user's.
var errNoUpload error = crm.Errorf(crm.CodeNotFound, "the file is no longer here: send it again")

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
		return nil, 0, errNoUpload
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
