package store

import (
	"context"

	"roomkey/crm"
)

// TakeSessions takes in what another region tells of sessions. Times are moved by how far its clock is from this one's.
// A session that has ended here stays so, and no session changes its user.
func (c *Credentials) TakeSessions(ctx context.Context, page crm.SessionPage) (crm.SessionsTaken, error) {
	return updated(ctx, c.db, "take in sessions", func(b *batch) (taken crm.SessionsTaken, err error) {
		take := sessionTaking{batch: b, ahead: b.now - micros(page.At)}
		for i := range page.Sessions {
			if err := take.one(&page.Sessions[i]); err != nil {
				return taken, err
			}
		}
		return take.taken, nil
	})
}

// sessionTaking takes in sessions within a transaction.
type sessionTaking struct {
	*batch
	ahead int64 // of this clock before the other region's, in microseconds
	taken crm.SessionsTaken
}

// knownSession is what is known here of a session.
type knownSession struct {
	there  bool
	user   []byte
	region string
	term   uint64
	ended  bool
}

func (t *sessionTaking) one(s *crm.SessionState) error {
	var known knownSession
	err := t.row(`SELECT user, region, term, ended FROM session_regions WHERE session = ?`, keyID(s.ID)).
		Scan(&known.user, &known.region, &known.term, &known.ended)
	if known.there = err == nil; err != nil && !absent(err) {
		return err
	}
	if known.ended || known.there && string(known.user) != string(s.User[:]) {
		return nil
	}
	void, err := t.void(s)
	if err != nil {
		return err
	}
	switch {
	case s.Ended || void:
		return t.end(s, known.there)
	case known.there:
		return t.merge(s, &known)
	default:
		return t.add(s)
	}
}

// void reports whether all sessions of the user have ended since this one was made.
func (t *sessionTaking) void(s *crm.SessionState) (void bool, err error) {
	err = t.row(`SELECT EXISTS (SELECT 1 FROM session_voids WHERE user = ? AND seq > ? AND keep != ?)`,
		keyID(s.User), int64(s.Made), keyID(s.ID)).Scan(&void)
	return void, err
}

// end ends a session for ever, also one that is not known yet.
func (t *sessionTaking) end(s *crm.SessionState, known bool) error {
	if known {
		t.taken.Ended = append(t.taken.Ended, s.ID)
		return t.exec(`DELETE FROM sessions WHERE id = ?`, keyID(s.ID)) // the trigger does the rest
	}
	return rememberEnded(t.batch, s.ID, s.User)
}

// add stores a session of another region, if its user is known.
func (t *sessionTaking) add(s *crm.SessionState) error {
	expires := micros(s.Expires) + t.ahead
	if expires <= t.now-CopiesKept.Microseconds() {
		return nil
	}
	var user bool
	err := t.row(`SELECT EXISTS (SELECT 1 FROM users WHERE id = ?)`, keyID(s.User)).Scan(&user)
	if err != nil || !user {
		t.taken.Unknown = t.taken.Unknown || err == nil
		return err
	}
	err = t.exec(`INSERT INTO sessions (id, user, device, created, used, expires) VALUES (?, ?, ?, ?, ?, ?)`,
		keyID(s.ID), keyID(s.User), s.Device, micros(s.Created)+t.ahead, micros(s.Used)+t.ahead, expires)
	if err != nil {
		return err
	}
	if err := noteSession(t.batch, s, expires); err != nil {
		return err
	}
	_, err = t.tokens(s)
	return err
}

// merge takes in what is new of a session that is known: whose it is, and its refresh tokens.
func (t *sessionTaking) merge(s *crm.SessionState, known *knownSession) error {
	changed := s.Term > known.term || s.Term == known.term && s.Region < known.region
	if changed {
		err := t.exec(`UPDATE session_regions SET region = ?, term = ? WHERE session = ?`, s.Region, int64(s.Term),
			keyID(s.ID))
		if err != nil {
			return err
		}
	}
	more, err := t.tokens(s)
	if err != nil || !more && !changed {
		return err
	}
	err = t.exec(`UPDATE sessions SET used = max(used, ?) WHERE id = ?`, min(micros(s.Used)+t.ahead, t.now),
		keyID(s.ID))
	if err != nil {
		return err
	}
	return touchSession(t.batch, s.ID)
}

// tokens takes in refresh tokens, and that some were replaced: of two generations the older one was. They count as
// replaced now: the other region's clock decides nothing.
func (t *sessionTaking) tokens(s *crm.SessionState) (changed bool, err error) {
	for _, token := range s.Tokens {
		replaced := int64(0)
		if token.Replaced {
			replaced = t.now
		}
		n, err := t.change(`INSERT INTO refresh_tokens (hash, session, replaced, generation) VALUES (?1, ?2, ?3, ?4)
			ON CONFLICT DO UPDATE SET replaced = excluded.replaced
			WHERE replaced = 0 AND excluded.replaced != 0 AND session = ?2`, token.Hash[:], keyID(s.ID), replaced,
			int64(token.Generation))
		if err != nil {
			return changed, err
		}
		changed = changed || n > 0
	}
	n, err := t.change(`UPDATE refresh_tokens SET replaced = ?1 WHERE session = ?2 AND replaced = 0
		AND generation < (SELECT max(generation) FROM refresh_tokens WHERE session = ?2)`, t.now, keyID(s.ID))
	return changed || n > 0, err
}
