package store

import (
	"context"
	"time"

	"roomkey/crm"
)

// BrokerageTokens lists at most limit of the personal tokens of a brokerage's users, newest first, expired ones
// included. next is the cursor of the next page; "" at the end. crm.CodeInvalid: the cursor was not given for this.
func (c *Credentials) BrokerageTokens(ctx context.Context, broker crm.ID, cursor string, limit int) (
	tokens []Token, next string, err error) {
	return credentialPage(ctx, c.db, "tokens of "+broker.String(), "list a brokerage's tokens", cursor, limit,
		`SELECT t.id, t.user, t.name, t.scope, t.created, t.used, t.expires FROM users u JOIN tokens t ON t.user = u.id
		WHERE u.broker = ? AND (t.created, t.id) < (?, ?) ORDER BY t.created DESC, t.id DESC LIMIT ?`,
		[]any{keyID(broker)}, scanToken, func(t *Token) (time.Time, crm.ID) { return t.Created, t.ID })
}

// DropBrokerageToken revokes a personal token of any of a brokerage's users, and returns it. crm.ErrNotFound: the
// brokerage has no such token.
func (c *Credentials) DropBrokerageToken(ctx context.Context, broker, id crm.ID) (Token, error) {
	var found Token
	err := c.ledger.write(ctx, "revoke a token", func(b *batch) (p plannedWrite, err error) {
		found, err = scanToken(b.row(selectTokens+
			`WHERE id = ? AND user IN (SELECT id FROM users WHERE broker = ?)`, keyID(id), keyID(broker)))
		if absent(err) {
			err = crm.ErrNotFound
		}
		return plannedWrite{entryTokenRevoked, broker, &tokenRevoked{id, found.User}}, err
	})
	if err != nil {
		return Token{}, err
	}
	return found, nil
}
