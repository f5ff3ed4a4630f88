package store_test

import (
	"crypto/sha256"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

// people makes a brokerage with two teams and a user in both.
func people(t *testing.T, s *store.Store) (u *crm.User, harbor, valley crm.ID) {
	t.Helper()
	of, err := s.Brokerage(t.Context(), "Demo Realty")
	if err != nil {
		t.Fatal(err)
	}
	if harbor, err = s.TeamNamed(t.Context(), of, "Harbor"); err != nil {
		t.Fatal(err)
	}
	if valley, err = s.TeamNamed(t.Context(), of, "Valley"); err != nil {
		t.Fatal(err)
	}
	u = &crm.User{Email: "Ann@demo.test", Name: "Ann", Role: crm.RoleAgent, Broker: of, Teams: []crm.ID{harbor, valley}}
	if err := s.AddUser(t.Context(), u, "hash"); err != nil {
		t.Fatal(err)
	}
	return u, harbor, valley
}

func TestAccounts(t *testing.T) {
	t.Parallel()
	s := open(t)
	u, harbor, valley := people(t, s)
	if again, err := s.Brokerage(t.Context(), "Demo Realty"); err != nil || again != u.Broker {
		t.Fatal("a brokerage was made twice", err)
	}
	got, err := s.UserByEmail(t.Context(), "ann@DEMO.test")
	if err != nil || got.ID != u.ID || got.Email != "Ann@demo.test" || len(got.Teams) != 2 || !got.InTeam(harbor) ||
		!got.InTeam(valley) {
		t.Fatal(got, err)
	}
	twin := *u
	twin.ID, twin.Email = crm.ID{}, "ANN@demo.test"
	wantCode(t, s.AddUser(t.Context(), &twin, ""), crm.CodeConflict)
	version, err := s.DirectoryVersion(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	before, after, err := s.ChangeUser(t.Context(), u.ID, func(u *crm.User) error {
		u.Teams, u.Role = []crm.ID{valley}, crm.RoleLead
		return nil
	})
	if err != nil || before.Role == crm.RoleLead || len(before.Teams) != 2 || after.Role != crm.RoleLead {
		t.Fatal(before, after, err)
	}
	if later, err := s.DirectoryVersion(t.Context()); err != nil || later <= version {
		t.Fatal("the directory's version did not rise", err)
	}
	if got, err = s.UserByID(t.Context(), u.ID); err != nil || got.Role != crm.RoleLead ||
		!slices.Equal(got.Teams, []crm.ID{valley}) {
		t.Fatal(got, err)
	}
	for code, change := range map[crm.Code]func(*crm.User) error{
		crm.CodeInvalid:   func(u *crm.User) error { u.Teams = []crm.ID{id(77)}; return nil },
		crm.CodeForbidden: func(u *crm.User) error { u.Name = "not kept"; return crm.ErrForbidden },
	} {
		_, _, err := s.ChangeUser(t.Context(), u.ID, change)
		wantCode(t, err, code)
	}
	if got, err = s.UserByID(t.Context(), u.ID); err != nil || got.Name == "not kept" {
		t.Fatal(got, err)
	}
	if err := s.RemoveTeam(t.Context(), u.Broker, valley); err != nil {
		t.Fatal(err)
	}
	if got, err = s.UserByID(t.Context(), u.ID); err != nil || len(got.Teams) != 0 {
		t.Fatal(got, err)
	}
	wantCode(t, s.RemoveTeam(t.Context(), id(5), harbor), crm.CodeNotFound)
	if teams, err := s.Teams(t.Context(), u.Broker); err != nil || len(teams) != 1 || teams[0].Name != "Harbor" {
		t.Fatal(teams, err)
	}
	_, err = s.UserByID(t.Context(), id(1))
	wantCode(t, err, crm.CodeNotFound)
	if users, err := s.Users(t.Context(), u.Broker); err != nil || len(users) != 1 {
		t.Fatal(users, err)
	}
}

func TestAddUser_RefusesWhatIsWrong(t *testing.T) {
	t.Parallel()
	s := open(t)
	u, _, _ := people(t, s)
	for name, change := range map[string]func(*crm.User){
		"email": func(u *crm.User) { u.Email = "no address" },
		"name":  func(u *crm.User) { u.Name = strings.Repeat("x", 201) },
		"role":  func(u *crm.User) { u.Role = "owner" },
		"teams": func(u *crm.User) { u.Teams = make([]crm.ID, 65) },
	} {
		wrong := crm.User{Email: "other@demo.test", Name: "O", Role: crm.RoleAgent, Broker: u.Broker}
		change(&wrong)
		err := s.AddUser(t.Context(), &wrong, "")
		wantCode(t, err, crm.CodeInvalid)
		if err.(*crm.Error).Field != name {
			t.Fatal(err)
		}
	}
}

// token is the hash of a token.
func token(text string) []byte { sum := sha256.Sum256([]byte(text)); return sum[:] }

// signedIn is a store whose clock stands at a time that moves, with a user and their session 9, of token 1.
func signedIn(t *testing.T, at *time.Time) (*store.Store, *crm.User) {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Dir: newDir(t), Now: func() time.Time { return *at }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	u, _, _ := people(t, s)
	session := store.Session{ID: id(9), User: u.ID, Device: "laptop", Created: *at, Expires: at.Add(12 * time.Hour)}
	if _, err := s.AddSession(t.Context(), session, "hash", token("1")); err != nil {
		t.Fatal(err)
	}
	return s, u
}

func TestSessions_RotateAndNoticeReuse(t *testing.T) {
	t.Parallel()
	at := now
	s, u := signedIn(t, &at)
	grace := 10 * time.Second
	if got, err := s.RotateRefresh(t.Context(), token("1"), token("2"), grace); err != nil || got.ID != id(9) {
		t.Fatal(got, err)
	}
	at = at.Add(5 * time.Second)
	if _, err := s.RotateRefresh(t.Context(), token("1"), token("2b"), grace); err != nil {
		t.Fatal("a second tab within the grace was refused", err)
	}
	at = at.Add(time.Minute)
	if _, err := s.RotateRefresh(t.Context(), token("2"), token("3"), grace); err != nil {
		t.Fatal(err)
	}
	if sessions, err := s.Sessions(t.Context(), u.ID, false); err != nil || len(sessions) != 1 {
		t.Fatal(sessions, err)
	}
	_, err := s.RotateRefresh(t.Context(), token("1"), token("4"), grace)
	wantCode(t, err, crm.CodeNotFound)
	_, err = s.RotateRefresh(t.Context(), token("3"), token("5"), grace)
	wantCode(t, err, crm.CodeNotFound) // the whole family ended
	_, err = s.Session(t.Context(), id(9))
	wantCode(t, err, crm.CodeNotFound)
}

// While the secret is replaced, a token has a successor of each secret. Whoever trades the one ends the other, so that
// a thief and the owner do not go on side by side.
func TestSessions_OneOfTwoSuccessorsGoesOn(t *testing.T) {
	t.Parallel()
	at := now
	s, _ := signedIn(t, &at)
	trade := func(old, next string, code crm.Code) {
		t.Helper()
		_, err := s.RotateRefresh(t.Context(), token(old), token(next), 20*time.Second)
		wantCode(t, err, code)
	}
	trade("1", "2 by the old secret", "")
	trade("1", "2 by the new secret", "")
	at = at.Add(10 * time.Minute)
	trade("2 by the old secret", "3", "")
	at = at.Add(10 * time.Second)
	trade("2 by the new secret", "3 too", "") // two tabs race
	at = at.Add(10 * time.Minute)
	trade("3 too", "4", "")
	at = at.Add(time.Minute)
	trade("3", "4 too", crm.CodeNotFound)
	_, err := s.Session(t.Context(), id(9))
	wantCode(t, err, crm.CodeNotFound)
}

func TestSetDisabled_EndsSessionsAndTokens(t *testing.T) {
	t.Parallel()
	s := open(t)
	u, _, _ := people(t, s)
	hash := sha256.Sum256([]byte("t"))
	if _, err := s.AddSession(t.Context(), store.Session{ID: id(9), User: u.ID, Created: now,
		Expires: now.Add(time.Hour)}, "hash", hash[:]); err != nil {
		t.Fatal(err)
	}
	if err := s.AddToken(t.Context(), store.Token{ID: id(8), User: u.ID, Name: "script", Scope: "read", Created: now},
		hash[:], crm.ID{}); err != nil {
		t.Fatal(err)
	}
	if token, err := s.TokenByHash(t.Context(), hash[:]); err != nil || token.User != u.ID || !token.Expires.IsZero() {
		t.Fatal(token, err)
	}
	if err := s.SetDisabled(t.Context(), u.ID, true); err != nil {
		t.Fatal(err)
	}
	if got, err := s.UserByID(t.Context(), u.ID); err != nil || !got.Disabled {
		t.Fatal(got, err)
	}
	// Both have ended, and the store still knows whose they were as long as the account is disabled.
	if err := s.Maintain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if session, err := s.SessionByRefresh(t.Context(), hash[:], time.Minute); err != nil || session.User != u.ID ||
		session.Expires.After(now) {
		t.Error(session, err)
	}
	if token, err := s.TokenByHash(t.Context(), hash[:]); err != nil || token.User != u.ID || token.Expires.IsZero() ||
		token.Expires.After(now) {
		t.Error(token, err)
	}
	if err := s.SetDisabled(t.Context(), u.ID, false); err != nil {
		t.Fatal(err)
	}
	_, err := s.Session(t.Context(), id(9))
	wantCode(t, err, crm.CodeNotFound)
	_, err = s.TokenByHash(t.Context(), hash[:])
	wantCode(t, err, crm.CodeNotFound)
	wantCode(t, s.SetDisabled(t.Context(), id(404), true), crm.CodeNotFound)
}

func TestRequests_AreAnsweredOnce(t *testing.T) {
	t.Parallel()
	s := open(t)
	request, other := chunk("request").Hash, chunk("other").Hash
	begin := func(digest crm.Hash) (*store.Answer, error) { return s.BeginRequest(t.Context(), id(1), "key", digest) }
	if answer, err := begin(request); answer != nil || err != nil {
		t.Fatal(answer, err)
	}
	_, err := begin(request)
	wantCode(t, err, crm.CodeConflict)
	_, err = begin(other)
	wantCode(t, err, crm.CodeInvalid)
	if err := s.EndRequest(t.Context(), id(1), "key", nil); err != nil {
		t.Fatal(err)
	}
	if answer, err := begin(other); answer != nil || err != nil {
		t.Fatal(answer, err)
	}
	if err := s.EndRequest(t.Context(), id(1), "key", &store.Answer{Status: 201, Type: "application/json",
		ETag: `"tag"`, Body: []byte("{}")}); err != nil {
		t.Fatal(err)
	}
	if answer, err := begin(other); err != nil || answer.Status != 201 || string(answer.Body) != "{}" ||
		answer.ETag != `"tag"` {
		t.Fatal(answer, err)
	}
	if answer, err := s.BeginRequest(t.Context(), id(2), "key", other); answer != nil || err != nil {
		t.Fatal("another user's key", answer, err)
	}
}

func TestUndo_IsTakenOnceByItsUser(t *testing.T) {
	t.Parallel()
	s := open(t)
	token := chunk("token").Hash
	if err := s.AddUndo(t.Context(), token, id(1), now.Add(time.Hour), []byte("data")); err != nil {
		t.Fatal(err)
	}
	_, err := s.TakeUndo(t.Context(), token, id(2))
	wantCode(t, err, crm.CodeNotFound)
	if data, err := s.TakeUndo(t.Context(), token, id(1)); err != nil || string(data) != "data" {
		t.Fatal(data, err)
	}
	_, err = s.TakeUndo(t.Context(), token, id(1))
	wantCode(t, err, crm.CodeNotFound)
}

func TestNotifications(t *testing.T) {
	t.Parallel()
	s := open(t)
	for n := range 510 {
		if err := s.Notify(t.Context(),
			[]store.Notification{{User: id(1), At: now.Add(time.Duration(n)), Kind: "mention",
				Record: id(n)}}); err != nil {
			t.Fatal(err)
		}
	}
	got, _, err := s.Notifications(t.Context(), id(1), "", 1000)
	if err != nil || len(got) != 500 || got[0].Record != id(509) || got[0].Read {
		t.Fatal(len(got), err)
	}
	if err := s.ReadNotifications(t.Context(), id(2), got[0].ID); err != nil {
		t.Fatal(err)
	}
	if err := s.ReadNotifications(t.Context(), id(1), got[1].ID); err != nil {
		t.Fatal(err)
	}
	if got, _, err = s.Notifications(t.Context(), id(1), "", 2); err != nil || got[0].Read || !got[1].Read {
		t.Fatal(got, err)
	}
}

func TestNotices_AreStoredWithTheWriteAndOnce(t *testing.T) {
	t.Parallel()
	s := open(t)
	r := lead(1, nil)
	w := &crm.Write{Document: r.ID, Of: r.ID, Record: r,
		Notices: []crm.Notice{{ID: id(50), User: id(3), At: now, Kind: "mention", Record: r.ID, By: id(2),
			Data: json.RawMessage(`{"note":"n"}`)}}}
	for range 2 {
		if _, err := s.Commit(t.Context(), w); err != nil {
			t.Fatal(err)
		}
	}
	list, _, err := s.Notifications(t.Context(), id(3), "", 10)
	if err != nil || len(list) != 1 || list[0].ID != id(50) || list[0].Record != r.ID || list[0].By != id(2) ||
		list[0].Read {
		t.Fatalf("%+v, %v", list, err)
	}
}

func TestEscrowNumbers_AreNeverReused(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	s := reopen(t, dir)
	next := func(of crm.ID, year int) string {
		number, err := s.ReserveEscrowNumber(t.Context(), of, year)
		if err != nil {
			t.Fatal(err)
		}
		return number
	}
	if a, b, c := next(broker, 2026), next(broker, 2026), next(broker, 2027); a != "ESC-2026-001" ||
		b != "ESC-2026-002" || c != "ESC-2027-001" {
		t.Fatal(a, b, c)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = reopen(t, dir)
	if a, b := next(broker, 2026), next(id(3), 2026); a != "ESC-2026-003" || b != "ESC-2026-001" {
		t.Fatal(a, b)
	}
}

func TestQuarantine(t *testing.T) {
	t.Parallel()
	s := open(t)
	for range 2 {
		if err := s.Quarantine(t.Context(), chunk("bad").Hash, id(1), id(2), "it stopped the engine"); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := s.Quarantined(t.Context()); err != nil || len(got) != 1 || !got[chunk("bad").Hash] {
		t.Fatal(got, err)
	}
}

func TestActivity_ShowsWhatTheUserMayRead(t *testing.T) {
	t.Parallel()
	s := open(t)
	mine, other := lead(1, nil), lead(2, nil)
	other.Owner, other.Visibility = id(9), crm.VisibilityPrivate
	for _, r := range []*crm.Record{mine, other} {
		w := &crm.Write{Document: r.ID, Of: r.ID, Record: r, Audit: []crm.AuditEntry{
			{At: now, User: id(9), Action: "updated", Record: r.ID, Field: "/name"},
			{At: now, User: id(9), Action: "updated", Record: r.ID, Field: "/private/x"}}}
		if _, err := s.Commit(t.Context(), w); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		user *crm.User
		want int
	}{{user(crm.RoleBroker, 3), 4}, {user(crm.RoleAgent, 1), 2}, {user(crm.RoleAgent, 3, id(2)), 1},
		{user(crm.RoleAgent, 9), 2}, {user(crm.RoleAgent, 3), 0}} {
		if lines, _, err := s.Activity(t.Context(), c.user, "", 10); err != nil || len(lines) != c.want {
			t.Errorf("%s %v sees %d lines, want %d (%v)", c.user.Role, c.user.Teams, len(lines), c.want, err)
		}
	}
}
