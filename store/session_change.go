package store

import (
	"time"

	"roomkey/crm"
)

// endedKept is for how long after its expiry it is remembered that a session has ended: another region's clock may say
// that it goes on.
const endedKept = 48 * time.Hour

// ownNew notes that a new session is a region's; "": there is but one region.
func ownNew(b *batch, s *crm.Session, region string) error {
	if region == "" {
		return nil
	}
	return noteSession(b, &crm.SessionState{Session: *s, Region: region, Made: b.ledger.open}, micros(s.Expires))
}

// noteSession notes a session that goes on and is new here. expires is by this region's clock, in microseconds.
func noteSession(b *batch, s *crm.SessionState, expires int64) error {
	if err := countSessionChange(b); err != nil {
		return err
	}
	return b.exec(`INSERT INTO session_regions (session, user, region, term, made, ended, expires, changed)
		SELECT ?, ?, ?, ?, ?, 0, ?, last FROM session_counter`, keyID(s.ID), keyID(s.User), s.Region, int64(s.Term),
		int64(s.Made), expires)
}

func countSessionChange(b *batch) error { return b.exec(`UPDATE session_counter SET last = last + 1`) }

// touchSession notes that a session has changed, for the other regions. It does nothing where there are none.
func touchSession(b *batch, id crm.ID) error {
	if err := countSessionChange(b); err != nil {
		return err
	}
	return b.exec(`UPDATE session_regions SET changed = (SELECT last FROM session_counter) WHERE session = ?`,
		keyID(id))
}

// rememberEnded notes that a session has ended which is not here.
func rememberEnded(b *batch, id, user crm.ID) error {
	if err := countSessionChange(b); err != nil {
		return err
	}
	return b.exec(`INSERT INTO session_regions (session, user, region, term, made, ended, expires, changed)
		SELECT ?, ?, '', 0, 0, 1, ?, last FROM session_counter WHERE true ON CONFLICT DO NOTHING`, keyID(id),
		keyID(user), b.now+endedKept.Microseconds())
}
