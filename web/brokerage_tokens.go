package web

import (
	"context"

	"roomkey/crm"
	"roomkey/store"
	realtime "roomkey/sync"
	"roomkey/web/api"
)

// brokerageTokens are the personal tokens of everybody in the caller's brokerage. The tokens themselves are shown to
// nobody.
type brokerageTokens struct {
	store *store.Store
	hub   *realtime.Hub
	audit *auditLog
}

// list answers with a page of them, the newest first.
func (b *brokerageTokens) list(ctx context.Context, who *principal, asked *api.MemberTokensRequest) (
	*api.MemberTokensAnswer, error) {
	tokens, next, err := b.store.BrokerageTokens(ctx, who.user().Broker, asked.Cursor, asked.Limit)
	if err != nil {
		return nil, err
	}
	items := make([]api.MemberToken, len(tokens))
	for i, t := range tokens {
		items[i] = api.MemberToken{ID: t.ID, User: t.User, Name: t.Name, Scope: t.Scope, CreatedAt: t.Created.UTC(),
			UsedAt: maybe(t.Used), ExpiresAt: maybe(t.Expires)}
	}
	return &api.MemberTokensAnswer{Items: items, Next: orNull(next)}, nil
}

// revoke ends a token of anybody in the brokerage, and the sockets that came by it.
func (b *brokerageTokens) revoke(ctx context.Context, who *principal, asked *api.ByID) (*api.Empty, error) {
	token, err := b.store.DropBrokerageToken(ctx, who.user().Broker, asked.ID)
	if err != nil {
		return nil, absent(err)
	}
	b.hub.EndSession(personalSession+token.ID.String(), crm.SessionOver)
	b.audit.note(ctx, who, "token:revoked", token.ID, "of "+token.User.String())
	return nil, nil
}
