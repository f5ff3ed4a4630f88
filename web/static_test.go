package web_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"roomkey/web"
)

// builtApp is what a build of the app leaves, small.
var builtApp = fstest.MapFS{
	".keep": {},
	"index.html": {Data: []byte(`<!doctype html><meta property="csp-nonce" nonce="` +
		web.NonceMark + `"><style nonce="` + web.NonceMark + `"></style>` +
		`<script type="module" src="/assets/index-abcd1234.js"></script>`)},
	"assets/index-abcd1234.js":             {Data: []byte("plain script")},
	"assets/index-abcd1234.js.br":          {Data: []byte("brotli script")},
	"assets/index-abcd1234.js.gz":          {Data: []byte("gzip script")},
	"assets/automerge_bg-Zx_-9876.wasm":    {Data: []byte("\x00asm")},
	"assets/automerge_bg-Zx_-9876.wasm.br": {Data: []byte("brotli wasm")},
	"sw.js":                                {Data: []byte("worker")},
	"manifest.webmanifest":                 {Data: []byte("{}")},
}

func bareServer(t *testing.T, pages fstest.MapFS) *web.Server {
	t.Helper()
	server, err := web.New(web.Config{})
	if err != nil {
		t.Fatal(err)
	}
	if err := server.UsePages(pages); err != nil {
		t.Fatal(err)
	}
	return server
}

func get(t *testing.T, server *web.Server, path string, headers ...string) (*http.Response, string) {
	t.Helper()
	return exchange(t, server, httptest.NewRequest(http.MethodGet, path, nil), headers...)
}

func exchange(t *testing.T, server *web.Server, request *http.Request, headers ...string) (*http.Response, string) {
	t.Helper()
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := server.Test(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

func TestPages_ServesTheCompressedFormThatTheClientAccepts(t *testing.T) {
	server := bareServer(t, builtApp)
	cases := []struct{ path, accept, body, encoding, kind string }{
		{"/assets/index-abcd1234.js", "", "plain script", "", "text/javascript; charset=utf-8"},
		{"/assets/index-abcd1234.js", "gzip, deflate, br", "brotli script", "br", "text/javascript; charset=utf-8"},
		{"/assets/index-abcd1234.js", "gzip", "gzip script", "gzip", "text/javascript; charset=utf-8"},
		{"/assets/index-abcd1234.js", "br;q=0, gzip;q=0.5", "gzip script", "gzip", "text/javascript; charset=utf-8"},
		{"/assets/automerge_bg-Zx_-9876.wasm", "br", "brotli wasm", "br", "application/wasm"},
		{"/assets/automerge_bg-Zx_-9876.wasm", "gzip", "\x00asm", "", "application/wasm"},
		{"/manifest.webmanifest", "", "{}", "", "application/manifest+json"},
	}
	for _, c := range cases {
		t.Run(c.path+" "+c.accept, func(t *testing.T) {
			response, body := get(t, server, c.path, "Accept-Encoding", c.accept)
			if response.StatusCode != 200 || body != c.body || response.Header.Get("Content-Encoding") != c.encoding {
				t.Errorf("got %d %q %q", response.StatusCode, body, response.Header.Get("Content-Encoding"))
			}
			if got := response.Header.Get("Content-Type"); got != c.kind {
				t.Errorf("Content-Type %q, want %q", got, c.kind)
			}
			if response.Header.Get("Vary") != "Accept-Encoding" {
				t.Error("a cache could give one client's form to another")
			}
		})
	}
}

func TestPages_OnlyHashedNamesAreImmutable(t *testing.T) {
	server := bareServer(t, builtApp)
	response, _ := get(t, server, "/assets/index-abcd1234.js")
	if got := response.Header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
		t.Errorf("a hashed asset has Cache-Control %q", got)
	}
	for _, path := range []string{"/sw.js", "/", "/escrows"} {
		response, _ := get(t, server, path)
		if got := response.Header.Get("Cache-Control"); got != "no-cache" {
			t.Errorf("%s has Cache-Control %q", path, got)
		}
	}
	response, _ = get(t, server, "/sw.js")
	again, body := get(t, server, "/sw.js", "If-None-Match", response.Header.Get("ETag"))
	if again.StatusCode != http.StatusNotModified || body != "" {
		t.Errorf("an unchanged file is sent again: %d", again.StatusCode)
	}
}

func TestPages_AnyOtherAddressIsTheApp(t *testing.T) {
	server := bareServer(t, builtApp)
	for _, path := range []string{"/", "/index.html", "/escrows",
		"/escrows/00000000-0000-4000-8000-000000000001?tab=notes"} {
		response, body := get(t, server, path)
		if response.StatusCode != 200 || !strings.Contains(body, "<!doctype html>") {
			t.Errorf("%s: %d %q", path, response.StatusCode, body)
		}
	}
	for _, path := range []string{"/assets/gone-abcd1234.js", "/.keep", "/assets/index-abcd1234.js.map", "/../go.mod",
		"/%2e%2e/go.mod"} {
		response, body := get(t, server, path)
		if response.StatusCode != 404 || response.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %q", path, response.StatusCode, body)
		}
	}
	response, _ := exchange(t, server, httptest.NewRequest(http.MethodPost, "/escrows", nil))
	if response.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("a POST to a page: %d", response.StatusCode)
	}
}

