package web_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

// Every route of the API, asked by somebody and by nobody, with success and without: no browser and no proxy keeps it.
func TestCaching_NothingOfTheAPIIsKept(t *testing.T) {
	t.Parallel()
	h := newTestServer(t)
	g, stranger := h.as("broker"), h.stranger()
	var made struct{ ID string }
	g.call("POST", "/leads", `{"fields":{"name":"Ann Kept","source":"web","stage":"new","email":"ann@example.com"}}`).
		want(t, 201).into(t, &made)
	parameter := regexp.MustCompile(`\{\w+\}`)
	succeeded := 0
	for _, reads := range []bool{true, false} { // what signs out comes last
		for _, route := range h.server.Routes() {
			method, path := route[0], parameter.ReplaceAllString(route[1], made.ID)
			if (method == http.MethodGet) != reads {
				continue
			}
			var body any
			if !reads {
				body = `{}`
			}
			for who, client := range map[string]*testClient{"a broker": g, "nobody": stranger} {
				got := client.call(method, path, body)
				if kept := got.header.Get("Cache-Control"); kept != "no-store" {
					t.Errorf("%s %s by %s answers %d with Cache-Control %q", method, path, who, got.status, kept)
				}
				if got.header.Get("Content-Encoding") != "" && got.header.Get("Vary") != "Accept-Encoding" {
					t.Errorf("%s %s by %s varies by %q", method, path, who, got.header.Get("Vary"))
				}
				if reads && got.status == http.StatusOK {
					succeeded++
				}
			}
		}
	}
	if succeeded < 40 {
		t.Errorf("only %d reads succeeded: the test asks in vain", succeeded)
	}
}

// Everything outside the API, one row for each kind of answer.
func TestCaching_OfWhatIsOutsideTheAPI(t *testing.T) {
	t.Parallel()
	server := bareServer(t, builtApp)
	const ever, ask, never = "public, max-age=31536000, immutable", "no-cache", "no-store"
	cases := []struct {
		method, path string
		status       int
		kept, vary   string
	}{
		{"GET", "/", 200, ask, ""},
		{"HEAD", "/", 200, ask, ""},
		{"GET", "/index.html", 200, ask, ""},
		{"GET", "/leads/7", 200, ask, ""},
		{"GET", "/assets/index-abcd1234.js", 200, ever, "Accept-Encoding"},
		{"HEAD", "/assets/index-abcd1234.js", 200, ever, "Accept-Encoding"},
		{"GET", "/assets/automerge_bg-Zx_-9876.wasm", 200, ever, "Accept-Encoding"},
		{"GET", "/sw.js", 200, ask, "Accept-Encoding"},
		{"GET", "/manifest.webmanifest", 200, ask, "Accept-Encoding"},
		{"GET", "/assets/index-gone1234.js", 404, never, ""},
		{"POST", "/", 405, never, ""},
		{"POST", "/assets/index-abcd1234.js", 405, never, ""},
		{"GET", "/api", 404, never, ""},
		{"GET", "/api/v1/nothing/of/this/kind", 404, never, ""},
		{"PUT", "/api/v1/me", 405, never, ""},
		{"GET", "/api/docs", 200, ask, ""},
		{"GET", "/healthz", 200, never, ""},
		{"GET", "/metrics", 403, never, ""},
		{"GET", "/sync", 426, never, ""},
		{"POST", "/sync/poll/receive", 401, never, ""},
	}
	for _, c := range cases {
		t.Run(c.method+" "+c.path, func(t *testing.T) {
			for _, accept := range []string{"", "gzip, br, zstd"} {
				response, _ := exchange(t, server, httptest.NewRequest(c.method, c.path, nil), "Accept-Encoding",
					accept)
				if response.StatusCode != c.status || response.Header.Get("Cache-Control") != c.kept ||
					response.Header.Get("Vary") != c.vary {
					t.Errorf("%d, Cache-Control %q, Vary %q", response.StatusCode,
						response.Header.Get("Cache-Control"), response.Header.Get("Vary"))
				}
			}
		})
	}
}

// One tag names all forms of a file, so it is a weak one; who has the file isn't sent it again, also behind a proxy
// that weakens tags or sends several.
func TestCaching_AFileIsAskedForByItsTag(t *testing.T) {
	t.Parallel()
	server := bareServer(t, builtApp)
	response, _ := get(t, server, "/sw.js")
	tag := response.Header.Get("ETag")
	if !strings.HasPrefix(tag, `W/"`) {
		t.Fatalf("its tag is %s", tag)
	}
	for _, known := range []string{tag, strings.TrimPrefix(tag, "W/"), `"other", ` + tag, "*"} {
		response, body := get(t, server, "/sw.js", "If-None-Match", known)
		if response.StatusCode != 304 || body != "" || response.Header.Get("ETag") != tag ||
			response.Header.Get("Cache-Control") != "no-cache" || response.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("If-None-Match %s answers %d, %v", known, response.StatusCode, response.Header)
		}
	}
	if response, _ := get(t, server, "/sw.js", "If-None-Match", `"other"`); response.StatusCode != 200 {
		t.Errorf("another tag answers %d", response.StatusCode)
	}
}
