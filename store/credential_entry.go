package store

import "roomkey/crm"

// Kinds of entries.
var (
	entryTokenAdded    = writesRows[tokenAdded]("token.added")
	entryTokenMade     = writesRows[tokenMade]("token.made")
	entryTokenRevoked  = writesRows[tokenRevoked]("token.revoked")
	entrySessionEnded  = writesRows[sessionEnded]("session.ended")
	entrySessionsEnded = writesRows[sessionsEnded]("session.ended.rest")
	entryOthersEnded   = writesRows[othersEnded]("session.ended.others")
)

// maxTokens bounds a user's personal tokens.
const maxTokens = 100

// tokenAdded makes a personal token. Times are microseconds since 1970; Expires 0: never.
type tokenAdded struct {
	ID      crm.ID `json:"id"`
	User    crm.ID `json:"user"`
	Name    string `json:"name"`
	Scope   string `json:"scope"`
	Hash    []byte `json:"hash"`
	Created int64  `json:"created"`
	Expires int64  `json:"expires"`
}

func (w *tokenAdded) apply(a *applying) error {
	var count int
	if err := a.row(`SELECT count(*) FROM tokens WHERE user = ?`, keyID(w.User)).Scan(&count); err != nil {
		return err
	}
	if count >= maxTokens {
		return crm.Errorf(crm.CodeConflict, "there are %d tokens already: delete one first", count)
	}
	return a.exec(`INSERT INTO tokens (id, user, name, scope, hash, created, used, expires)
		VALUES (?, ?, ?, ?, ?, ?, 0, ?)`, keyID(w.ID), keyID(w.User), w.Name, w.Scope, w.Hash, w.Created, w.Expires)
}

// tokenMade makes a personal token that a session asks for.
type tokenMade struct {
	tokenAdded
	askedBy
}

func (w *tokenMade) apply(a *applying) error {
	if err := w.check(a, w.User); err != nil {
		return err
	}
	return w.tokenAdded.apply(a)
}

// tokenRevoked removes a user's personal token.
type tokenRevoked struct {
	ID   crm.ID `json:"id"`
	User crm.ID `json:"user"`
}

func (w *tokenRevoked) apply(a *applying) error {
	return a.mustChange(crm.ErrNotFound, `DELETE FROM tokens WHERE user = ? AND id = ?`, keyID(w.User), keyID(w.ID))
}

// sessionEnded ends a user's session, also in regions that do not know it yet.
type sessionEnded struct {
	ID   crm.ID `json:"id"`
	User crm.ID `json:"user"`
}

func (w *sessionEnded) apply(a *applying) error {
	ended, err := a.change(`DELETE FROM sessions WHERE user = ? AND id = ?`, keyID(w.User), keyID(w.ID))
	if err != nil || ended > 0 || !a.ledger.several {
		return err
	}
	return rememberEnded(a.batch, w.ID, w.User)
}

func (w *sessionEnded) endsSession(_, session crm.ID) bool { return session == w.ID }

// sessionsEnded ends all sessions of a user but one, also in regions that do not know them yet.
type sessionsEnded struct {
	User crm.ID `json:"user"`
	Keep crm.ID `json:"keep"`
}

func (w *sessionsEnded) apply(a *applying) error {
	return endSessions(a, w.User, w.Keep)
}

func (w *sessionsEnded) endsSession(user, session crm.ID) bool {
	return user == w.User && session != w.Keep
}

// othersEnded is a sessionsEnded that the session which is kept asks for.
type othersEnded struct {
	sessionsEnded
	askedBy
}

// apply refuses it where the session has ended: whoever has stolen it would keep it where it is not known yet, and end
// what its owner has begun since.
func (w *othersEnded) apply(a *applying) error {
	if err := w.check(a, w.User); err != nil {
		return err
	}
	return w.sessionsEnded.apply(a)
}
