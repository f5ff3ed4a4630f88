package store

import (
	"context"
	"encoding/json"
	"time"

	"roomkey/crm"
)

// Session is one sign-in on one device. The store knows its refresh tokens only by their hashes.
type Session = crm.Session

// Bounds of what sign-ins leave behind.
const (
	// maxSessions is how many sessions a user has.
	maxSessions = 100
	// maxRefreshTokens is how many refresh tokens a session has had when it ends. They are all remembered, since a use
	// of any but the newest shows a theft. A browser trades one every ten minutes and when a page is opened.
	maxRefreshTokens = 2000
)

// CopiesKept is for how long after its expiry a session is known by its refresh token: its device may still hold copies
// of records, and can be told to delete them.
const CopiesKept = 90 * 24 * time.Hour

// Credentials holds the sessions of users with their refresh tokens, and their personal tokens.
type Credentials struct {
	db     *handle
	ledger *RowLedger
	region string        // whose the sessions are that are made here; "": there is one region
	due    chan struct{} // holds one
}

// tellSessions tells SessionsDue.
func (c *Credentials) tellSessions() {
	select {
	case c.due <- struct{}{}:
	default: // it was told already
	}
}

// ErrPasswordChanged is of code unauthenticated: the password that somebody has signed in with was replaced meanwhile.
var ErrPasswordChanged = crm.Errorf(crm.CodeUnauthenticated, "the password was changed at the same time")

// AddSession stores a session and the hash of its first refresh token. password is the hash that the user's password
// was checked against. A user has at most 100 sessions: those that were used least recently end, and their ids are
// returned. ErrPasswordChanged: the user has another hash by now.
func (c *Credentials) AddSession(ctx context.Context, session Session, password string, refresh []byte) (
	ended []crm.ID, err error) {
	defer c.tellSessions()
	return updated(ctx, c.db, "add a session", func(b *batch) ([]crm.ID, error) {
		// A sign-in may wait for long between the look at the hash and this: a new password ends only what was here.
		var right bool
		err := b.row(`SELECT EXISTS (SELECT 1 FROM users WHERE id = ? AND password = ?)`, keyID(session.User),
			password).Scan(&right)
		if err == nil && !right {
			err = ErrPasswordChanged
		}
		if err != nil {
			return nil, err
		}
		err = b.exec(`INSERT INTO sessions (id, user, device, created, used, expires) VALUES (?, ?, ?, ?, ?, ?)`,
			keyID(session.ID),
			keyID(session.User), session.Device, micros(session.Created), micros(session.Created),
			micros(session.Expires))
		if err != nil {
			return nil, err
		}
		if err := expireSessions(b); err != nil {
			return nil, err
		}
		err = b.exec(`INSERT INTO refresh_tokens (hash, session, replaced) VALUES (?, ?, 0)`,
			refresh, keyID(session.ID))
		if err == nil {
			err = ownNew(b, &session, c.region)
		}
		if err != nil {
			return nil, err
		}
		return boundSessions(b, session)
	})
}

// boundSessions ends those of a user's sessions that are too many, but not the new one.
func boundSessions(b *batch, made Session) ([]crm.ID, error) {
	ended, err := scanIDs(b.query(`SELECT id FROM sessions WHERE user = ? AND id != ?
		ORDER BY used DESC, id DESC LIMIT -1 OFFSET ?`, keyID(made.User), keyID(made.ID), maxSessions-1))
	for _, id := range ended {
		if err == nil {
			err = b.exec(`DELETE FROM sessions WHERE id = ?`, keyID(id))
		}
	}
	return ended, err
}

// RotateRefresh replaces the refresh token with the hash old by the one with the hash next, and returns its session. A
// token that was replaced before stays valid for grace, because tabs may race. When it is used after that, it must have
// been stolen, and the whole session ends. crm.ErrNotFound: there is no such token, or it was stolen.
// crm.ErrTradedOften: the session has had 2,000 tokens, and ends.
func (c *Credentials) RotateRefresh(ctx context.Context, old, next []byte, grace time.Duration) (
	Session, error) {
	defer c.tellSessions()
	r, err := updated(ctx, c.db, "rotate a refresh token", func(b *batch) (r rotation, err error) {
		var replaced int64
		r.session, replaced, err = scanRefresh(b.row(selectRefresh, old))
		if absent(err) {
			return r, crm.ErrNotFound
		}
		if err != nil {
			return r, err
		}
		if r.over, err = overAt(b, &r.session, replaced, grace); err != nil || r.over != nil {
			return r, err
		}
		if err := replaceToken(b, r.session.ID, old); err != nil {
			return r, err
		}
		if err := b.exec(`UPDATE sessions SET used = ? WHERE id = ?`, b.now, keyID(r.session.ID)); err != nil {
			return r, err
		}
		err = b.exec(`INSERT INTO refresh_tokens (hash, session, replaced, generation)
			SELECT ?, session, 0, generation + 1 FROM refresh_tokens WHERE hash = ?`, next, old)
		if err != nil || c.region == "" {
			return r, err
		}
		return r, touchSession(b, r.session.ID)
	})
	if err == nil {
		err = r.over
	}
	if err != nil {
		return Session{}, err
	}
	return r.session, nil
}

