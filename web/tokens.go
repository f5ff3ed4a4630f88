package web

import (
	"context"
	"io"
	"time"

	"roomkey/crm"
	"roomkey/store"
	realtime "roomkey/sync"
	"roomkey/web/api"
)

// credentialList is a user's own credentials: personal tokens, and the sessions of where the user is signed in.
type credentialList struct {
	store  *store.Store
	hub    *realtime.Hub
	auth   *Auth
	audit  *auditLog
	now    func() time.Time
	random io.Reader
}

func tokenOf(t store.Token) api.Token {
	return api.Token{ID: t.ID, Name: t.Name, Scope: t.Scope, CreatedAt: t.Created.UTC(), UsedAt: maybe(t.Used),
		ExpiresAt: maybe(t.Expires)}
}

// maybe is nil for the zero time, which answers show as null.
func maybe(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	at = at.UTC()
	return &at
}

func (l *credentialList) tokens(ctx context.Context, who *principal, _ *api.Empty) (*api.TokensAnswer, error) {
	tokens, err := l.store.Tokens(ctx, who.user().ID)
	if err != nil {
		return nil, err
	}
	items := make([]api.Token, 0, len(tokens))
	for _, token := range tokens {
		items = append(items, tokenOf(token))
	}
	return &api.TokensAnswer{Items: items}, nil
}

// createToken makes a personal token: for stock clients and scripts, which can't sign in and renew.
func (l *credentialList) createToken(ctx context.Context, who *principal, asked *api.CreateTokenRequest) (*api.Token,
	error) {
	session, err := who.session()
	if err != nil {
		return nil, err
	}
	now := l.now()
	made := store.Token{ID: crm.NewID(l.random), User: who.user().ID, Name: asked.Name, Scope: asked.Scope,
		Created: now}
	if asked.ExpiresAt != nil {
		if made.Expires = *asked.ExpiresAt; !made.Expires.After(now) {
			return nil, crm.Invalid("expiresAt", "must be in the future")
		}
	}
	secret, err := newSecretToken(l.random)
	if err != nil {
		return nil, err
	}
	secret = personalMark + secret
	hash := hashToken(secret)
	if err := l.store.AddToken(ctx, made, hash[:], session); err != nil {
		return nil, err
	}
	l.audit.note(ctx, who, "token:created", made.ID, made.Scope)
	shown := tokenOf(made)
	shown.Token = secret
	return &shown, nil
}

// deleteToken ends one of the caller's own tokens, and the sockets that came by it.
func (l *credentialList) deleteToken(ctx context.Context, who *principal, asked *api.ByID) (*api.Empty, error) {
	if err := l.store.DropToken(ctx, who.user().ID, asked.ID); err != nil {
		return nil, absent(err)
	}
	l.hub.EndSession(personalSession+asked.ID.String(), crm.SessionOver)
	l.audit.note(ctx, who, "token:revoked", asked.ID, "")
	return nil, nil
}

// sessions shows where the caller is signed in.
func (l *credentialList) sessions(ctx context.Context, who *principal, asked *api.SessionsRequest) (
	*api.SessionsAnswer, error) {
	sessions, err := l.store.Sessions(ctx, who.user().ID, asked.Expired)
	if err != nil {
		return nil, err
	}
	items := make([]api.Session, 0, len(sessions))
	for _, held := range sessions {
		items = append(items, api.Session{ID: held.ID, Device: held.Device, CreatedAt: held.Created.UTC(),
			UsedAt:    held.Used.UTC(),
			ExpiresAt: held.Expires.UTC(), Current: held.ID.String() == who.SessionID})
	}
	return &api.SessionsAnswer{Items: items}, nil
}

// deleteSessions signs all of the caller's own devices out but this one. They delete what they hold.
func (l *credentialList) deleteSessions(ctx context.Context, who *principal, _ *api.Empty) (*api.Empty, error) {
	current, err := who.session()
	if err != nil {
		return nil, err
	}
	ended, err := l.store.RevokeOtherSessions(ctx, who.user().ID, current)
	if err != nil {
		return nil, err
	}
	for _, id := range ended {
		l.endElsewhere(ctx, id)
		l.audit.note(ctx, who, "session:ended", id, "signed out by another device")
	}
	return nil, nil
}

// deleteSession signs one of the caller's own devices out. Another one than the caller's deletes what it holds.
func (l *credentialList) deleteSession(ctx context.Context, who *principal, asked *api.ByID) (*api.Empty, error) {
	if asked.ID.String() == who.SessionID {
		if err := l.store.DropSession(ctx, who.user().ID, asked.ID); err != nil {
			return nil, absent(err)
		}
		l.hub.EndSession(asked.ID.String(), crm.SessionOver)
		l.audit.note(ctx, who, "session:ended", asked.ID, "signed out")
		return nil, nil
	}
	if err := l.store.RevokeSession(ctx, who.user().ID, asked.ID); err != nil {
		return nil, absent(err)
	}
	l.endElsewhere(ctx, asked.ID)
	l.audit.note(ctx, who, "session:ended", asked.ID, "signed out by another device")
	return nil, nil
}

// endElsewhere closes the sockets of a session that was ended from another device.
func (l *credentialList) endElsewhere(ctx context.Context, session crm.ID) {
	end, err := l.auth.EndOf(ctx, session)
	if err != nil {
		end = crm.SessionOver // its device asks again
	}
	l.hub.EndSession(session.String(), end)
}
