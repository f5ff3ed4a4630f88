package web

import (
	"context"
	"errors"
	"io"
	"net/netip"
	"strings"
	"time"

	"roomkey/crm"
	"roomkey/internal/fair"
	"roomkey/store"
	realtime "roomkey/sync"
	"roomkey/web/api"
)

// maxDevice bounds how a device is named, in bytes.
const maxDevice = 200

// errWrongPassword is the one answer for an unknown account, a wrong password and a disabled account.
var errWrongPassword = crm.Errorf(crm.CodeUnauthenticated, "the email or the password is wrong")

// signIns begins, renews and ends sessions.
type signIns struct {
	store  *store.Store
	hub    *realtime.Hub
	auth   *Auth
	rates  *rates
	audit  *auditLog
	now    func() time.Time
	random io.Reader
}

// login starts a session: an access token in the body, and the refresh token in a cookie that no script can read.
func (s *signIns) login(ctx context.Context, who *principal, asked *api.LoginRequest) (*api.SignIn, error) {
	email, address := strings.ToLower(asked.Email), who.from.address()
	account, err := s.auth.account(ctx, email)
	if err != nil {
		return nil, err
	}
	mark, payer := s.auth.devices.find(who.from.deviceMarks(), account), strangerFrom(address)
	if mark != "" {
		payer = fair.PayerOf(account.user)
	}
	if err := s.rates.signIn(email, mark, address); err != nil {
		s.audit.refused(ctx, email, "too many attempts, the last from "+address.String())
		return nil, err
	}
	if err := s.auth.checkPassword(ctx, account, asked.Password, payer); err != nil {
		if errors.Is(err, errWrongPassword) {
			s.audit.refused(ctx, email, "from "+address.String())
		}
		return nil, err
	}
	signed, err := s.enter(ctx, who, account)
	if errors.Is(err, store.ErrPasswordChanged) {
		s.audit.refused(ctx, email, "from "+address.String())
		return nil, errWrongPassword
	}
	return signed, err
}

// enter begins a session of an account on a device, which the account knows from then on. Errors are begin's.
func (s *signIns) enter(ctx context.Context, who *principal, of *account) (*api.SignIn, error) {
	signed, err := s.begin(ctx, who, of)
	if err != nil {
		return nil, err
	}
	marks, err := s.auth.devices.renew(who.from.deviceMarks(), of)
	if err != nil {
		return nil, err
	}
	signed.SetDevice = deviceHeader(who.from, marks, s.now().Add(deviceLife))
	return signed, nil
}

// begin makes the session of an account and answers with it. store.ErrPasswordChanged: the account's password is
// another one by now.
func (s *signIns) begin(ctx context.Context, who *principal, of *account) (*api.SignIn, error) {
	user := of.user
	refresh, err := newSecretToken(s.random)
	if err != nil {
		return nil, err
	}
	if last := who.from.cookie(); isRefresh(last) { // of this device: the new session takes the place of an expired one
		hash := hashToken(last)
		if err := s.store.ForgetExpired(ctx, user.ID, hash[:]); err != nil {
			return nil, err
		}
	}
	now := s.now()
	session := store.Session{ID: crm.NewID(s.random), User: user.ID, Device: device(who.from.agent()), Created: now,
		Used: now, Expires: now.Add(sessionLife)}
	hash := hashToken(refresh)
	ended, err := s.store.AddSession(ctx, session, of.hash, hash[:])
	if err != nil {
		return nil, err
	}
	for _, id := range ended {
		s.hub.EndSession(id.String(), crm.SessionOver)
		s.audit.noteFor(ctx, user.ID, "session:ended", id, "too many newer ones")
	}
	s.audit.noteFor(ctx, user.ID, "session:started", session.ID, "from "+who.from.address().String())
	return s.granted(who, user, session, refresh)
}

// granted answers with an access token for a session, and its refresh token.
func (s *signIns) granted(who *principal, user *crm.User, session store.Session, refresh string) (*api.SignIn, error) {
	token, expires, err := s.auth.signer.accessToken(user.ID, session.ID, session.Expires)
	if err != nil {
		return nil, err
	}
	// The cookie outlives the session: by it the device is known if it is revoked, and told to wipe what it holds.
	return &api.SignIn{AccessToken: token, ExpiresAt: expires.UTC(), User: selfOf(user), Session: session.ID,
		SetCookie: refreshHeader(who.from, refresh, session.Expires.Add(store.CopiesKept))}, nil
}

