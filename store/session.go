package store

import (
	"context"
	"time"

	"roomkey/crm"
)

// Session is one sign-in on one device: a family of refresh tokens, of which the newest is valid. The store knows
// tokens only by their hashes.
type Session struct {
	ID, User               crm.ID
	Device                 string
	Created, Used, Expires time.Time
}

// Credentials holds the sessions of users with their refresh tokens, and their personal tokens.
type Credentials struct{ db *handle }

// AddSession stores a session and the hash of its first refresh token.
func (c *Credentials) AddSession(ctx context.Context, session Session, refresh []byte) error {
	return c.db.update(ctx, "add a session", func(b *batch) error {
		err := b.exec(`INSERT INTO sessions (id, user, device, created, used, expires) VALUES (?, ?, ?, ?, ?, ?)`,
			keyID(session.ID),
			keyID(session.User), session.Device, micros(session.Created), micros(session.Created),
			micros(session.Expires))
		if err != nil {
			return err
		}
		if err := expireSessions(b); err != nil {
			return err
		}
		return b.exec(`INSERT INTO refresh_tokens (hash, session, replaced) VALUES (?, ?, 0)`,
			refresh, keyID(session.ID))
	})
}

// RotateRefresh replaces the refresh token with the hash old by the one with the hash next, and returns its session. A
// token that was replaced before stays valid for grace, because tabs may race. When it is used after that, it must have
// been stolen, and the whole session ends. crm.ErrNotFound: there is no such token, or it was stolen.
func (c *Credentials) RotateRefresh(ctx context.Context, old, next []byte, grace time.Duration) (
	Session, error) {
	session, err := updated(ctx, c.db, "rotate a refresh token", func(b *batch) (*Session, error) {
		session, replaced, err := scanRefresh(b.row(selectRefresh, old))
		if absent(err) {
			return nil, crm.ErrNotFound
		}
		if err != nil {
			return nil, err
		}
		if replaced != 0 && b.now-replaced > grace.Microseconds() {
			return nil, b.exec(`DELETE FROM sessions WHERE id = ?`, keyID(session.ID))
		}
		if replaced == 0 {
			if err := b.exec(`UPDATE refresh_tokens SET replaced = ? WHERE hash = ?`, b.now, old); err != nil {
				return nil, err
			}
		}
		if err := b.exec(`UPDATE sessions SET used = ? WHERE id = ?`, b.now, keyID(session.ID)); err != nil {
			return nil, err
		}
		return &session, b.exec(`INSERT INTO refresh_tokens (hash, session, replaced) VALUES (?, ?, 0)`, next,
			keyID(session.ID))
	})
	switch {
	case err != nil:
		return Session{}, err
	case session == nil: // it was stolen
		return Session{}, crm.ErrNotFound
	}
	return *session, nil
}

const selectRefresh = `SELECT s.id, s.user, s.device, s.created, s.used, s.expires, r.replaced
	FROM refresh_tokens r JOIN sessions s ON s.id = r.session WHERE r.hash = ?`

// SessionByRefresh returns the session of a refresh token, and does not replace the token. The token may have been
// replaced at most grace ago. crm.ErrNotFound: there is no such token.
func (c *Credentials) SessionByRefresh(ctx context.Context, refresh []byte, grace time.Duration) (Session, error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	session, replaced, err := scanRefresh(c.db.reader.row(ctx, selectRefresh, refresh))
	if absent(err) || err == nil && replaced != 0 && micros(c.db.now())-replaced > grace.Microseconds() {
		return Session{}, crm.ErrNotFound
	}
	return session, classify("read a session", err)
}

func scanRefresh(row rowScanner) (session Session, replaced int64, err error) {
	session, err = scanSession(row, &replaced)
	return session, replaced, err
}

// scanSession reads a session's columns, and more after them.
func scanSession(row rowScanner, more ...any) (session Session, err error) {
	var id, user []byte
	var created, used, expires int64
	if err := row.Scan(append([]any{&id, &user, &session.Device, &created, &used, &expires}, more...)...); err != nil {
		return Session{}, err
	}
	session.Created, session.Used, session.Expires = fromMicros(created), fromMicros(used), fromMicros(expires)
	if session.ID, err = toID(id); err != nil {
		return Session{}, err
	}
	session.User, err = toID(user)
	return session, err
}

const selectSessions = `SELECT id, user, device, created, used, expires FROM sessions `

// Session returns a session. crm.ErrNotFound: it has ended.
func (c *Credentials) Session(ctx context.Context, id crm.ID) (Session, error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	session, err := scanSession(c.db.reader.row(ctx, selectSessions+`WHERE id = ?`, keyID(id)))
	if absent(err) {
		return Session{}, crm.ErrNotFound
	}
	return session, classify("read a session", err)
}

// Sessions lists a user's sessions that have not expired, newest first.
func (c *Credentials) Sessions(ctx context.Context, user crm.ID) (sessions []Session, err error) {
	err = c.db.reader.snapshot(ctx, "list sessions", func(ctx context.Context, tx querier) error {
		sessions = nil
		rows, err := tx.QueryContext(ctx, selectSessions+`WHERE user = ? AND expires >= ? ORDER BY created DESC`,
			keyID(user), micros(c.db.now()))
		return each(rows, err, func(row rowScanner) error {
			session, err := scanSession(row)
			sessions = append(sessions, session)
			return err
		})
	})
	return sessions, err
}

// DropSession ends one of a user's sessions. crm.ErrNotFound: the user has no such session.
func (c *Credentials) DropSession(ctx context.Context, user, id crm.ID) error {
	return c.drop(ctx, "end a session", `DELETE FROM sessions WHERE user = ? AND id = ?`, user, id)
}

// drop removes one row that belongs to a user.
func (c *Credentials) drop(ctx context.Context, operation, text string, user, id crm.ID) error {
	return c.db.update(ctx, operation, func(b *batch) error {
		return b.mustChange(crm.ErrNotFound, text, keyID(user), keyID(id))
	})
}

// expireSessions deletes expired sessions. It asks the directory which accounts are disabled, and keeps their sessions:
// these still tell whose device has to wipe its copies. See SetDisabled.
func expireSessions(b *batch) error {
	return b.exec(`DELETE FROM sessions WHERE expires <= ? AND user NOT IN (SELECT id FROM users WHERE disabled)`,
		b.now)
}

// endAll removes all sessions and tokens of a user, unless the account is disabled: then they have expired already.
func (c *Credentials) endAll(b *batch, user crm.ID) error {
	var disabled bool
	err := b.row(`SELECT disabled FROM users WHERE id = ?`, keyID(user)).Scan(&disabled)
	if err != nil || disabled {
		return err
	}
	return c.removeAll(b, user)
}

// expireAll makes all sessions and tokens of a user expire, and keeps their rows.
func (c *Credentials) expireAll(b *batch, user crm.ID) error {
	err := b.exec(`UPDATE tokens SET expires = ?1 WHERE user = ?2 AND (expires = 0 OR expires > ?1)`, b.now,
		keyID(user))
	if err != nil {
		return err
	}
	return b.exec(`UPDATE sessions SET expires = ?1 WHERE user = ?2 AND expires > ?1`, b.now, keyID(user))
}

// removeAll removes all sessions and tokens of a user.
func (c *Credentials) removeAll(b *batch, user crm.ID) error {
	if err := b.exec(`DELETE FROM tokens WHERE user = ?`, keyID(user)); err != nil {
		return err
	}
	return b.exec(`DELETE FROM sessions WHERE user = ?`, keyID(user))
}
