package web_test

import (
	"strings"
	"testing"

	"roomkey/web"
)

// hostile are origins of pages that are not ours, for a server at http://127.0.0.1:8080 that also allows
// https://crm.example.com.
var hostile = []string{
	"", "null", "*", "http://evil.example", "http://127.0.0.1", "http://127.0.0.1:8081", "https://127.0.0.1:8080",
	"http://127.0.0.1:8080.evil.example", "http://evil.example/http://127.0.0.1:8080",
	"http://127.0.0.1:8080@evil.example",
	"http://localhost:8080", "https://crm.example.com.evil.example", "https://evil-crm.example.com",
	"http://crm.example.com",
	"https://crm.example.com:8443", "https://CRM.example.com", "https://crm.example.com/", "file://",
	"http://127.0.0.1:8080 ",
}

func TestOrigins_AreComparedWhole(t *testing.T) {
	origins, err := web.NewOrigins([]string{"https://crm.example.com"}, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, origin := range hostile {
		if origins.Check(origin, "http", "127.0.0.1:8080") == nil {
			t.Errorf("%q is allowed", origin)
		}
	}
	for _, origin := range []string{"https://crm.example.com", "http://127.0.0.1:8080"} {
		if err := origins.Check(origin, "http", "127.0.0.1:8080"); err != nil {
			t.Errorf("%q: %v", origin, err)
		}
	}
	if origins.Check("http://", "http", "") == nil {
		t.Error("a request without a host has an origin of its own")
	}
}

// Whoever has a name point to this server's address makes their page's origin that of its requests (R1).
func TestOrigins_TheOwnOneIsOfANameThatTheServerGoesBy(t *testing.T) {
	origins, err := web.NewOrigins([]string{"https://crm.example.com"}, "Office")
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"evil.example", "evil.example:8080", "127.0.0.1.evil.example",
		"localhost.evil.example",
		"crm.example.com.evil.example", "evil-crm.example.com", "sub.localhost", "localhost.", "office2", "1.2.3",
		"0x7f.1",
		"[::1", "127.0.0.1:80:evil.example"} {
		if origins.Check("http://"+host, "http", host) == nil {
			t.Errorf("a page of %s is taken for the server's own", host)
		}
	}
	for _, host := range []string{"localhost:8080", "LOCALHOST", "127.0.0.1:8080", "192.168.1.5", "[::1]:8080",
		"office:80", "crm.example.com", "crm.example.com:8443"} {
		if err := origins.Check("http://"+strings.ToLower(host), "http", host); err != nil {
			t.Errorf("the page of %s: %v", host, err)
		}
	}
}

// The same on a server, for all that a page can reach: sign-in, the socket, and what is for this machine alone.
func TestOrigin_OfARebindingPageIsRefused(t *testing.T) {
	h := newTestServer(t, func(c *web.Config) { c.Host = "office" })
	account := map[string]string{"email": "agent1@demo.test", "password": password}
	port := h.base[strings.LastIndexByte(h.base, ':'):]
	for host, want := range map[string]int{"evil.example" + port: 403, "localhost" + port: 200, "office" + port: 200} {
		got := h.stranger().call("POST", "/auth/login", account, "Host", host, "Origin", "http://"+host)
		if got.status != want || want == 403 && !strings.Contains(string(got.body), "in --origins") {
			t.Errorf("a page of %s signs in: %d %s", host, got.status, got.body)
		}
		h.stranger().call("GET", "/metrics", nil, "Host", host).want(t, want)
		if want == 200 {
			h.opened("", "Host", host, "Origin", "http://"+host, "Authorization", "Bearer "+h.as("agent1").token).join()
		} else if _, response, err := h.dial("", "Host", host, "Origin", "http://"+host, "Authorization",
			"Bearer "+h.as("agent1").token); err == nil || response.StatusCode != 403 {
			t.Errorf("a page of %s opens a socket: %v", host, response)
		}
	}
	h.as("agent1").call("GET", "/me", nil, "Host", "evil.example").want(t, 200) // a token needs no name
}

func TestOrigins_RefusesWhatIsNoOrigin(t *testing.T) {
	for _, wrong := range []string{"*", "null", "", "crm.example.com", "https://*.example.com",
		"https://crm.example.com/",
		"https://crm.example.com/app", "ftp://crm.example.com", "https://CRM.example.com",
		"https://user@crm.example.com",
		"https://"} {
		if _, err := web.NewOrigins([]string{wrong}, ""); err == nil {
			t.Errorf("%q is taken for an origin", wrong)
		}
	}
}
