package store

import (
	"context"
	"time"

	"roomkey/crm"
)

// BrokerageSessions lists at most limit of the sessions of a brokerage's users that have not expired, newest first.
// next is the cursor of the next page; "" at the end. crm.CodeInvalid: the cursor was not given for this.
func (c *Credentials) BrokerageSessions(ctx context.Context, broker crm.ID, cursor string, limit int) (
	sessions []Session, next string, err error) {
	return credentialPage(ctx, c.db, "sessions of "+broker.String(), "list a brokerage's sessions", cursor, limit,
		`SELECT s.id, s.user, s.device, s.created, s.used, s.expires FROM users u JOIN sessions s ON s.user = u.id
		WHERE u.broker = ? AND s.expires >= ? AND (s.created, s.id) < (?, ?)
		ORDER BY s.created DESC, s.id DESC LIMIT ?`, []any{keyID(broker), micros(c.db.now())},
		func(row rowScanner) (Session, error) { return scanSession(row) },
		func(s *Session) (time.Time, crm.ID) { return s.Created, s.ID })
}

// DropBrokerageSession ends a session of any of a brokerage's users, and returns it. crm.ErrNotFound: the brokerage has
// no such session.
func (c *Credentials) DropBrokerageSession(ctx context.Context, broker, id crm.ID) (Session, error) {
	var found Session
	err := c.ledger.write(ctx, "end a session", func(b *batch) (p plannedWrite, err error) {
		found, err = scanSession(b.row(selectSessions+
			`WHERE id = ? AND user IN (SELECT id FROM users WHERE broker = ?)`, keyID(id), keyID(broker)))
		if absent(err) {
			err = crm.ErrNotFound
		}
		return plannedWrite{entrySessionEnded, broker, &sessionEnded{id, found.User}}, err
	})
	if err != nil {
		return Session{}, err
	}
	return found, nil
}

// DropOtherSessions ends all sessions of a user but the one that asks for it, and returns the ids of those that this
// region knows. ErrSessionOver: that one has ended.
func (c *Credentials) DropOtherSessions(ctx context.Context, user, keep crm.ID) ([]crm.ID, error) {
	var ended []crm.ID
	err := c.ledger.writeAsked(ctx, "end other sessions", func(older bool) plan {
		return func(b *batch) (p plannedWrite, err error) {
			ended, err = scanIDs(b.query(`SELECT id FROM sessions WHERE user = ? AND id != ?`, keyID(user),
				keyID(keep)))
			if err != nil {
				return p, err
			}
			by, err := asked(b, user, keep)
			if err != nil {
				return p, err
			}
			broker, err := brokerOf(b, user)
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
