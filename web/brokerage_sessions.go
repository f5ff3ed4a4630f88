package web

import (
	"context"

	"roomkey/store"
	realtime "roomkey/sync"
	"roomkey/web/api"
)

// brokerageSessions are where everybody in the caller's brokerage is signed in.
type brokerageSessions struct {
	store *store.Store
	hub   *realtime.Hub
	audit *auditLog
}

// list answers with a page of them, the newest first.
func (b *brokerageSessions) list(ctx context.Context, who *principal, asked *api.MemberSessionsRequest) (
	*api.MemberSessionsAnswer, error) {
	sessions, next, err := b.store.BrokerageSessions(ctx, who.user().Broker, asked.Cursor, asked.Limit)
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

// end signs a device of anybody in the brokerage out, and closes its sockets.
func (b *brokerageSessions) end(ctx context.Context, who *principal, asked *api.ByID) (*api.Empty, error) {
	session, err := b.store.DropBrokerageSession(ctx, who.user().Broker, asked.ID)
	if err != nil {
		return nil, absent(err)
	}
	b.hub.EndSession(session.ID.String())
	b.audit.note(ctx, who, "session:ended", session.ID, "of "+session.User.String())
	return nil, nil
}
