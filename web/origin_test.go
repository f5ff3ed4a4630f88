package web_test

import (
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
	origins, err := web.NewOrigins([]string{"https://crm.example.com"})
	if err != nil {
		t.Fatal(err)
	}
	for _, origin := range hostile {
		if origins.Allow(origin, "http", "127.0.0.1:8080") {
			t.Errorf("%q is allowed", origin)
		}
	}
	for _, origin := range []string{"https://crm.example.com", "http://127.0.0.1:8080"} {
		if !origins.Allow(origin, "http", "127.0.0.1:8080") {
			t.Errorf("%q is refused", origin)
		}
	}
	if origins.Allow("http://", "http", "") {
		t.Error("a request without a host has an origin of its own")
	}
}

func TestOrigins_RefusesWhatIsNoOrigin(t *testing.T) {
	for _, wrong := range []string{"*", "null", "", "crm.example.com", "https://*.example.com",
		"https://crm.example.com/",
		"https://crm.example.com/app", "ftp://crm.example.com", "https://CRM.example.com",
		"https://user@crm.example.com",
		"https://"} {
		if _, err := web.NewOrigins([]string{wrong}); err == nil {
			t.Errorf("%q is taken for an origin", wrong)
		}
	}
}
