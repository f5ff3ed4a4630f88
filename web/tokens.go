package web

import (
	"context"
	"net/http"
	"strings"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

// Scopes of personal tokens.
const (
	scopeRead  = "read"
	scopeWrite = "write"
)

// tokenJSON is a personal token as its owner sees it. The token itself is shown once, when it is made.
type tokenJSON struct {
	ID        crm.ID     `json:"id"`
	Name      string     `json:"name"`
	Scope     string     `json:"scope"`
	CreatedAt time.Time  `json:"createdAt"`
	UsedAt    *time.Time `json:"usedAt"`
	ExpiresAt *time.Time `json:"expiresAt"`
	Token     string     `json:"token,omitempty"`
}

func tokenOf(t store.Token) tokenJSON {
	return tokenJSON{ID: t.ID, Name: t.Name, Scope: t.Scope, CreatedAt: t.Created.UTC(), UsedAt: maybe(t.Used), ExpiresAt: maybe(t.Expires)}
}

// maybe is nil for the zero time, which answers show as null.
func maybe(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	at = at.UTC()
	return &at
}

func (s *Server) listTokens(ctx context.Context, c *call) error {
	tokens, err := s.store.Tokens(ctx, c.user().ID)
	if err != nil {
		return err
	}
	items := make([]tokenJSON, 0, len(tokens))
	for _, token := range tokens {
		items = append(items, tokenOf(token))
	}
	return c.json(http.StatusOK, map[string]any{"items": items})
}

// createToken makes a personal token: for stock clients and scripts, which can't sign in and renew.
func (s *Server) createToken(ctx context.Context, c *call) error {
	asked, err := read[struct {
		Name      string     `json:"name"`
		Scope     string     `json:"scope"`
		ExpiresAt *time.Time `json:"expiresAt"`
	}](c)
	if err != nil {
		return err
	}
	now := s.now()
	made := store.Token{ID: crm.NewID(s.random), User: c.user().ID, Name: strings.TrimSpace(asked.Name), Scope: asked.Scope, Created: now}
	if made.Name == "" || len(made.Name) > maxName {
		return crm.Invalid("name", "must have 1 to %d bytes", maxName)
	}
	if made.Scope != scopeRead && made.Scope != scopeWrite {
		return crm.Invalid("scope", "must be read or write")
	}
	if asked.ExpiresAt != nil {
		if made.Expires = *asked.ExpiresAt; !made.Expires.After(now) {
			return crm.Invalid("expiresAt", "must be in the future")
		}
	}
	secret, err := newSecretToken(s.random)
	if err != nil {
		return err
	}
	secret = personalMark + secret
	hash := hashToken(secret)
	if err := s.store.AddToken(ctx, made, hash[:]); err != nil {
		return err
	}
	s.audit(ctx, c, "token:created", made.ID, made.Scope)
	shown := tokenOf(made)
	shown.Token = secret
	return c.json(http.StatusCreated, shown)
}

// deleteToken ends one of the caller's own tokens, and the sockets that came by it.
func (s *Server) deleteToken(ctx context.Context, c *call) error {
	id, err := c.id("id")
	if err != nil {
		return errNoPerson
	}
	if err := s.store.DropToken(ctx, c.user().ID, id); err != nil {
		return absent(err)
	}
	s.hub.EndSession(personalSession + id.String())
	s.audit(ctx, c, "token:revoked", id, "")
	return c.nothing()
}

// absent gives not_found the words for what is no record.
func absent(err error) error {
	if crm.CodeOf(err) == crm.CodeNotFound {
		return errNoPerson
	}
	return err
}

// listSessions shows where the caller is signed in.
func (s *Server) listSessions(ctx context.Context, c *call) error {
	sessions, err := s.store.Sessions(ctx, c.user().ID)
	if err != nil {
		return err
	}
	type sessionJSON struct {
		ID        crm.ID    `json:"id"`
		Device    string    `json:"device"`
		CreatedAt time.Time `json:"createdAt"`
		UsedAt    time.Time `json:"usedAt"`
		ExpiresAt time.Time `json:"expiresAt"`
		Current   bool      `json:"current"`
	}
	items := make([]sessionJSON, 0, len(sessions))
	for _, held := range sessions {
		items = append(items, sessionJSON{held.ID, held.Device, held.Created.UTC(), held.Used.UTC(), held.Expires.UTC(),
			held.ID.String() == c.who.SessionID})
	}
	return c.json(http.StatusOK, map[string]any{"items": items})
}

// deleteSession signs one of the caller's own devices out.
func (s *Server) deleteSession(ctx context.Context, c *call) error {
	id, err := c.id("id")
	if err != nil {
		return errNoPerson
	}
	if err := s.store.DropSession(ctx, c.user().ID, id); err != nil {
		return absent(err)
	}
	s.hub.EndSession(id.String())
	return c.nothing()
}
