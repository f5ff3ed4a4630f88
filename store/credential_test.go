package store_test

import (
	"crypto/sha256"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

// What a session asks for in one region while another region ends the session is refused everywhere: whoever has stolen
// a sign-in keeps nothing of it.
func TestCredentials_NothingComesOfASessionThatHasEnded(t *testing.T) {
	t.Parallel()
	own, other := id(70), id(71)
	for name, c := range map[string]struct {
		meanwhile func(t *testing.T, a *ledgerRegion, u *crm.User) error
		refused   bool
	}{
		"password": {func(t *testing.T, a *ledgerRegion, u *crm.User) error {
			return a.SetPassword(t.Context(), u.ID, "other")
		}, true},
		"disabled and enabled": {func(t *testing.T, a *ledgerRegion, u *crm.User) error {
			if err := a.SetDisabled(t.Context(), u.ID, true); err != nil {
				return err
			}
			return a.SetDisabled(t.Context(), u.ID, false)
		}, true},
		"ended": {func(t *testing.T, a *ledgerRegion, u *crm.User) error {
			return a.DropSession(t.Context(), u.ID, own)
		}, true},
		"by another": {func(t *testing.T, a *ledgerRegion, u *crm.User) error {
			_, err := a.RevokeOtherSessions(t.Context(), u.ID, other)
			return err
		}, true},
		"another": {func(t *testing.T, a *ledgerRegion, u *crm.User) error {
			return a.DropSession(t.Context(), u.ID, other)
		}, false},
		"all others": {func(t *testing.T, a *ledgerRegion, u *crm.User) error {
			_, err := a.RevokeOtherSessions(t.Context(), u.ID, own)
			return err
		}, false},
	} {
		for _, what := range []string{"token", "webhook"} {
			t.Run(name+", "+what, func(t *testing.T) {
				o := newOrder()
				a, b := o.region(t, stillClock), o.region(t, stillClock)
				u, _, _ := people(t, a.Store)
				if err := b.catchUp(t.Context()); err != nil {
					t.Fatal(err)
				}
				for _, r := range []*ledgerRegion{a, b} {
					for _, session := range []crm.ID{own, other} {
						hash := sha256.Sum256(session[:])
						if _, err := r.AddSession(t.Context(), store.Session{ID: session, User: u.ID, Created: now,
							Expires: now.Add(time.Hour)}, "hash", hash[:]); err != nil {
							t.Fatal(err)
						}
					}
				}
				o.first = func() { // b has planned, and does not know yet
					if err := c.meanwhile(t, a, u); err != nil {
						t.Error(err)
					}
				}
				var code crm.Code
				if c.refused {
					code = crm.CodeUnauthenticated
				}
				wantCode(t, askFor(t, b, what, u, own), code)
				if err := a.catchUp(t.Context()); err != nil {
					t.Fatal(err)
				}
				for _, r := range []*ledgerRegion{a, b} {
					tokens, err := r.Tokens(t.Context(), u.ID)
					if err != nil {
						t.Fatal(err)
					}
					hooks, err := r.WebhooksSeenBy(t.Context(), u)
					if err != nil || len(tokens)+len(hooks) > 0 == c.refused {
						t.Error(tokens, hooks, err)
					}
				}
			})
		}
	}
}

// askFor has a session ask for a token or a webhook.
func askFor(t *testing.T, r *ledgerRegion, what string, u *crm.User, session crm.ID) error {
	if what == "token" {
		hash := sha256.Sum256([]byte("token"))
		return r.AddToken(t.Context(), store.Token{ID: id(80), User: u.ID, Name: "script", Scope: "write",
			Created: now}, hash[:], session)
	}
	return r.AddWebhook(t.Context(), &crm.Webhook{ID: id(81), Broker: u.Broker, User: u.ID, URL: "https://example.com",
		Events: []string{"lead:updated"}, Status: crm.WebhookActive, CreatedAt: now, Revision: 1}, session)
}

// Whoever has stolen a sign-in keeps it by ending the others in no region where its end is not known yet, and ends
// nothing that its owner has begun since.
func TestSessions_OneThatHasEndedEndsNoOthers(t *testing.T) {
	t.Parallel()
	o := newOrder()
	a, b := o.region(t, stillClock), o.region(t, stillClock)
	u, _, _ := people(t, a.Store)
	if err := b.catchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	begin := func(r *ledgerRegion, session crm.ID, password string) {
		t.Helper()
		hash := sha256.Sum256(session[:])
		if _, err := r.AddSession(t.Context(), store.Session{ID: session, User: u.ID, Created: now,
			Expires: now.Add(time.Hour)}, password, hash[:]); err != nil {
			t.Fatal(err)
		}
	}
	begin(b, id(70), "hash")
	o.first = func() { // b has planned, and does not know yet
		if err := a.SetPassword(t.Context(), u.ID, "other"); err != nil {
			t.Error(err)
		}
		begin(a, id(71), "other")
	}
	_, err := b.RevokeOtherSessions(t.Context(), u.ID, id(70))
	wantCode(t, err, crm.CodeUnauthenticated)
	if err := a.catchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Session(t.Context(), id(71)); err != nil {
		t.Error("what was begun since has ended:", err)
	}
}

// While a region of before is heard, entries say nothing of sessions, since that region would stop at them.
func TestCredentials_AreMadeBesideARegionOfBefore(t *testing.T) {
	t.Parallel()
	o := newOrder()
	o.older = 2
	r := o.region(t, stillClock)
	u, _, _ := people(t, r.Store)
	session := store.Session{ID: id(70), User: u.ID, Created: now, Expires: now.Add(time.Hour)}
	if _, err := r.AddSession(t.Context(), session, "hash", []byte("a hash of 32 bytes, more or less")); err != nil {
		t.Fatal(err)
	}
	for _, what := range []string{"token", "webhook"} {
		wantCode(t, askFor(t, r, what, u, id(70)), "")
		wantCode(t, askFor(t, r, what, u, id(71)), crm.CodeUnauthenticated)
		if o.kinds[what+".added"] != 1 {
			t.Error(o.kinds)
		}
	}
	if _, err := r.RevokeOtherSessions(t.Context(), u.ID, id(70)); err != nil || o.kinds["session.ended.rest"] != 1 {
		t.Error(o.kinds, err)
	}
	change := crm.RowChange{Record: id(5), By: u.ID, What: crm.Archived}
	seen := crm.RowSeen{Row: crm.Row{Owner: u.ID}}
	if err := r.ChangeRow(t.Context(), u.Broker, change, seen); err != nil || o.kinds["record.row"] != 1 {
		t.Error(o.kinds, err)
	}
}

// Where there is one region, a session that has ended gets nothing either.
func TestCredentials_OfOneRegion(t *testing.T) {
	t.Parallel()
	o := newOrder()
	s := reopen(t, newDir(t))
	u, _, _ := people(t, s)
	alone := &ledgerRegion{Store: s, order: o}
	for _, what := range []string{"token", "webhook"} {
		t.Run(what, func(t *testing.T) {
			wantCode(t, askFor(t, alone, what, u, id(70)), crm.CodeUnauthenticated)
		})
	}
}

// A sign-in that has waited while the password was replaced does not begin.
func TestAddSession_RefusesAPasswordThatWasReplaced(t *testing.T) {
	t.Parallel()
	s := open(t)
	u, _, _ := people(t, s)
	if err := s.SetPassword(t.Context(), u.ID, "other"); err != nil {
		t.Fatal(err)
	}
	for password, code := range map[string]crm.Code{"hash": crm.CodeUnauthenticated, "other": ""} {
		hash := sha256.Sum256([]byte(password))
		_, err := s.AddSession(t.Context(), store.Session{ID: crm.ID(hash[:16]), User: u.ID, Created: now,
			Expires: now.Add(time.Hour)}, password, hash[:])
		wantCode(t, err, code)
	}
	if sessions, err := s.Sessions(t.Context(), u.ID, false); err != nil || len(sessions) != 1 {
		t.Error(sessions, err)
	}
}
