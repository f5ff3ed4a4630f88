package web

import (
	"context"
	"encoding/base64"
	"net/netip"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

// refreshLength is how long a refresh token is, as text.
var refreshLength = base64.RawURLEncoding.EncodedLen(32)

// IdentifyCookie says whose refresh cookie this is, without using it up. It is for the socket's upgrade alone: such a
// socket lives as long as the session. from is the client's address. Errors: unauthenticated; rate_limited where too
// many cookies that no region knows came from there; unavailable.
func (a *Auth) IdentifyCookie(ctx context.Context, cookie string, from netip.Addr) (crm.Principal, error) {
	held, err := a.sessionOf(ctx, cookie, from, rotateGrace)
	if err != nil {
		return crm.Principal{}, unknown(err)
	}
	if !a.now().Before(held.Expires) { // the cookie outlives it: a close code that asks to come back would be for ever
		return a.over(ctx, held.User, errUnauthenticated)
	}
	return a.identity(ctx, held.User, held.ID.String(), held.Expires, false)
}

// sessionOf gives the session of a refresh cookie, which may have been replaced at most grace ago. Other regions are
// asked where this one does not know it, which counts against the address that it came from unless they do. Errors:
// not_found, and of those crm.ErrRegionSilent; unauthenticated, with crm.Revoked, where somebody ended it from
// elsewhere; rate_limited; unavailable.
func (a *Auth) sessionOf(ctx context.Context, cookie string, from netip.Addr, grace time.Duration) (store.Session,
	error) {
	if !isRefresh(cookie) {
		return store.Session{}, crm.ErrNotFound
	}
	hash := hashToken(cookie)
	session, err := a.store.SessionByRefresh(ctx, hash[:], grace)
	if crm.CodeOf(err) != crm.CodeNotFound {
		return session, err
	}
	if revoked, err := a.store.RevokedByRefresh(ctx, hash[:]); crm.CodeOf(err) != crm.CodeNotFound {
		return store.Session{}, orRevoked(revoked, err)
	}
	if a.elsewhere == nil {
		return session, err
	}
	key := addressKey(from)
	if err := a.strange.take(key); err != nil {
		return store.Session{}, err
	}
	session, err = a.elsewhere.SessionByRefresh(ctx, hash[:], grace)
	if err == nil {
		a.strange.back(key)
	}
	return session, err
}

// orRevoked is the error for a session that was revoked, or why nobody knows whether it was.
func orRevoked(session crm.ID, err error) error {
	if err != nil {
		return err
	}
	return revokedError(session)
}

// isRefresh reports whether a text has the shape of a refresh token.
func isRefresh(text string) bool {
	if len(text) != refreshLength {
		return false
	}
	_, err := base64.RawURLEncoding.DecodeString(text)
	return err == nil
}
