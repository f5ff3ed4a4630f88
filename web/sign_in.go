package web

import (
	"context"
	"errors"
	"net/http"
	"net/mail"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"roomkey/crm"
	"roomkey/store"
)

// Rates of signing in, per minute, unless the configuration has others.
const (
	loginsPerAccount = 10
	loginsPerAddress = 60
)

// Bounds of what names an account or a device, in bytes.
const (
	maxEmail  = 254
	maxDevice = 200
)

// errWrongPassword is the one answer for an unknown account, a wrong password and a disabled account.
var errWrongPassword = crm.Errorf(crm.CodeUnauthenticated, "the email or the password is wrong")

// login starts a session: an access token in the body, and the refresh token in a cookie that no script can read.
func (s *Server) login(ctx context.Context, c *call) error {
	if err := s.ownPage(c); err != nil {
		return err
	}
	asked, err := read[struct {
		Email    string `json:"email"`
		Password string `json:"password"`
	}](c)
	if err != nil {
		return err
	}
	email := strings.ToLower(strings.TrimSpace(asked.Email))
	if email == "" || len(email) > maxEmail {
		return crm.Invalid("email", "must be an email address")
	}
	if asked.Password == "" || len(asked.Password) > MaxPassword {
		return crm.Invalid("password", "must have 1 to %d bytes", MaxPassword)
	}
	if err := s.byAddress.take(addressKey(s.clientOf(c.fiber).String())); err != nil {
		return err
	}
	if err := s.byAccount.take(email); err != nil {
		return err
	}
	user, err := s.auth.checkPassword(ctx, email, asked.Password)
	if err != nil {
		return err
	}
	return s.begin(ctx, c, user)
}

// checkPassword takes as long for an account that does not exist as for one that does.
func (a *Auth) checkPassword(ctx context.Context, email, password string) (*crm.User, error) {
	user, err := a.store.UserByEmail(ctx, email)
	if err != nil && crm.CodeOf(err) != crm.CodeNotFound {
		return nil, err
	}
	hash := dummyHash
	if user != nil {
		stored, err := a.store.Password(ctx, user.ID)
		if err != nil {
			return nil, err
		}
		if stored != "" {
			hash = stored
		}
	}
	right := false
	if err := a.hasher.do(ctx, func() { right = verifyPassword(hash, password) }); err != nil {
		return nil, err
	}
	if user == nil || user.Disabled || !right {
		return nil, errWrongPassword
	}
	return user, nil
}

// begin makes the session and answers with it.
func (s *Server) begin(ctx context.Context, c *call, user *crm.User) error {
	refresh, err := newSecretToken(s.random)
	if err != nil {
		return err
	}
	now := s.now()
	session := store.Session{ID: crm.NewID(s.random), User: user.ID, Device: device(c.header(fiber.HeaderUserAgent)), Created: now,
		Used: now, Expires: now.Add(sessionLife)}
	hash := hashToken(refresh)
	if err := s.store.AddSession(ctx, session, hash[:]); err != nil {
		return err
	}
	s.setRefresh(c, refresh, session.Expires)
	return s.granted(c, user, session)
}

// granted answers with an access token for a session.
func (s *Server) granted(c *call, user *crm.User, session store.Session) error {
	token, expires, err := s.auth.signer.accessToken(user.ID, session.ID, session.Expires)
	if err != nil {
		return err
	}
	return c.json(http.StatusOK, struct {
		AccessToken string    `json:"accessToken"`
		ExpiresAt   time.Time `json:"expiresAt"`
		User        userJSON  `json:"user"`
	}{token, expires.UTC(), selfOf(user)})
}

// refresh trades the refresh cookie for a new one and an access token. A cookie that was traded before ends the session,
// since somebody else has it, unless that was just now: two tabs, or an answer that was lost.
func (s *Server) refresh(ctx context.Context, c *call) error {
	cookie := c.cookie(refreshCookie)
	if cookie == "" {
		return errUnauthenticated
	}
	if err := s.ownPage(c); err != nil {
		return err
	}
	session, successor, err := s.rotate(ctx, cookie)
	if err != nil {
		err = unknown(err)
		// A store that is busy ends nobody's session. By its cookie a disabled account's device hears at the socket that it is to wipe.
		if crm.CodeOf(err) == crm.CodeUnauthenticated && !errors.Is(err, errDisabled) {
			s.clearRefresh(c)
		}
		return err
	}
	user, err := s.store.UserByID(ctx, session.User)
	if err != nil {
		return unknown(err)
	}
	if !s.now().Before(session.Expires) {
		s.clearRefresh(c)
		return errUnauthenticated
	}
	s.setRefresh(c, successor, session.Expires)
	return s.granted(c, user, session)
}

// rotate trades a refresh token for its successor, unless its account is disabled (errDisabled). Where it was traded before, and not just now, the session has ended,
// and its sockets are closed.
func (s *Server) rotate(ctx context.Context, token string) (session store.Session, successor string, err error) {
	successor = s.auth.signer.successor(token)
	old, next := hashToken(token), hashToken(successor)
	if session, err = s.store.SessionByRefresh(ctx, old[:], sessionLife); err != nil {
		return store.Session{}, "", err
	}
	if _, err := s.auth.over(ctx, session.User, nil); err != nil {
		return store.Session{}, "", err
	}
	_, err = s.store.RotateRefresh(ctx, old[:], next[:], rotateGrace)
	switch crm.CodeOf(err) {
	case "", crm.CodeConflict: // conflict: the successor is there already, since another tab was first
		return session, successor, nil
	case crm.CodeNotFound:
		s.hub.EndSession(session.ID.String())
	}
	return store.Session{}, "", err
}

// logout ends the session of the cookie. It succeeds where there is none: the client wants to be signed out, and is.
func (s *Server) logout(ctx context.Context, c *call) error {
	cookie := c.cookie(refreshCookie)
	if cookie == "" {
		return c.nothing()
	}
	if err := s.ownPage(c); err != nil {
		return err
	}
	s.clearRefresh(c)
	hash := hashToken(cookie)
	session, err := s.store.SessionByRefresh(ctx, hash[:], sessionLife)
	if crm.CodeOf(err) == crm.CodeNotFound {
		return c.nothing()
	}
	if err != nil {
		return err
	}
	if err := s.store.DropSession(ctx, session.User, session.ID); err != nil && crm.CodeOf(err) != crm.CodeNotFound {
		return err
	}
	s.hub.EndSession(session.ID.String())
	return c.nothing()
}

// me says who asks.
func (s *Server) me(_ context.Context, c *call) error {
	return c.json(http.StatusOK, selfOf(c.user()))
}

// ownPage refuses another site's page. With a cookie an Origin must be there: browsers always send one with a POST.
func (s *Server) ownPage(c *call) error {
	origin := c.header(fiber.HeaderOrigin)
	if origin == "" && c.cookie(refreshCookie) == "" {
		return nil
	}
	if !s.origins.allow(origin, s.schemeOf(c.fiber), string(c.fiber.Request().Host())) {
		return errOrigin
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

// validEmail says whether a new account may have this address.
func validEmail(email string) bool {
	parsed, err := mail.ParseAddress(email)
	return err == nil && parsed.Address == email && len(email) <= maxEmail
}
