package store

import (
	"context"
	"errors"
	"time"

	"roomkey/crm"
)

// revokedKept is for how long it is remembered that a session was revoked: as long as its cookie is kept, and its life
// more.
const revokedKept = CopiesKept + 24*time.Hour

// Kinds of entries.
var (
	entrySessionRevoked = writesRows[sessionRevoked]("session.revoked")
	entryOthersRevoked  = writesRows[othersRevoked]("session.revoked.others")
)

// revokedSession names a session that is ended from elsewhere, and what its device shows.
type revokedSession struct {
	ID     crm.ID   `json:"id"`
	Tokens [][]byte `json:"tokens,omitempty"` // hashes of its newest refresh tokens
}

// sessionRevoked ends a user's session as sessionEnded does, and has its device delete what it holds.
type sessionRevoked struct {
	revokedSession
	User crm.ID `json:"user"`
}

func (w *sessionRevoked) apply(a *applying) error {
	if err := w.remember(a, w.User); err != nil {
		return err
	}
	ended := sessionEnded{w.ID, w.User}
	return ended.apply(a)
}

func (w *sessionRevoked) endsSession(_, session crm.ID) bool { return session == w.ID }

// othersRevoked is an othersEnded that has the devices of those sessions delete what they hold.
type othersRevoked struct {
	othersEnded
	Revoked []revokedSession `json:"revoked,omitempty"`
}

func (w *othersRevoked) apply(a *applying) error {
	if err := w.check(a, w.User); err != nil {
		return err
	}
	for i := range w.Revoked {
		if err := w.Revoked[i].remember(a, w.User); err != nil {
			return err
		}
	}
	return w.sessionsEnded.apply(a)
}

