package store_test

import (
	"crypto/sha256"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

func tokenHash(text string) []byte {
	sum := sha256.Sum256([]byte(text))
	return sum[:]
}

// revokedBy says which session a token's device is told to have lost; the zero id: none.
func revokedBy(t *testing.T, s *store.Store, token string) crm.ID {
	t.Helper()
	session, err := s.RevokedByRefresh(t.Context(), tokenHash(token))
	if err != nil && crm.CodeOf(err) != crm.CodeNotFound {
		t.Fatal(err)
	}
	return session
}

// begin stores a session with its first refresh token.
func begin(t *testing.T, s *store.Store, user, session crm.ID, token string, at time.Time) {
	t.Helper()
	if _, err := s.AddSession(t.Context(), store.Session{ID: session, User: user, Created: at, Used: at,
		Expires: at.Add(12 * time.Hour)}, "hash", tokenHash(token)); err != nil {
		t.Fatal(err)
	}
}

// openAt opens a store whose clock its test moves.
func openAt(t *testing.T, clock *time.Time) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Dir: newDir(t), Now: func() time.Time { return *clock }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// A device that was signed out from elsewhere is known by its newest refresh token as long as it may hold copies. One
// whose session ended in another way is not told to delete anything.
func TestRevokeSession_RemembersTheDevice(t *testing.T) {
	t.Parallel()
	clock := now
	s := openAt(t, &clock)
	u, _, _ := people(t, s)
	for n, token := range []string{"lost", "other", "own", "signed out", "password"} {
		begin(t, s, u.ID, id(60+n), token, now)
	}
	if _, err := s.RotateRefresh(t.Context(), tokenHash("lost"), tokenHash("lost, newer"), time.Minute); err != nil {
		t.Fatal(err)
	}
	wantCode(t, s.RevokeSession(t.Context(), id(999), id(60)), crm.CodeNotFound) // somebody else's
	wantCode(t, s.RevokeSession(t.Context(), u.ID, id(60)), "")
	wantCode(t, s.RevokeSession(t.Context(), u.ID, id(60)), crm.CodeNotFound)
	wantCode(t, s.DropSession(t.Context(), u.ID, id(63)), "")
	if _, err := s.RevokeOtherSessions(t.Context(), u.ID, id(62)); err != nil {
		t.Fatal(err)
	}
	wantCode(t, s.SetPassword(t.Context(), u.ID, "other"), "")
	want := map[string]crm.ID{"lost, newer": id(60), "other": id(61), "password": id(64), "own": {}, "signed out": {},
		"made up": {}}
	told := func() {
		t.Helper()
		for token, session := range want {
			if got := revokedBy(t, s, token); got != session {
				t.Errorf("%q: %v, want %v", token, got, session)
			}
		}
	}
	told()
	for session, revoked := range map[crm.ID]bool{id(60): true, id(62): false, id(63): false} {
		if got, err := s.Revoked(t.Context(), u.ID, session); err != nil || got != revoked {
			t.Error(session, got, err)
		}
	}
	if got, err := s.Revoked(t.Context(), id(999), id(60)); err != nil || got {
		t.Error("it is somebody else's:", got, err)
	}
	clock = now.Add(store.CopiesKept)
	told()
	clock = now.Add(store.CopiesKept + 25*time.Hour)
	clear(want)
	want["lost, newer"] = crm.ID{}
	told()
}

// A session that has expired can still be revoked: a phone that was lost on a Friday is missed on Monday. It is
// forgotten when its device signs in again.
func TestRevokeSession_ReachesDevicesWhoseSessionHasExpired(t *testing.T) {
	t.Parallel()
	clock := now
	s := openAt(t, &clock)
	u, _, _ := people(t, s)
	begin(t, s, u.ID, id(60), "phone", now)
	begin(t, s, u.ID, id(61), "desk", now)
	clock = now.Add(3 * 24 * time.Hour)
	begin(t, s, u.ID, id(62), "desk again", clock)
	if err := s.ForgetExpired(t.Context(), id(999), tokenHash("desk")); err != nil { // another user's device
		t.Fatal(err)
	}
	listed := func() int {
		t.Helper()
		own, err := s.Sessions(t.Context(), u.ID, true)
		if err != nil {
			t.Fatal(err)
		}
		all, _, err := s.BrokerageSessions(t.Context(), u.Broker, true, "", 100)
		if err != nil || len(all) != len(own) {
			t.Fatal(all, err)
		}
		return len(own)
	}
	if got := listed(); got != 3 {
		t.Error("there are", got)
	}
	for _, token := range []string{"desk", "desk again"} { // which goes on
		if err := s.ForgetExpired(t.Context(), u.ID, tokenHash(token)); err != nil {
			t.Fatal(err)
		}
	}
	if got := listed(); got != 2 {
		t.Error("there are", got)
	}
	if _, err := s.RevokeBrokerageSession(t.Context(), u.Broker, id(60)); err != nil {
		t.Fatal(err)
	}
	if got := revokedBy(t, s, "phone"); got != id(60) {
		t.Error(got)
	}
	clock = clock.Add(store.CopiesKept + 13*time.Hour)
	begin(t, s, u.ID, id(63), "new", clock)
	if got := listed(); got != 1 {
		t.Error("there are", got)
	}
}

// Every region knows a device that was revoked, also one that has never heard of its session.
func TestRevokeSession_CountsInEveryRegion(t *testing.T) {
	t.Parallel()
	o := newOrder()
	a, b := o.region(t, stillClock), o.region(t, stillClock)
	u, _, _ := people(t, a.Store)
	begin(t, a.Store, u.ID, id(60), "lost", now)
	begin(t, a.Store, u.ID, id(61), "older", now)
	wantCode(t, a.RevokeSession(t.Context(), u.ID, id(60)), "")
	o.older = 7
	wantCode(t, a.RevokeSession(t.Context(), u.ID, id(61)), "")
	if o.kinds["session.ended"] != 1 {
		t.Error(o.kinds)
	}
	if err := b.catchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := revokedBy(t, b.Store, "lost"); got != id(60) {
		t.Error(got)
	}
	if got := revokedBy(t, b.Store, "older"); !got.IsZero() {
		t.Error("a region of before would not know:", got)
	}
}
