package store

import (
	"bytes"
	"context"
	"encoding/binary"

	"roomkey/crm"
)

// BrokerageTokens lists at most limit of the personal tokens of a brokerage's users, newest first, expired ones
// included. next is the cursor of the next page; "" at the end. crm.CodeInvalid: the cursor was not given for this.
func (c *Credentials) BrokerageTokens(ctx context.Context, broker crm.ID, cursor string, limit int) (
	tokens []Token, next string, err error) {
	use := "tokens of " + broker.String()
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
	err = c.db.reader.snapshot(ctx, "list a brokerage's tokens", func(ctx context.Context, tx querier) error {
		tokens, next = nil, ""
		rows, err := tx.QueryContext(ctx, `SELECT t.id, t.user, t.name, t.scope, t.created, t.used, t.expires
			FROM users u JOIN tokens t ON t.user = u.id WHERE u.broker = ? AND (t.created, t.id) < (?, ?)
			ORDER BY t.created DESC, t.id DESC LIMIT ?`, keyID(broker), created, id, limit+1)
		return each(rows, err, func(row rowScanner) error {
			token, err := scanToken(row)
			if err != nil {
				return err
			}
			if len(tokens) == limit {
				last := tokens[limit-1]
				payload := binary.BigEndian.AppendUint64(nil, uint64(micros(last.Created)))
				next = c.db.cursor.seal(use, append(payload, last.ID[:]...))
				return nil
			}
			tokens = append(tokens, token)
			return nil
		})
	})
	return tokens, next, err
}

// DropBrokerageToken revokes a personal token of any of a brokerage's users, and returns it. crm.ErrNotFound: the
// brokerage has no such token.
func (c *Credentials) DropBrokerageToken(ctx context.Context, broker, id crm.ID) (token Token, err error) {
	err = c.db.update(ctx, "revoke a token", func(b *batch) error {
		token, err = scanToken(b.row(selectTokens+
			`WHERE id = ? AND user IN (SELECT id FROM users WHERE broker = ?)`, keyID(id), keyID(broker)))
		if absent(err) {
			return crm.ErrNotFound
		}
		if err != nil {
			return err
		}
		return b.exec(`DELETE FROM tokens WHERE id = ?`, keyID(id))
	})
	return token, err
}