// remember notes that a session is revoked. What this region knows of its tokens counts too: the device may have got
// one since the entry was planned.
func (s *revokedSession) remember(a *applying, user crm.ID) error {
	if err := a.exec(`DELETE FROM revoked_sessions WHERE until <= ?`, a.now); err != nil {
		return err
	}
	err := a.exec(`INSERT INTO revoked_sessions (session, user, until) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
		keyID(s.ID), keyID(user), a.now+revokedKept.Microseconds())
	if err != nil {
		return err
	}
	for _, hash := range s.Tokens {
		err := a.exec(`INSERT INTO revoked_tokens (hash, session) VALUES (?, ?) ON CONFLICT DO NOTHING`, hash,
			keyID(s.ID))
		if err != nil {
			return err
		}
	}
	return a.exec(`INSERT INTO revoked_tokens (hash, session) SELECT r.hash, r.session FROM refresh_tokens r
		JOIN sessions s ON s.id = r.session WHERE s.id = ? AND s.user = ? AND r.replaced = 0 ON CONFLICT DO NOTHING`,
		keyID(s.ID), keyID(user))
}

// revoking reads what an entry says of a session that is there.
func revoking(b *batch, id crm.ID) (s revokedSession, err error) {
	s.ID = id
	rows, err := b.query(`SELECT hash FROM refresh_tokens WHERE session = ?
		ORDER BY replaced = 0 DESC, generation DESC, hash LIMIT ?`, keyID(id), crm.MaxSessionTokens)
	err = each(rows, err, func(row rowScanner) error {
		var hash []byte
		err := row.Scan(&hash)
		s.Tokens = append(s.Tokens, hash)
		return err
	})
	return s, err
}

// RevokeSession ends one of a user's sessions from elsewhere: its device has to delete what it holds, unless a region
// is heard that does not know of that. crm.ErrNotFound: the user has no such session.
func (c *Credentials) RevokeSession(ctx context.Context, user, id crm.ID) error {
	broker, err := c.brokerOfSession(ctx, user, id)
	if err == nil {
		_, err = c.RevokeBrokerageSession(ctx, broker, id)
	}
	return err
}

// brokerOfSession is the brokerage of whose session it is. crm.ErrNotFound: the user has no such session.
func (c *Credentials) brokerOfSession(ctx context.Context, user, id crm.ID) (broker crm.ID, err error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	var key []byte
	err = c.db.reader.row(ctx, `SELECT u.broker FROM sessions s JOIN users u ON u.id = s.user
		WHERE s.user = ? AND s.id = ?`, keyID(user), keyID(id)).Scan(&key)
	if absent(err) {
		return broker, crm.ErrNotFound
	}
	if err == nil {
		err = toIDs([][]byte{key}, &broker)
	}
	return broker, classify("read a session", err)
}

// RevokeBrokerageSession is RevokeSession for a session of any of a brokerage's users, and returns it. crm.ErrNotFound:
// the brokerage has no such session.
func (c *Credentials) RevokeBrokerageSession(ctx context.Context, broker, id crm.ID) (found Session, err error) {
	err = c.ledger.writeAsked(ctx, "end a session", func(older bool) plan {
		return func(b *batch) (p plannedWrite, err error) {
			session, err := scanSession(b.row(selectSessions+
				`WHERE id = ? AND user IN (SELECT id FROM users WHERE broker = ?)`, keyID(id), keyID(broker)))
			if absent(err) {
				err = crm.ErrNotFound
			}
			if err != nil {
				return p, err
			}
			found = session
			if older {
				return plannedWrite{entrySessionEnded, broker, &sessionEnded{id, session.User}}, nil
			}
			s, err := revoking(b, id)
			return plannedWrite{entrySessionRevoked, broker, &sessionRevoked{s, session.User}}, err
		}
	})
	if err != nil {
		return Session{}, err // the plan may run yet
	}
	return found, nil
}

// RevokeOtherSessions revokes all sessions of a user but the one that asks for it, and returns the ids of those that
// this region knows. ErrSessionOver: that one has ended.
func (c *Credentials) RevokeOtherSessions(ctx context.Context, user, keep crm.ID) (ended []crm.ID, err error) {
	err = c.ledger.write(ctx, "end other sessions", func(b *batch) (p plannedWrite, err error) {
		ids, by, broker, err := othersOf(b, user, keep)
		w := &othersRevoked{othersEnded: othersEnded{sessionsEnded{user, keep}, by}}
		for _, id := range ids {
			if err == nil {
				var s revokedSession
				s, err = revoking(b, id)
				w.Revoked = append(w.Revoked, s)
			}
		}
		ended = ids
		return plannedWrite{entryOthersRevoked, broker, w}, err
	})
	if errors.Is(err, crm.ErrOlderRegion) {
		return c.endOtherSessions(ctx, user, keep)
	}
	if err != nil {
		return nil, err // the plan may run yet
	}
	return ended, nil
}

// endOtherSessions is RevokeOtherSessions beside a region that does not know of revoking.
func (c *Credentials) endOtherSessions(ctx context.Context, user, keep crm.ID) (ended []crm.ID, err error) {
	err = c.ledger.writeAsked(ctx, "end other sessions", func(older bool) plan {
		return func(b *batch) (p plannedWrite, err error) {
			ids, by, broker, err := othersOf(b, user, keep)
			ended = ids
			rest := sessionsEnded{user, keep}
			if older {
				return plannedWrite{entrySessionsEnded, broker, &rest}, err
			}
			return plannedWrite{entryOthersEnded, broker, &othersEnded{rest, by}}, err
		}
	})
	if err != nil {
		return nil, err // the plan may run yet
	}
	return ended, nil
}

// othersOf reads a user's other sessions, and what an entry says of the one that asks.
func othersOf(b *batch, user, keep crm.ID) (ids []crm.ID, by askedBy, broker crm.ID, err error) {
	ids, err = scanIDs(b.query(`SELECT id FROM sessions WHERE user = ? AND id != ?`, keyID(user), keyID(keep)))
	if err == nil {
		by, err = asked(b, user, keep)
	}
	if err == nil {
		broker, err = brokerOf(b, user)
	}
	return ids, by, broker, err
}

const selectRevoked = `SELECT session FROM revoked_sessions WHERE until > ?1 AND `

// Revoked reports whether a session of a user was revoked.
func (c *Credentials) Revoked(ctx context.Context, user, session crm.ID) (bool, error) {
	_, err := c.revoked(ctx, selectRevoked+`session = ?2 AND user = ?3`, keyID(session), keyID(user))
	return err == nil, notAbsent(err)
}

// RevokedAny is Revoked of whoever's session it is.
func (c *Credentials) RevokedAny(ctx context.Context, session crm.ID) (bool, error) {
	_, err := c.revoked(ctx, selectRevoked+`session = ?2`, keyID(session))
	return err == nil, notAbsent(err)
}

// RevokedByRefresh gives the session that was revoked and had this refresh token. crm.ErrNotFound: none was.
func (c *Credentials) RevokedByRefresh(ctx context.Context, refresh []byte) (crm.ID, error) {
	return c.revoked(ctx, selectRevoked+`session IN (SELECT session FROM revoked_tokens WHERE hash = ?2)`, refresh)
}

func (c *Credentials) revoked(ctx context.Context, query string, args ...any) (session crm.ID, err error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	var key []byte
	err = c.db.reader.row(ctx, query, append([]any{micros(c.db.now())}, args...)...).Scan(&key)
	if absent(err) {
		return session, crm.ErrNotFound
	}
	if err == nil {
		err = toIDs([][]byte{key}, &session)
	}
	return session, classify("read a session", err)
}

// notAbsent is err, unless it says that there is none.
func notAbsent(err error) error {
	if crm.CodeOf(err) == crm.CodeNotFound {
		return nil
	}
	return err
}