// refresh trades the refresh cookie for a new one and an access token. A cookie that was traded before ends the
// session, since somebody else has it, unless that was just now: two tabs, or an answer that was lost.
func (s *signIns) refresh(ctx context.Context, who *principal, _ *api.Empty) (*api.SignIn, error) {
	cookie := who.from.cookie()
	if cookie == "" {
		return nil, errUnauthenticated
	}
	session, successor, err := s.rotate(ctx, cookie, who.from.address())
	if err != nil {
		// A store that is busy ends nobody's session, and a region that is silent may know the session: its device
		// keeps the cookie. So does a disabled account's, and that of a session which was revoked, or may yet be: by it
		// the socket tells the device to wipe what it holds.
		keeps := errors.Is(err, errDisabled) || errors.Is(err, crm.ErrRegionSilent) || isRevoked(err) ||
			errors.Is(err, crm.ErrExpired)
		if err = unknown(err); crm.CodeOf(err) == crm.CodeUnauthenticated && !keeps {
			err = &signedOut{err, clearHeader(who.from)}
		}
		return nil, err
	}
	user, err := s.store.UserByID(ctx, session.User)
	if err != nil {
		return nil, unknown(err)
	}
	return s.granted(who, user, session, successor)
}

// rotate trades a refresh token for its successor, unless its account is disabled (errDisabled). Where it was traded
// before, and not just now, the session has ended, and its sockets are closed. A session trades 120 a minute.
func (s *signIns) rotate(ctx context.Context, token string, from netip.Addr) (session store.Session,
	successor string, err error) {
	successor = s.auth.signer.successor(token)
	old, next := hashToken(token), hashToken(successor)
	if session, err = s.auth.sessionOf(ctx, token, from, sessionLife); err != nil {
		return store.Session{}, "", err
	}
	if _, err := s.auth.over(ctx, session.User, nil); err != nil {
		return store.Session{}, "", err
	}
	if !s.now().Before(session.Expires) {
		return store.Session{}, "", errExpired
	}
	if err := s.rates.refresh(session.ID); err != nil {
		return store.Session{}, "", err
	}
	_, err = s.auth.kept().RotateRefresh(ctx, old[:], next[:], rotateGrace)
	switch crm.CodeOf(err) {
	case "", crm.CodeConflict: // conflict: the successor is there already, since another tab was first
		return session, successor, nil
	case crm.CodeNotFound:
		why := "its cookie was used twice"
		if errors.Is(err, crm.ErrTradedOften) {
			why = "its cookie was traded too often"
		}
		s.hub.EndSession(session.ID.String(), crm.SessionOver)
		s.audit.noteFor(ctx, session.User, "session:ended", session.ID, why)
	}
	return store.Session{}, "", err
}

// logout ends the session of the cookie. It succeeds where there is none: the client wants to be signed out, and is.
func (s *signIns) logout(ctx context.Context, who *principal, _ *api.Empty) (*api.SignedOut, error) {
	cookie := who.from.cookie()
	if cookie == "" {
		return nil, nil
	}
	cleared := clearHeader(who.from)
	session, err := s.auth.sessionOf(ctx, cookie, who.from.address(), sessionLife)
	if err == nil {
		err = s.store.SignOut(ctx, session.User, session.ID)
		if err == nil {
			s.audit.noteFor(ctx, session.User, "session:ended", session.ID, "signed out")
		}
		if err == nil || crm.CodeOf(err) == crm.CodeNotFound {
			s.hub.EndSession(session.ID.String(), crm.SessionOver)
		}
	}
	if err != nil && crm.CodeOf(err) != crm.CodeNotFound && !isRevoked(err) {
		return nil, &signedOut{err, cleared}
	}
	return &api.SignedOut{SetCookie: cleared}, nil
}

// me says who asks.
func (s *signIns) me(_ context.Context, who *principal, _ *api.Empty) (*api.User, error) {
	self := selfOf(who.user())
	return &self, nil
}

// account looks up who has an address.
func (a *Auth) account(ctx context.Context, email string) (*account, error) {
	user, err := a.store.UserByEmail(ctx, email)
	if crm.CodeOf(err) == crm.CodeNotFound {
		return &account{hash: dummyHash}, nil
	}
	if err != nil {
		return nil, err
	}
	hash, err := a.store.Password(ctx, user.ID)
	if err != nil {
		return nil, err
	}
	if hash == "" {
		hash = dummyHash
	}
	return &account{user, hash}, nil
}

// checkPassword takes as long for an account that does not exist as for one that does. payer waits for the hashing.
func (a *Auth) checkPassword(ctx context.Context, of *account, password string, payer fair.Payer) error {
	right := false
	if err := a.hasher.do(ctx, payer, func() { right = verifyPassword(of.hash, password) }); err != nil {
		return err
	}
	if of.user == nil || of.user.Disabled || !right {
		return errWrongPassword
	}
	return nil
}

// device is how a session is shown to its owner: what the browser calls itself.
func device(agent string) string {
	agent = strings.ToValidUTF8(agent, "")
	if len(agent) > maxDevice {
		agent = strings.ToValidUTF8(agent[:maxDevice], "")
	}
	return agent
}
