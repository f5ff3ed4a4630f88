package store

import (
	"context"
	"errors"

	"roomkey/crm"
)

// ErrSessionOver is of code unauthenticated: the session by which somebody asks for another credential has ended.
var ErrSessionOver = crm.Errorf(crm.CodeUnauthenticated, "this sign-in has ended")

// askedBy is what an entry says of the session by which somebody asks for a credential that outlives it. Session is
// zero where none does. After is the place of the last entry that was applied where and when the entry was planned.
type askedBy struct {
	Session crm.ID `json:"session,omitzero"`
	After   uint64 `json:"after,omitempty"`
}

// sessionEnder is a write that ends sessions.
type sessionEnder interface {
	rowWrite
	// endsSession reports whether it ends a user's session that was made before it.
	endsSession(user, session crm.ID) bool
}

// writeAsked makes a write of a plan of a credential that a session asks for. Where a region is heard that would not
// know the kind, it makes an older one, which tells nothing of the session.
func (l *RowLedger) writeAsked(ctx context.Context, operation string, plan func(older bool) plan) error {
	err := l.write(ctx, operation, plan(false))
	if errors.Is(err, crm.ErrOlderRegion) {
		err = l.write(ctx, operation, plan(true))
	}
	return err
}

// asked says that a user's session asks, for a plan. ErrSessionOver: it is not here.
func asked(b *batch, user, session crm.ID) (by askedBy, err error) {
	if session.IsZero() {
		return by, nil
	}
	var there bool
	err = b.row(`SELECT EXISTS (SELECT 1 FROM sessions WHERE id = ? AND user = ?)`, keyID(session), keyID(user)).
		Scan(&there)
	if err == nil && !there {
		err = ErrSessionOver
	}
	return askedBy{session, b.ledger.open}, err
}

// check refuses what a session asks for that an entry has ended since this was planned: somebody who has stolen it
// would keep the credential. It looks at entries alone, since regions know different sessions.
func (by *askedBy) check(a *applying, user crm.ID) error {
	if by.Session.IsZero() {
		return nil
	}
	over := false
	err := entriesSince(a, by.After, user, func(write rowWrite) {
		if ender, ends := write.(sessionEnder); ends {
			over = over || ender.endsSession(user, by.Session)
		}
	})
	if err == nil && over {
		err = ErrSessionOver
	}
	return err
}
