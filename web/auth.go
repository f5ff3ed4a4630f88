package web

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"strings"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

// defaultRandom is the operating system's randomness.
var defaultRandom io.Reader = rand.Reader

// AuthConfig is what an Auth needs. Store and Secret are required.
type AuthConfig struct {
	Store  *store.Store
	Secret []byte           // at least 32 bytes; whoever knows it can be anybody
	Other  []byte           // is accepted too, and makes nothing; nil: none
	Now    func() time.Time // nil: time.Now
	Random io.Reader        // nil: crypto/rand
}

// minSecret is the least length of the secret, in bytes.
const minSecret = 32

// SessionKeeper knows the sessions of all regions, and trades their refresh tokens. Its methods do what those of a
// store do, and crm.ErrRegionSilent is of code not_found too.
type SessionKeeper interface {
	Session(ctx context.Context, id crm.ID) (store.Session, error)
	SessionByRefresh(ctx context.Context, refresh []byte, grace time.Duration) (store.Session, error)
	RotateRefresh(ctx context.Context, old, next []byte, grace time.Duration) (store.Session, error)
}

// Auth turns credentials into identities. Its methods are safe for concurrent use. It is apart from Server because the
// hub asks it too, for the tokens that arrive on live sockets.
type Auth struct {
	store     *store.Store
	elsewhere SessionKeeper // nil: there is one region
	strange   *throttle     // cookies that elsewhere does not know either, by address
	signer    *signer
	hasher    *hasher
	devices   *devices
	now       func() time.Time
	random    io.Reader
}

