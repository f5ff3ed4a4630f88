package web_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"roomkey/web"
)

// throttled has a server let two sign-ins a minute pass for each account and network, from clients behind a proxy.
func throttled(t *testing.T) *testServer {
	h := newTestServer(t, behind, func(c *web.Config) { c.LoginRate = 2 })
	h.clock.stop() // passwords are hashed slowly, and a part of a minute gives a further try
	return h
}

// login tries to sign in from a network, which is a number.
func (g *testClient) login(network int, name, password string) *answer {
	g.h.t.Helper()
	return g.call("POST", "/auth/login", map[string]string{"email": name + "@demo.test", "password": password},
		"X-Forwarded-For", fmt.Sprintf("198.51.%d.%d", network, 1+network%7), "Origin", g.h.base)
}

// guess tries wrong passwords from some networks at once, often from each. It returns how many were tried.
func (h *testServer) guess(name string, networks, often int) int {
	h.t.Helper()
	var tried atomic.Int64
	var group sync.WaitGroup
	for at := range networks * often {
		group.Go(func() {
			if h.stranger().login(at%networks, name, "wrong-password").status == 401 {
				tried.Add(1)
			}
		})
	}
	group.Wait()
	return int(tried.Load())
}

func TestLogin_IsThrottledByAccountAndNetwork(t *testing.T) {
	h := throttled(t)
	try := func(network int, name, password string) *answer { return h.stranger().login(network, name, password) }
	try(1, "agent1", "wrong-password").want(t, 401)
	try(1, "agent1", "wrong-password").want(t, 401)
	if got := try(1, "AGENT1", password).want(t, 429); got.header.Get("Retry-After") == "" {
		t.Error("429 without Retry-After")
	}
	h.stranger().call("POST", "/auth/login", map[string]string{"email": "agent1@demo.test", "password": password},
		"X-Forwarded-For", "198.51.1.200").want(t, 429) // another address of the same network
	try(1, "agent2", password).want(t, 200)
	try(2, "agent1", password).want(t, 200) // wrong tries elsewhere keep nobody out
	h.clock.move(time.Minute)
	try(1, "agent1", password).want(t, 200)
}

// Guesses from any number of networks are bounded, and keep nobody out who has signed in before.
func TestLogin_AKnownDeviceHasARateOfItsOwn(t *testing.T) {
	h := throttled(t)
	known, other := h.stranger(), h.stranger()
	known.login(1, "agent1", password).want(t, 200)
	other.login(2, "agent1", password).want(t, 200)
	h.clock.move(time.Minute)
	if n := h.guess("agent1", 30, 1); n != 6*2 {
		t.Errorf("%d guesses a minute from 30 networks, want six times as many as from one", n)
	}
	h.stranger().login(99, "agent1", password).want(t, 429)
	known.login(1, "agent1", password).want(t, 200)
	known.login(1, "agent1", "wrong-password").want(t, 401)
	known.login(1, "agent1", password).want(t, 429)
	known.login(77, "agent1", password).want(t, 429) // wherever it is
	other.login(1, "agent1", password).want(t, 200)
	h.stranger().login(99, "agent2", password).want(t, 200)
}

func TestLogin_IsThrottledByAddress(t *testing.T) {
	h := newTestServer(t, func(c *web.Config) { c.AddressRate = 5 })
	known := h.stranger()
	known.login(1, "agent1", password).want(t, 200)
	h.clock.stop()
	h.clock.move(time.Minute)
	for i := range 5 {
		h.stranger().login(i, string(rune('a'+i)), "wrong-password").want(t, 401)
	}
	h.stranger().call("POST", "/auth/login", map[string]string{"email": "agent1@demo.test", "password": password},
		"X-Forwarded-For", "203.0.113.9", "X-Real-Ip", "203.0.113.9").want(t, 429)
	known.login(1, "agent1", password).want(t, 200) // a colleague's guesses keep no known device out
}

// deviceMarks is the device's cookie, as a browser keeps it.
func deviceMarks(t *testing.T, a *answer) *http.Cookie {
	t.Helper()
	response := http.Response{Header: a.header}
	for _, cookie := range response.Cookies() {
		if cookie.Name == "roomkey_device" {
			return cookie
		}
	}
	t.Fatalf("no mark of the device: %v", a.header)
	return nil
}

