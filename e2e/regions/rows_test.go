package regions_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/testclient"
)

// personal makes a personal token of an agent in a region. Tokens are rows: one region's count in all.
func personal(s *roomkeytest.Server, signedIn string) (id, token string, status int) {
	s.T.Helper()
	var made struct{ ID, Token string }
	status, body := s.Call(signedIn, "POST", "/tokens", map[string]string{"name": "region", "scope": "write"})
	if status/100 == 2 && (json.Unmarshal(body, &made) != nil || made.Token == "") {
		s.T.Fatalf("a token was made: %s", body)
	}
	return made.ID, made.Token, status
}

func counts(s *roomkeytest.Server, token string) bool {
	s.T.Helper()
	status, _ := s.Call(token, "GET", "/leads?limit=1", nil)
	return status == http.StatusOK
}

// What one region says of accounts counts in all, at once; a region that is cut off says that it can't, at once; and
// what it missed counts there when it is healed.
func TestRows_CountEverywhere(t *testing.T) {
	t.Parallel()
	r := roomkeytest.StartRegions(t, "abc", delays)
	a, b, c := r.Region("a"), r.Region("b"), r.Region("c")
	inA, inC := a.SignIn(demo.Agent1.Email), c.SignIn(demo.Agent1.Email)

	id, token, status := personal(a, inA)
	if status/100 != 2 {
		t.Fatalf("a makes a token: %d", status)
	}
	roomkeytest.Eventually(t, "a's token counts in b and c", func() bool {
		return counts(b, token) && counts(c, token)
	})
	socket := c.Dial(token, testclient.Options{})
	began := time.Now()
	if status, body := b.Call(b.SignIn(demo.Agent1.Email), "DELETE", "/tokens/"+id, nil); status/100 != 2 {
		t.Fatalf("b revokes a's token: %d %s", status, body)
	}
	select {
	case <-socket.Done():
		t.Logf("b's revocation ended a socket in c after %s", time.Since(began).Round(time.Millisecond))
	case <-time.After(30 * time.Second):
		t.Fatal("a socket in c outlives its token")
	}
	roomkeytest.Eventually(t, "the token counts nowhere", func() bool { return !counts(c, token) && !counts(a, token) })
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("the revoked token counted for %s", took)
	}

	settingsCount(t, a, b, inA)
	invitationCountsOnce(t, a, b, c)

	r.Cut("c")
	roomkeytest.Eventually(t, "c knows that it is cut off", func() bool { return r.Status("c").Rows == "unavailable" })
	began = time.Now()
	// At once: where others are heard, a region tries for ten seconds before it says so.
	if _, _, status := personal(c, inC); status != http.StatusServiceUnavailable || time.Since(began) > 5*time.Second {
		t.Errorf("c, cut off, answers %d after %s", status, time.Since(began))
	}
	if !counts(c, c.Personal(demo.Agent1.Email)) {
		t.Error("c, cut off, serves nobody")
	}
	roomkeytest.Eventually(t, "a makes a token without c", func() bool {
		_, token, status = personal(a, inA)
		return status/100 == 2
	})
	r.Heal("c")
	healed := time.Now()
	roomkeytest.Eventually(t, "c knows the token that it missed", func() bool { return counts(c, token) })
	t.Logf("c knows what it missed %s after healing", time.Since(healed).Round(time.Millisecond))
	roomkeytest.Eventually(t, "c makes tokens again", func() bool {
		_, _, status := personal(c, inC)
		return status/100 == 2
	})
	t.Logf("c makes tokens again %s after healing", time.Since(healed).Round(time.Millisecond))
}

// invitationCountsOnce invites somebody in one region, who accepts in another, and finds the link used up everywhere.
func invitationCountsOnce(t *testing.T, a, b, c *roomkeytest.Server) {
	t.Helper()
	var made struct{ Path string }
	status, said := a.Call(a.SignIn(demo.Broker.Email), "POST", "/invitations", map[string]string{
		"email": "nia@demo.test", "role": "agent"})
	if status != http.StatusCreated || json.Unmarshal(said, &made) != nil {
		t.Fatalf("somebody is invited: %d %s", status, said)
	}
	_, token, _ := strings.Cut(made.Path, "#")
	accept := func(in *roomkeytest.Server) int {
		status, said = in.Call("", "POST", "/auth/invitation/accept", map[string]string{"token": token, "name": "Nia",
			"password": "demo-password"})
		return status
	}
	roomkeytest.Eventually(t, "the invitation is known in b and c", func() bool {
		for _, in := range []*roomkeytest.Server{b, c} {
			if status, _ := in.Call("", "POST", "/auth/invitation", map[string]string{"token": token}); status != 200 {
				return false
			}
		}
		return true
	})
	if status := accept(b); status != http.StatusOK {
		t.Fatalf("the invitation is accepted in b: %d %s", status, said)
	}
	for _, in := range []*roomkeytest.Server{a, b, c} {
		if status := accept(in); status != http.StatusNotFound {
			t.Errorf("the invitation is accepted again: %d %s", status, said)
		}
	}
	roomkeytest.Eventually(t, "the member signs in in c", func() bool {
		status, _ := c.Call("", "POST", "/auth/login", map[string]string{"email": "nia@demo.test",
			"password": "demo-password"})
		return status == http.StatusOK
	})
}

// settingsCount puts a saved view and a preference in one region, and has an operator grant a plugin there; all count
// in another.
func settingsCount(t *testing.T, in, elsewhere *roomkeytest.Server, signedIn string) {
	t.Helper()
	view := map[string]any{"id": "10000000-0000-4000-8000-000000000001", "type": "lead", "name": "Of two regions",
		"query": map[string]any{"sort": "-updated"}, "pinned": false, "shared": nil}
	status, said := in.Call(signedIn, "PUT", "/views", map[string]any{"items": []any{view}})
	if status != http.StatusOK {
		t.Errorf("a view is put: %d %s", status, said)
	}
	status, said = in.Call(signedIn, "PUT", "/preferences", map[string]any{"values": map[string]any{"theme": "dark"}})
	if status != http.StatusOK {
		t.Errorf("a preference is put: %d %s", status, said)
	}
	if said, err := in.Command("plugin", "grant", "roomkey.csv-import", "--none", "--broker", "Demo Realty", "--data",
		in.Dir).CombinedOutput(); err != nil {
		t.Errorf("a plugin is granted nothing: %v %s", err, said)
	}
	agent, broker := elsewhere.SignIn(demo.Agent1.Email), elsewhere.SignIn(demo.Broker.Email)
	roomkeytest.Eventually(t, "the preference counts elsewhere", func() bool {
		var preferences struct{ Values struct{ Theme string } }
		elsewhere.Get(agent, "/preferences", &preferences)
		return preferences.Values.Theme == "dark"
	})
	roomkeytest.Eventually(t, "the view and the grant count elsewhere", func() bool {
		var views struct{ Items []struct{ Name string } }
		elsewhere.Get(agent, "/views", &views)
		var plugins struct {
			Items []struct{ ID, InstalledAt string }
		}
		elsewhere.Get(broker, "/plugins", &plugins)
		for _, plugin := range plugins.Items {
			if plugin.ID == "roomkey.csv-import" && plugin.InstalledAt != "" {
				return len(views.Items) == 1 && views.Items[0].Name == "Of two regions"
			}
		}
		return false
	})
}