// rotation is a session whose refresh token was replaced, or why it has ended instead.
type rotation struct {
	session Session
	over    error
}

// overAt ends a session whose refresh token was stolen, or that has had too many, and says why. nil: it goes on.
func overAt(b *batch, session *Session, replaced int64, grace time.Duration) (over, err error) {
	var tokens int
	err = b.row(`SELECT count(*) FROM refresh_tokens WHERE session = ?`, keyID(session.ID)).Scan(&tokens)
	switch {
	case err != nil:
		return nil, err
	case replaced != 0 && b.now-replaced > grace.Microseconds():
		over = crm.ErrNotFound
	case tokens >= maxRefreshTokens:
		over = crm.ErrTradedOften
	default:
		return nil, nil
	}
	return over, b.exec(`DELETE FROM sessions WHERE id = ?`, keyID(session.ID))
}

// replaceToken notes that a refresh token is replaced, and with it all others of its generation: while the secret is
// replaced, regions give a token two successors. Of these the one that is traded first is the browser's, or both are
// traded within the grace.
func replaceToken(b *batch, session crm.ID, hash []byte) error {
	return b.exec(`UPDATE refresh_tokens SET replaced = ?1 WHERE session = ?2 AND replaced = 0
		AND generation <= (SELECT generation FROM refresh_tokens WHERE hash = ?3)`, b.now, keyID(session), hash)
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

// Sessions lists a user's sessions, newest first; with expired, those too that expired less than CopiesKept ago.
func (c *Credentials) Sessions(ctx context.Context, user crm.ID, expired bool) (sessions []Session, err error) {
	err = c.db.reader.snapshot(ctx, "list sessions", func(ctx context.Context, tx querier) error {
		sessions = nil
		rows, err := tx.QueryContext(ctx, selectSessions+`WHERE user = ? AND expires >= ? ORDER BY created DESC`,
			keyID(user), c.since(expired))
		return each(rows, err, func(row rowScanner) error {
			session, err := scanSession(row)
			sessions = append(sessions, session)
			return err
		})
	})
	return sessions, err
}

// since is the expiry of the oldest sessions that are listed.
func (c *Credentials) since(expired bool) int64 {
	if expired {
		return micros(c.db.now().Add(-CopiesKept))
	}
	return micros(c.db.now())
}

// Devices returns what the browsers of sessions call themselves, by session. One that has ended is not there.
func (c *Credentials) Devices(ctx context.Context, sessions []crm.ID) (devices map[crm.ID]string, err error) {
	list, err := json.Marshal(sessions)
	if err != nil {
		return nil, err
	}
	err = c.db.reader.snapshot(ctx, "read devices", func(ctx context.Context, tx querier) error {
		devices = make(map[crm.ID]string)
		rows, err := tx.QueryContext(ctx, `SELECT id, device FROM sessions
			WHERE id IN (SELECT unhex(replace(value, '-', '')) FROM json_each(?))`, string(list))
		return each(rows, err, func(row rowScanner) error {
			var key []byte
			var device string
			if err := row.Scan(&key, &device); err != nil {
				return err
			}
			var id crm.ID
			err := toIDs([][]byte{key}, &id)
			devices[id] = device
			return err
		})
	})
	return devices, err
}

// DropSession ends one of a user's sessions. crm.ErrNotFound: the user has no such session.
func (c *Credentials) DropSession(ctx context.Context, user, id crm.ID) error {
	return c.ledger.write(ctx, "end a session", func(b *batch) (p plannedWrite, err error) {
		var broker []byte
		err = b.row(`SELECT u.broker FROM sessions s JOIN users u ON u.id = s.user WHERE s.user = ? AND s.id = ?`,
			keyID(user), keyID(id)).Scan(&broker)
		if absent(err) {
			return p, crm.ErrNotFound
		}
		p = plannedWrite{kind: entrySessionEnded, write: &sessionEnded{id, user}}
		if err == nil {
			err = toIDs([][]byte{broker}, &p.broker)
		}
		return p, err
	})
}

// SignOut is DropSession for whoever signs out: where the other regions can't be reached, the session ends in this one,
// which is where its user came from.
func (c *Credentials) SignOut(ctx context.Context, user, id crm.ID) error {
	err := c.DropSession(ctx, user, id)
	if crm.CodeOf(err) != crm.CodeUnavailable || c.ledger.orderer.Load() == nil {
		return err
	}
	return c.db.update(ctx, "sign out", func(b *batch) error {
		return b.exec(`DELETE FROM sessions WHERE user = ? AND id = ?`, keyID(user), keyID(id))
	})
}

// expireSessions deletes sessions that expired so long ago that their devices are not waited for any more. It asks the
// directory which accounts are disabled, and keeps their sessions: these still tell whose device has to wipe its
// copies. See SetDisabled. Of what expired lately it deletes the tokens that were replaced: nothing comes of their use.
func expireSessions(b *batch) error {
	// Each region does this by its own clock, and none tells the others.
	gone := b.now - CopiesKept.Microseconds()
	err := b.exec(`DELETE FROM session_regions WHERE ended AND expires < ? OR NOT ended AND session IN (SELECT id
		FROM sessions WHERE expires <= ? AND user NOT IN (SELECT id FROM users WHERE disabled))`,
		b.now-endedKept.Microseconds(), gone)
	if err != nil {
		return err
	}
	err = b.exec(`DELETE FROM sessions WHERE expires <= ? AND user NOT IN (SELECT id FROM users WHERE disabled)`, gone)
	if err != nil {
		return err
	}
	return b.exec(`DELETE FROM refresh_tokens WHERE replaced != 0 AND session IN (SELECT id FROM sessions
		WHERE expires <= ? AND expires > ?)`, b.now, b.now-trimmedLately.Microseconds())
}

// trimmedLately is how far back expireSessions looks for tokens of sessions that have expired.
const trimmedLately = 48 * time.Hour

// ForgetExpired deletes an expired session of a user, by its refresh token: its device has begun another one.
func (c *Credentials) ForgetExpired(ctx context.Context, user crm.ID, refresh []byte) error {
	return c.db.update(ctx, "forget a session", func(b *batch) error {
		return b.exec(`DELETE FROM sessions WHERE user = ? AND expires <= ?
			AND id = (SELECT session FROM refresh_tokens WHERE hash = ?)`, keyID(user), b.now, refresh)
	})
}

// endAll removes all sessions and tokens of a user that were made before an entry, unless the account is disabled: then
// they have expired already.
func endAll(a *applying, user crm.ID) error {
	var disabled bool
	err := a.row(`SELECT disabled FROM users WHERE id = ?`, keyID(user)).Scan(&disabled)
	if err != nil || disabled {
		return err
	}
	return removeAll(a, user)
}

// expireAll makes all sessions and tokens of a user expire that were made before an entry, and keeps their rows.
func expireAll(a *applying, user crm.ID) error {
	err := a.exec(`UPDATE tokens SET expires = ?1 WHERE user = ?2 AND (expires = 0 OR expires > ?1)`, a.now,
		keyID(user))
	if err != nil {
		return err
	}
	return a.exec(`UPDATE sessions SET expires = ?1 WHERE user = ?2 AND expires > ?1 AND `+madeBefore, a.now,
		keyID(user), int64(a.seq))
}

// removeAll removes all sessions and tokens of a user that were made before an entry.
func removeAll(a *applying, user crm.ID) error {
	if err := a.exec(`DELETE FROM tokens WHERE user = ?`, keyID(user)); err != nil {
		return err
	}
	return endSessions(a, user, crm.ID{})
}

// madeBefore selects of sessions those that were made before an entry, by its place: in another region a new one may
// have begun after the entry, before the entry is applied here.
const madeBefore = `NOT EXISTS (SELECT 1 FROM session_regions r WHERE r.session = sessions.id AND r.made >= ?3)`

// endSessions ends all sessions of a user that were made before an entry, but for one, those too that this region does
// not know yet.
func endSessions(a *applying, user, keep crm.ID) error {
	err := a.exec(`DELETE FROM sessions WHERE user = ?1 AND id != ?2 AND `+madeBefore, keyID(user), keyID(keep),
		int64(a.seq))
	if err != nil {
		return err
	}
	return a.exec(`INSERT INTO session_voids (user, seq, keep) VALUES (?, ?, ?)
		ON CONFLICT DO UPDATE SET seq = excluded.seq, keep = excluded.keep`, keyID(user), int64(a.seq), keyID(keep))
}