func TestPages_PolicyHasANonceAndNothingUnsafe(t *testing.T) {
	server := bareServer(t, builtApp)
	nonce := regexp.MustCompile(`'nonce-([A-Za-z0-9+/=]{24})'`)
	seen := make(map[string]bool)
	for range 3 {
		response, body := get(t, server, "/")
		policy := response.Header.Get("Content-Security-Policy")
		if strings.Contains(policy, "unsafe-inline") || strings.Contains(policy, "'unsafe-eval'") ||
			strings.Contains(policy, "*") {
			t.Fatalf("policy %q", policy)
		}
		match := nonce.FindStringSubmatch(policy)
		if match == nil {
			t.Fatalf("no nonce in %q", policy)
		}
		if strings.Count(body, `nonce="`+match[1]+`"`) != 2 || strings.Contains(body, web.NonceMark) {
			t.Errorf("the page does not carry its nonce: %q", body)
		}
		if seen[match[1]] {
			t.Error("two pages have one nonce")
		}
		seen[match[1]] = true
		for _, part := range []string{"default-src 'none'", "'wasm-unsafe-eval'",
			"connect-src 'self' ws://example.com wss://example.com",
			"frame-ancestors 'none'", "base-uri 'none'"} {
			if !strings.Contains(policy, part) {
				t.Errorf("policy %q lacks %q", policy, part)
			}
		}
	}
}

func TestPages_HostCannotChangeThePolicy(t *testing.T) {
	for _, host := range []string{"evil.example; script-src *", "a b", "", "x'y", "evil.example,*", "*"} {
		if policy := web.PagePolicy("n", host); !strings.Contains(policy, "connect-src 'self'; ") {
			t.Errorf("host %q gives %q", host, policy)
		}
	}
	for _, host := range []string{"[::1]:8080", "127.0.0.1:8080", "crm.example.com"} {
		if policy := web.PagePolicy("n", host); !strings.Contains(policy, " wss://"+host) {
			t.Errorf("host %q gives %q", host, policy)
		}
	}
}

func TestServer_AnswersProblemsEverywhere(t *testing.T) {
	server := bareServer(t, nil)
	cases := []struct {
		method, path, body string
		status             int
		code               string
	}{
		{"GET", "/api", "", 404, "not_found"},
		{"GET", "/api/v2/me", "", 404, "not_found"},
		{"GET", "/api/v1/", "", 404, "not_found"},
		{"GET", "/api/v1/nothing", "", 404, "not_found"},
		{"GET", "/api/v1/Escrows", "", 404, "not_found"},
		{"GET", "/api/v1/escrows/", "", 404, "not_found"},
		{"PUT", "/api/v1/escrows", "{}", 405, "invalid"},
		{"DELETE", "/api/v1/auth/login", "", 405, "invalid"},
		{"OPTIONS", "/api/v1/me", "", 405, "invalid"},
		{"PROPFIND", "/api/v1/me", "", 405, "invalid"},
		{"GET", "/", "", 404, "not_found"},
		{"GET", "/api/v1/me", "", 401, "unauthenticated"},
		{"POST", "/api/v1/auth/login", "{", 400, "invalid"},
		{"GET", "/api/v1/workflows", "", 401, "unauthenticated"},
		{"POST", "/api/v1/tasks", "{}", 401, "unauthenticated"},
		{"GET", "/api/v1/tasks/1", "", 401, "unauthenticated"}, {"GET", "/api/v1/plugins", "", 401, "unauthenticated"},
		// What comes later.
		{"GET", "/api/v1/calendar/x.ics", "", 404, "not_found"}, {"GET", "/api/v1/fax", "", 404, "not_found"},
		{"GET", "/api/v1/reports/x", "", 404, "not_found"},
	}
	for _, c := range cases {
		t.Run(c.method+" "+c.path, func(t *testing.T) {
			request := httptest.NewRequest(c.method, c.path, strings.NewReader(c.body))
			response, body := exchange(t, server, request, "Content-Type", "application/json")
			if response.StatusCode != c.status || !strings.Contains(body, `"code":"`+c.code+`"`) {
				t.Errorf("got %d %s", response.StatusCode, body)
			}
			if response.Header.Get("Content-Type") != "application/problem+json" {
				t.Errorf("Content-Type %q", response.Header.Get("Content-Type"))
			}
			if response.StatusCode == 405 && c.method != "PROPFIND" && response.Header.Get("Allow") == "" {
				t.Error("405 without Allow")
			}
			if response.Header.Get("X-Content-Type-Options") != "nosniff" {
				t.Error("the common headers are missing")
			}
		})
	}
}

func TestPages_AServiceWorkerMayFetchTheApp(t *testing.T) {
	response, _ := get(t, bareServer(t, builtApp), "/sw.js")
	policy := response.Header.Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'none'", "script-src 'self'", "connect-src 'self'"} {
		if !strings.Contains(policy, part) {
			t.Errorf("the worker's policy %q lacks %q", policy, part)
		}
	}
}
