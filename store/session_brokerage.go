package store

import (
	"bytes"
	"context"
	"encoding/binary"

	"roomkey/crm"
)

// BrokerageSessions lists at most limit of the sessions of a brokerage's users that have not expired, newest first.
// next is the cursor of the next page; "" at the end. crm.CodeInvalid: the cursor was not given for this.
func (c *Credentials) BrokerageSessions(ctx context.Context, broker crm.ID, cursor string, limit int) (
	sessions []Session, next string, err error) {
	use := "sessions of " + broker.String()
	created, id := int64(1)<<62, bytes.Repeat([]byte{0xff}, len(crm.ID{}))
	if cursor != "" {
		payload, err := c.db.cursor.open(use, "cursor", cursor)
		if err != nil {
			return nil, "", err
		}
		if len(payload) != 8+len(id) {
			return nil, "", crm.Invalid("cursor", "is no cursor that was given for this")
		}
		created, id = int64(binary.BigEndian.Uint64(payload)), payload[8:]
	}
	err = c.db.reader.snapshot(ctx, "list a brokerage's sessions", func(ctx context.Context, tx querier) error {
		sessions, next = nil, ""
		rows, err := tx.QueryContext(ctx, `SELECT s.id, s.user, s.device, s.created, s.used, s.expires
			FROM users u JOIN sessions s ON s.user = u.id
			WHERE u.broker = ? AND s.expires >= ? AND (s.created, s.id) < (?, ?)
			ORDER BY s.created DESC, s.id DESC LIMIT ?`, keyID(broker), micros(c.db.now()), created, id, limit+1)
		return each(rows, err, func(row rowScanner) error {
			session, err := scanSession(row)
			if err != nil {
				return err
			}
			if len(sessions) == limit {
				last := sessions[limit-1]
				payload := binary.BigEndian.AppendUint64(nil, uint64(micros(last.Created)))
				next = c.db.cursor.seal(use, append(payload, last.ID[:]...))
				return nil
			}
			sessions = append(sessions, session)
			return nil
		})
	})
	return sessions, next, err
}

// DropBrokerageSession ends a session of any of a brokerage's users, and returns it. crm.ErrNotFound: the brokerage has
// no such session.
func (c *Credentials) DropBrokerageSession(ctx context.Context, broker, id crm.ID) (session Session, err error) {
	err = c.db.update(ctx, "end a session", func(b *batch) error {
		session, err = scanSession(b.row(selectSessions+
			`WHERE id = ? AND user IN (SELECT id FROM users WHERE broker = ?)`, keyID(id), keyID(broker)))
		if absent(err) {
			return crm.ErrNotFound
		}
		if err != nil {
			return err
		}
		return b.exec(`DELETE FROM sessions WHERE id = ?`, keyID(id))
	})
	return session, err
}

// DropOtherSessions ends all sessions of a user but one, and returns their ids.
func (c *Credentials) DropOtherSessions(ctx context.Context, user, keep crm.ID) (ended []crm.ID, err error) {
	err = c.db.update(ctx, "end other sessions", func(b *batch) error {
		ended, err = scanIDs(b.query(`SELECT id FROM sessions WHERE user = ? AND id != ?`, keyID(user), keyID(keep)))
		if err != nil {
			return err
		}
		return b.exec(`DELETE FROM sessions WHERE user = ? AND id != ?`, keyID(user), keyID(keep))
	})
	return ended, err
}
