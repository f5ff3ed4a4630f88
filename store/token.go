package store

import (
	"context"
	"time"

	"roomkey/crm"
)

// Token is a personal token: long-lived, named, and revocable. The store knows it only by its hash.
type Token struct {
	ID, User               crm.ID
	Name, Scope            string
	Created, Used, Expires time.Time // Expires zero: never
}

// AddToken stores a personal token that its user's session asks for; zero: none does. crm.CodeConflict: the user has
// 100 tokens. ErrSessionOver: the session has ended.
func (c *Credentials) AddToken(ctx context.Context, token Token, hash []byte, session crm.ID) error {
	return c.ledger.writeAsked(ctx, "add a token", func(older bool) plan {
		return func(b *batch) (plannedWrite, error) {
			broker, err := brokerOf(b, token.User)
			if err != nil {
				return plannedWrite{}, err
			}
			added := tokenAdded{token.ID, token.User, token.Name, token.Scope, hash, micros(token.Created),
				micros(token.Expires)}
			by, err := asked(b, token.User, session)
			if older || session.IsZero() {
				return plannedWrite{entryTokenAdded, broker, &added}, err
			}
			return plannedWrite{entryTokenMade, broker, &tokenMade{added, by}}, err
		}
	})
}

const selectTokens = `SELECT id, user, name, scope, created, used, expires FROM tokens `

// tokenUsedStep is the precision of a token's last use.
const tokenUsedStep = time.Minute

// TokenByHash returns a personal token, also an expired one, and notes its use. crm.ErrNotFound: there is no such
// token.
func (c *Credentials) TokenByHash(ctx context.Context, hash []byte) (Token, error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	token, err := scanToken(c.db.reader.row(ctx, selectTokens+`WHERE hash = ?`, hash))
	if absent(err) {
		return Token{}, crm.ErrNotFound
	}
	if err != nil {
		return Token{}, classify("read a token", err)
	}
	if now := c.db.now(); now.Sub(token.Used) >= tokenUsedStep {
		// Nobody waits for this write: a disk that is full or slow must not lock out readers.
		c.db.writer.submit(&job{operation: "note a token's use", run: func(b *batch, _ *crm.Receipt) error {
			return b.exec(`UPDATE tokens SET used = ? WHERE id = ?`, micros(now), keyID(token.ID))
		}})
	}
	return token, nil
}

// Token returns a personal token, also an expired one. crm.ErrNotFound: it was revoked.
func (c *Credentials) Token(ctx context.Context, id crm.ID) (Token, error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	token, err := scanToken(c.db.reader.row(ctx, selectTokens+`WHERE id = ?`, keyID(id)))
	if absent(err) {
		return Token{}, crm.ErrNotFound
	}
	return token, classify("read a token", err)
}

// Tokens lists a user's personal tokens, newest first.
func (c *Credentials) Tokens(ctx context.Context, user crm.ID) (tokens []Token, err error) {
	err = c.db.reader.snapshot(ctx, "list tokens", func(ctx context.Context, tx querier) error {
		tokens = nil
		rows, err := tx.QueryContext(ctx, selectTokens+`WHERE user = ? ORDER BY created DESC`, keyID(user))
		return each(rows, err, func(row rowScanner) error {
			token, err := scanToken(row)
			tokens = append(tokens, token)
			return err
		})
	})
	return tokens, err
}

// DropToken revokes one of a user's personal tokens. crm.ErrNotFound: the user has no such token.
func (c *Credentials) DropToken(ctx context.Context, user, id crm.ID) error {
	return c.ledger.write(ctx, "revoke a token", func(b *batch) (plannedWrite, error) {
		broker, err := brokerOf(b, user)
		if err == ErrNoUser {
			err = crm.ErrNotFound
		}
		return plannedWrite{entryTokenRevoked, broker, &tokenRevoked{id, user}}, err
	})
}

func scanToken(row rowScanner) (token Token, err error) {
	var id, user []byte
	var created, used, expires int64
	if err := row.Scan(&id, &user, &token.Name, &token.Scope, &created, &used, &expires); err != nil {
		return Token{}, err
	}
	token.Created, token.Used, token.Expires = fromMicros(created), fromMicros(used), fromMicros(expires)
	if token.ID, err = toID(id); err != nil {
		return Token{}, err
	}
	token.User, err = toID(user)
	return token, err
}
