package web

import (
	"context"

	"roomkey/store"
	"roomkey/web/api"
)

// brokerageSessions are where everybody in the caller's brokerage is signed in.
type brokerageSessions struct {
	store *store.Store
	own   *credentialList
	audit *auditLog
}

// list answers with a page of them, the newest first.
func (b *brokerageSessions) list(ctx context.Context, who *principal, asked *api.MemberSessionsRequest) (
	*api.MemberSessionsAnswer, error) {
	sessions, next, err := b.store.BrokerageSessions(ctx, who.user().Broker, asked.Expired, asked.Cursor,
		asked.Limit)
	if err != nil {
		return nil, err
	}
	items := make([]api.MemberSession, len(sessions))
	for i, s := range sessions {
		items[i] = api.MemberSession{ID: s.ID, User: s.User, Device: s.Device, CreatedAt: s.Created.UTC(),
			UsedAt: s.Used.UTC(), ExpiresAt: s.Expires.UTC(), Current: s.ID.String() == who.SessionID}
	}
	return &api.MemberSessionsAnswer{Items: items, Next: orNull(next)}, nil
}

// end signs a device of anybody in the brokerage out, which deletes what it holds; a broker's own is only signed out.
func (b *brokerageSessions) end(ctx context.Context, who *principal, asked *api.ByID) (*api.Empty, error) {
	if asked.ID.String() == who.SessionID {
		return b.own.deleteSession(ctx, who, asked)
	}
	session, err := b.store.RevokeBrokerageSession(ctx, who.user().Broker, asked.ID)
	if err != nil {
		return nil, absent(err)
	}
	b.own.endElsewhere(ctx, session.ID)
	b.audit.note(ctx, who, "session:ended", session.ID, "of "+session.User.String())
	return nil, nil
}