// A mark is good for its account and its password, and for nothing else.
func TestLogin_WhatMakesADeviceKnown(t *testing.T) {
	h := throttled(t)
	cookie := deviceMarks(t, h.stranger().login(1, "agent1", password).want(t, 200))
	if !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode || cookie.Path != "/api/v1/auth" ||
		strings.Contains(cookie.Value, "agent1") {
		t.Errorf("the cookie is %v", cookie)
	}
	second := deviceMarks(t, h.stranger().login(1, "agent2", password).want(t, 200))
	h.clock.move(time.Minute)
	h.guess("agent1", 6, 2) // strangers are kept out of both accounts from now on
	h.guess("agent2", 6, 2)
	try := func(name, marks string) int {
		return h.stranger().call("POST", "/auth/login", map[string]string{"email": name + "@demo.test",
			"password": password}, "Cookie", "roomkey_device="+marks, "X-Forwarded-For", "203.0.113.5").status
	}
	last := cookie.Value[:len(cookie.Value)-1]
	var group sync.WaitGroup
	for name, marks := range map[string]string{"another account's": second.Value, "no mark": "x",
		"cut off": last, "forged": last + "AB", "changed": "~" + cookie.Value[1:], "longer": cookie.Value + "AA",
		"behind too many": "a.b.c.d." + cookie.Value} {
		group.Go(func() {
			if try("agent1", marks) != 429 {
				t.Errorf("a mark that is %s makes a device known", name)
			}
		})
	}
	group.Wait()
	if try("agent1", second.Value+"."+cookie.Value) != 200 || try("agent2", second.Value+"."+cookie.Value) != 200 {
		t.Error("a device is known for one account only")
	}
	var list struct{ Items []struct{ ID, Email string } }
	broker := h.as("broker")
	broker.call("GET", "/users", nil).want(t, 200).into(t, &list)
	for _, user := range list.Items {
		if user.Email == "agent1@demo.test" {
			broker.call("PATCH", "/users/"+user.ID, map[string]string{"password": password}).want(t, 200)
		}
	}
	if try("agent1", cookie.Value) != 429 {
		t.Error("a device that knew the old password is known")
	}
}

func TestLogin_AMarkLivesFromTheLastSignIn(t *testing.T) {
	h := throttled(t)
	device := h.stranger()
	first := deviceMarks(t, device.login(1, "agent1", password).want(t, 200))
	h.clock.move(web.DeviceLife - time.Hour)
	again := h.stranger().call("POST", "/auth/login", map[string]string{"email": "agent1@demo.test",
		"password": password}, "Cookie", "roomkey_device="+first.Value).want(t, 200)
	h.clock.move(2 * time.Hour)
	h.guess("agent1", 6, 2)
	for marks, want := range map[string]int{first.Value: 429, deviceMarks(t, again).Value: 200} {
		h.stranger().call("POST", "/auth/login", map[string]string{"email": "agent1@demo.test", "password": password},
			"Cookie", "roomkey_device="+marks).want(t, want)
	}
}

// Whoever has no account is throttled as who has one.
func TestLogin_ThrottlesTellNothingOfAccounts(t *testing.T) {
	h := throttled(t)
	mark := deviceMarks(t, h.stranger().login(50, "agent2", password).want(t, 200))
	answersOf := func(name string) (all []byte) {
		for network := range 7 {
			for range 2 {
				got := h.stranger().call("POST", "/auth/login", map[string]string{"email": name + "@demo.test",
					"password": "wrong-password"}, "Cookie", "roomkey_device="+mark.Value,
					"X-Forwarded-For", fmt.Sprintf("198.51.%d.1", network))
				all = fmt.Appendf(all, "%d %s %s\n", got.status, got.header.Get("Retry-After"), got.body)
			}
		}
		return all
	}
	var known, unknown []byte
	var group sync.WaitGroup
	group.Go(func() { known = answersOf("agent1") })
	group.Go(func() { unknown = answersOf("nobody") })
	group.Wait()
	if !bytes.Equal(known, unknown) || !bytes.Contains(known, []byte("\n429 ")) {
		t.Errorf("%s\ndiffers from\n%s", known, unknown)
	}
}
