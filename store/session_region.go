package store

import (
	"context"

	"roomkey/crm"
)

// SessionsDue tells, by a value, that ChangedSessions has more. One goroutine at most may receive. It does not tell of
// sessions that end.
func (c *Credentials) SessionsDue() <-chan struct{} { return c.due }

// ClaimSessions makes those sessions this region's that are no region's, since they were made when there was but one.
func (c *Credentials) ClaimSessions(ctx context.Context) error {
	return c.db.update(ctx, "claim sessions", func(b *batch) error {
		err := b.exec(`INSERT INTO session_regions (session, user, region, term, made, ended, expires, changed)
			SELECT id, user, ?, 0, ?, 0, expires, (SELECT last FROM session_counter) + row_number() OVER (ORDER BY id)
			FROM sessions WHERE id NOT IN (SELECT session FROM session_regions)`, c.region, int64(b.ledger.open))
		if err != nil {
			return err
		}
		return b.exec(`UPDATE session_counter
			SET last = max(last, (SELECT coalesce(max(changed), 0) FROM session_regions))`)
	})
}

const selectStates = `SELECT r.session, r.user, coalesce(s.device, ''), coalesce(s.created, 0), coalesce(s.used, 0),
	coalesce(s.expires, 0), r.region, r.term, r.made, r.ended OR s.id IS NULL, r.changed
	FROM session_regions r LEFT JOIN sessions s ON s.id = r.session `

func scanState(row rowScanner) (state crm.SessionState, changed uint64, err error) {
	state.Session, err = scanSession(row, &state.Region, &state.Term, &state.Made, &state.Ended, &changed)
	return state, changed, err
}

// SessionsChanged is the number of the last change that ChangedSessions would give.
func (c *Credentials) SessionsChanged(ctx context.Context) (last uint64, err error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	err = c.db.reader.row(ctx, `SELECT last FROM session_counter`).Scan(&last)
	return last, classify("read sessions", err)
}

// ChangedSessions gives at most that many sessions that have changed after a change, in the order of their last
// changes, those that have ended too.
func (c *Credentials) ChangedSessions(ctx context.Context, after uint64, most int) (page crm.SessionPage, err error) {
	err = c.db.reader.snapshot(ctx, "read sessions", func(ctx context.Context, tx querier) error {
		page = crm.SessionPage{At: c.db.now(), After: after, Through: after}
		rows, err := tx.QueryContext(ctx, selectStates+`WHERE r.changed > ? ORDER BY r.changed LIMIT ?`, int64(after),
			most)
		err = each(rows, err, func(row rowScanner) error {
			state, changed, err := scanState(row)
			page.Sessions, page.Through = append(page.Sessions, state), changed
			return err
		})
		page.Last = len(page.Sessions) < most
		for i := range page.Sessions {
			if err == nil {
				err = readTokens(ctx, tx, &page.Sessions[i])
			}
		}
		return err
	})
	return page, err
}

// SessionState gives a session as other regions are told of it, also one that has ended. crm.ErrNotFound: it is not
// known, or no other region was ever told of it.
func (c *Credentials) SessionState(ctx context.Context, id crm.ID) (page crm.SessionPage, err error) {
	err = c.db.reader.snapshot(ctx, "read a session", func(ctx context.Context, tx querier) error {
		state, _, err := scanState(tx.QueryRowContext(ctx, selectStates+`WHERE r.session = ?`, keyID(id)))
		if absent(err) {
			return crm.ErrNotFound
		}
		if err == nil {
			err = readTokens(ctx, tx, &state)
		}
		page = crm.SessionPage{At: c.db.now(), Sessions: []crm.SessionState{state}}
		return err
	})
	return page, err
}

func readTokens(ctx context.Context, tx querier, state *crm.SessionState) error {
	if state.Ended {
		return nil
	}
	rows, err := tx.QueryContext(ctx, `SELECT hash, generation, replaced != 0 FROM refresh_tokens
		WHERE session = ? ORDER BY generation DESC, replaced, hash LIMIT ?`, keyID(state.ID), crm.MaxSessionTokens)
	return each(rows, err, func(row rowScanner) error {
		var hash []byte
		var token crm.RefreshToken
		if err := row.Scan(&hash, &token.Generation, &token.Replaced); err != nil {
			return err
		}
		if copy(token.Hash[:], hash) != len(token.Hash) {
			return damaged("the hash of a refresh token")
		}
		state.Tokens = append(state.Tokens, token)
		return nil
	})
}

// OwnSession takes a session over for this region. crm.ErrNotFound: it has ended.
func (c *Credentials) OwnSession(ctx context.Context, id crm.ID) error {
	return c.db.update(ctx, "take a session over", func(b *batch) error {
		err := b.mustChange(crm.ErrNotFound, `UPDATE session_regions SET region = ?, term = term + 1
			WHERE session = ? AND NOT ended`, c.region, keyID(id))
		if err != nil {
			return err
		}
		return touchSession(b, id)
	})
}