// NewAuth checks the configuration.
func NewAuth(c AuthConfig) (*Auth, error) {
	secrets := [][]byte{c.Secret}
	if c.Other != nil {
		secrets = append(secrets, c.Other)
	}
	for _, secret := range secrets {
		if len(secret) < minSecret {
			return nil, crm.Invalid("secret", "must have at least %d bytes", minSecret)
		}
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Random == nil {
		c.Random = defaultRandom
	}
	known := &devices{keys: deriveAll(secrets, "roomkey device"), now: c.Now, random: c.Random}
	return &Auth{store: c.Store, strange: newThrottle(strangeCookies, c.Now), signer: newSigner(secrets, c.Now),
		hasher: newHasher(), devices: known, now: c.Now, random: c.Random}, nil
}

// KeepSessions has a keeper asked for sessions, in the place of the store. Call it before anybody is served.
func (a *Auth) KeepSessions(k SessionKeeper) { a.elsewhere = k }

// kept is who knows the sessions of all regions.
func (a *Auth) kept() SessionKeeper {
	if a.elsewhere == nil {
		return a.store
	}
	return a.elsewhere
}

// errDisabled is errUnauthenticated for an account that was disabled: the hub tells its devices to wipe what they hold.
var errDisabled = &crm.Error{Code: crm.CodeUnauthenticated, Message: errUnauthenticated.Message,
	Err: errors.New("account disabled")}

// Identify says whose token this is: an access token or a personal one. The error is of code unauthenticated, the same
// to see whatever was wrong; for a disabled account the principal is given with it. It is the Renew of realtime.Config.
func (a *Auth) Identify(ctx context.Context, token string) (crm.Principal, error) {
	if isPersonal(token) {
		return a.identifyPersonal(ctx, token)
	}
	user, session, expires, err := a.signer.readAccess(token)
	if errors.Is(err, errExpired) {
		return a.over(ctx, user, err)
	}
	if err != nil {
		return crm.Principal{}, err
	}
	held, err := a.kept().Session(ctx, session)
	if crm.CodeOf(err) == crm.CodeNotFound {
		return a.ended(ctx, user, session)
	}
	if err != nil || held.User != user {
		return crm.Principal{}, unknown(err)
	}
	if !a.now().Before(held.Expires) {
		return a.over(ctx, user, errExpired)
	}
	return a.identity(ctx, user, session.String(), expires, false)
}

// over answers for a credential that was good once: with why, unless its account was disabled. That ends all of them,
// and the account's devices must still be told to wipe what they hold.
func (a *Auth) over(ctx context.Context, id crm.ID, why error) (crm.Principal, error) {
	who, err := a.identity(ctx, id, "", time.Time{}, false)
	if err == nil {
		return crm.Principal{}, why
	}
	return who, err
}

// ended answers for a session that is over: with crm.Revoked where somebody has ended it from elsewhere.
func (a *Auth) ended(ctx context.Context, user, session crm.ID) (crm.Principal, error) {
	revoked, err := a.store.Revoked(ctx, user, session)
	switch {
	case err != nil:
		return crm.Principal{}, err
	case revoked:
		return a.over(ctx, user, revokedError(session))
	}
	return a.over(ctx, user, errUnauthenticated)
}

// revokedError is errUnauthenticated for the device of a session that was revoked.
func revokedError(session crm.ID) error {
	return &crm.Error{Code: crm.CodeUnauthenticated, Message: "this device was signed out from elsewhere",
		Err: &crm.Revoked{Session: session}}
}

// isRevoked reports whether an error says that a session was revoked.
func isRevoked(err error) bool {
	var revoked *crm.Revoked
	return errors.As(err, &revoked)
}

// Ended says whether a sign-in or a personal token is over, by the session id of who came by it. It is the Ended of
// realtime.Config.
func (a *Auth) Ended(ctx context.Context, sessionID string) (crm.SessionEnd, error) {
	token, personal := strings.CutPrefix(sessionID, personalSession)
	id, err := crm.ParseID(token)
	if err != nil {
		return crm.SessionOver, nil
	}
	if personal {
		_, err = a.store.Token(ctx, id)
	} else {
		_, err = a.store.Session(ctx, id)
	}
	if crm.CodeOf(err) != crm.CodeNotFound {
		return crm.SessionGoesOn, err
	}
	if personal {
		return crm.SessionOver, nil
	}
	return a.EndOf(ctx, id)
}

// EndOf says how a session has ended, one that is not here any more.
func (a *Auth) EndOf(ctx context.Context, session crm.ID) (crm.SessionEnd, error) {
	revoked, err := a.store.RevokedAny(ctx, session)
	if err == nil && revoked {
		return crm.SessionRevoked, nil
	}
	return crm.SessionOver, err
}

func (a *Auth) identifyPersonal(ctx context.Context, token string) (crm.Principal, error) {
	hash := hashToken(token)
	held, err := a.store.TokenByHash(ctx, hash[:])
	if err != nil {
		return crm.Principal{}, unknown(err)
	}
	if !held.Expires.IsZero() && !a.now().Before(held.Expires) {
		return a.over(ctx, held.User, errExpired)
	}
	return a.identity(ctx, held.User, personalSession+held.ID.String(), held.Expires, held.Scope == scopeRead)
}

// identity reads the user as they are now: a token says who somebody is, never what they may do.
func (a *Auth) identity(ctx context.Context, id crm.ID, session string, expires time.Time,
	readOnly bool) (crm.Principal, error) {
	user, err := a.store.UserByID(ctx, id)
	if err != nil {
		return crm.Principal{}, unknown(err)
	}
	if user.Disabled {
		return crm.Principal{User: *user}, errDisabled
	}
	return crm.Principal{User: *user, SessionID: session, Expires: expires, ReadOnly: readOnly}, nil
}

// unknown turns "there is none" into unauthenticated and leaves the store's other errors as they are.
func unknown(err error) error {
	if err == nil || crm.CodeOf(err) == crm.CodeNotFound {
		return errUnauthenticated
	}
	return err
}

// bearer is the token of an Authorization header, copied; "" where it holds none.
func bearer(header string) string {
	scheme, token, found := strings.Cut(header, " ")
	if !found || !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.Clone(strings.TrimSpace(token))
}
