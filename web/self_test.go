package web_test

import (
	"sync"
	"testing"

	"roomkey/crm"
	"roomkey/web"
)

func TestMe_NameAndPasswordAreOnesOwnToChange(t *testing.T) {
	h := newTestServer(t)
	g := h.as("agent1")
	var me struct{ Name string }
	g.call("PATCH", "/me", `{"name":" Ana Maria Reyes "}`).want(t, 200).into(t, &me)
	if me.Name != "Ana Maria Reyes" {
		t.Errorf("the name is %q", me.Name)
	}
	g.call("PATCH", "/me", `{"name":"  "}`).want(t, 400).names(t, "name")
	g.call("PATCH", "/me", `{"role":"broker"}`).want(t, 400).names(t, "role")
	next := "another long password"
	g.call("PATCH", "/me", map[string]string{"password": next}).want(t, 400).names(t, "currentPassword")
	g.call("PATCH", "/me", map[string]string{"password": next, "currentPassword": "wrong"}).want(t, 400).
		names(t, "currentPassword")
	g.call("PATCH", "/me", map[string]string{"password": "short", "currentPassword": password}).want(t, 400).
		names(t, "password")
	g.call("GET", "/me", nil).want(t, 200)
	g.call("PATCH", "/me", map[string]string{"password": next, "currentPassword": password}).want(t, 200)
	g.call("GET", "/me", nil).want(t, 401)
	stranger := h.stranger()
	sign := func(password string) map[string]string {
		return map[string]string{"email": "agent1@demo.test", "password": password}
	}
	stranger.call("POST", "/auth/login", sign(password)).want(t, 401)
	stranger.call("POST", "/auth/login", sign(next)).want(t, 200)
}

func TestMe_GuessesOfTheCurrentPasswordAreCounted(t *testing.T) {
	h := newTestServer(t, func(c *web.Config) { c.LoginRate = 10 })
	g := h.as("agent1")
	guess := map[string]string{"password": "another long password", "currentPassword": "a wrong guess"}
	for guesses := 1; g.call("PATCH", "/me", guess).status != 429; guesses++ {
		if guesses > 20 {
			t.Fatal("twenty guesses in a minute were taken")
		}
	}
	g.call("PATCH", "/me", `{"name":"Ana"}`).want(t, 200)
}

func TestMe_APersonalTokenChangesNothing(t *testing.T) {
	h := newTestServer(t)
	g := h.as("agent1")
	var token struct{ Token string }
	g.call("POST", "/tokens", map[string]string{"name": "script", "scope": "write"}).want(t, 201).into(t, &token)
	g.token = token.Token
	g.call("PATCH", "/me", `{"name":"Someone"}`).want(t, 403)
}

// Whoever loses a role or a team while they change their own name must not get it back by that.
func TestMe_AChangeOfTheNameKeepsNoRoleThatWasLost(t *testing.T) {
	h := newTestServer(t)
	broker, g := h.as("broker"), h.as("lead")
	path := "/users/" + g.user.ID.String()
	for range 10 {
		broker.call("PATCH", path, map[string]any{"role": crm.RoleLead, "teams": g.user.Teams}).want(t, 200)
		stop := make(chan struct{})
		var renaming sync.WaitGroup
		for range 8 {
			renaming.Go(func() {
				for {
					select {
					case <-stop:
						return
					default:
						if got := g.call("PATCH", "/me", `{"name":"Lee"}`); got.status != 200 {
							t.Errorf("a new name: %d %s", got.status, got.body)
							return
						}
					}
				}
			})
		}
		broker.call("PATCH", path, map[string]any{"role": crm.RoleViewer, "teams": []crm.ID{}}).want(t, 200)
		close(stop)
		renaming.Wait()
		var now crm.User
		broker.call("GET", path, nil).want(t, 200).into(t, &now)
		if now.Role != crm.RoleViewer || len(now.Teams) != 0 {
			t.Fatalf("the role is %s again, with teams %v", now.Role, now.Teams)
		}
	}
}
