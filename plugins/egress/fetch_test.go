package egress_test

import (
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"roomkey/crm"
	"roomkey/plugins/egress"
)

const canary = "s3cr3t/canary+value=="

func wantCode(t *testing.T, err error, code crm.Code, field string) {
	t.Helper()
	bad, ok := err.(*crm.Error)
	if !ok || bad.Code != code || bad.Field != field {
		t.Errorf("error is %#v, want %s of %q", err, code, field)
		return
	}
	if strings.Contains(bad.Error(), "canary") || strings.Contains(bad.Error(), "127.0.0.1") {
		t.Errorf("the error tells too much: %v", bad)
	}
}

// echo answers with the request that it received.
func echo(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	w.Header().Set("X-Was", r.Header.Get("X-Key"))
	fmt.Fprintf(w, "%s %s key=%s body=%s", r.Method, r.URL.RequestURI(), r.Header.Get("X-Key"), body)
}

func TestFetch_AsksAHostThatIsAllowed(t *testing.T) {
	w := newNetwork(t, echo, loopback)
	rules := egress.Rules{Hosts: []string{w.host("api.example.com")}}
	answer, err := w.client.Fetch(t.Context(), rules,
		egress.Request{Method: "POST", URL: w.url("API.example.com", "/v1?q=a%20b"),
			Headers: map[string]string{"X-Key": "k"}, Body: base64.StdEncoding.EncodeToString([]byte("hello")),
			Encoding: "base64"})
	if err != nil {
		t.Fatal(err)
	}
	if answer.Status != 200 || answer.Body != "POST /v1?q=a%20b key=k body=hello" || answer.Headers["x-was"] != "k" {
		t.Errorf("answer is %+v", answer)
	}
}

func TestFetch_RefusesEverythingElse(t *testing.T) {
	var asked atomic.Int64
	w := newNetwork(t, func(http.ResponseWriter, *http.Request) { asked.Add(1) }, loopback)
	rules := egress.Rules{Hosts: []string{w.host("api.example.com"), "api.example.com"}}
	many := map[string]string{}
	for i := range 65 {
		many[fmt.Sprint("X-", i)] = "v"
	}
	for _, c := range []struct {
		name  string
		ask   egress.Request
		code  crm.Code
		field string
	}{
		{"another host", egress.Request{URL: w.url("evil.example.com", "/")}, crm.CodeForbidden, ""},
		{"a longer host", egress.Request{URL: w.url("api.example.com.evil.example.com", "/")}, crm.CodeForbidden, ""},
		{"a host with a dot", egress.Request{URL: w.url("api.example.com.", "/")}, crm.CodeForbidden, ""},
		{"another port", egress.Request{URL: "https://api.example.com:22/"}, crm.CodeForbidden, ""},
		{"http", egress.Request{URL: "http://" + w.host("api.example.com") + "/"}, crm.CodeForbidden, ""},
		{"file", egress.Request{URL: "file:///etc/passwd"}, crm.CodeInvalid, "url"},
		{"credentials", egress.Request{URL: "https://u:p@" + w.host("api.example.com") + "/"}, crm.CodeForbidden, ""},
		{"an address", egress.Request{URL: w.url("127.0.0.1", "/")}, crm.CodeForbidden, ""},
		{"no address", egress.Request{URL: "/v1"}, crm.CodeInvalid, "url"},
		{"broken", egress.Request{URL: "https://[::1"}, crm.CodeInvalid, "url"},
		{"long", egress.Request{URL: w.url("api.example.com", "/"+strings.Repeat("a", 8<<10))}, crm.CodeTooLarge,
			"url"},
		{"method", egress.Request{Method: "CONNECT", URL: w.url("api.example.com", "/")}, crm.CodeInvalid, "method"},
		{"host header", egress.Request{URL: w.url("api.example.com", "/"), Headers: map[string]string{"host": "x"}},
			crm.CodeInvalid, "headers/host"},
		{"split header", egress.Request{URL: w.url("api.example.com", "/"),
			Headers: map[string]string{"X-A": "a\r\nX-B: b"}}, crm.CodeInvalid, "headers/X-A"},
		{"odd header", egress.Request{URL: w.url("api.example.com", "/"), Headers: map[string]string{"a b": "c"}},
			crm.CodeInvalid, "headers/a b"},
		{"long header", egress.Request{URL: w.url("api.example.com", "/"),
			Headers: map[string]string{"X-A": strings.Repeat("a", 8<<10+1)}}, crm.CodeTooLarge, "headers/X-A"},
		{"many headers", egress.Request{URL: w.url("api.example.com", "/"), Headers: many}, crm.CodeTooLarge,
			"headers"},
		{"large body", egress.Request{Method: "POST", URL: w.url("api.example.com", "/"),
			Body: strings.Repeat("a", 1<<20+1)}, crm.CodeTooLarge, "body"},
		{"broken body", egress.Request{Method: "POST", URL: w.url("api.example.com", "/"), Body: "%",
			Encoding: "base64"}, crm.CodeInvalid, "body"},
		{"odd encoding", egress.Request{URL: w.url("api.example.com", "/"), Encoding: "hex"}, crm.CodeInvalid,
			"encoding"},
		{"no such secret", egress.Request{URL: w.url("api.example.com", "/?k={{secret:KEY}}")}, crm.CodeForbidden, ""},
		{"secret as host", egress.Request{URL: "https://{{secret:KEY}}/"}, crm.CodeInvalid, "url"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := w.client.Fetch(t.Context(), rules, c.ask)
			wantCode(t, err, c.code, c.field)
		})
	}
	if n := asked.Load(); n != 0 {
		t.Errorf("%d requests got out", n)
	}
}

// A name that was allowed may resolve to any address. The address decides.
func TestFetch_RefusesPrivateAddressesBehindGoodNames(t *testing.T) {
	var asked atomic.Int64
	w := newNetwork(t, func(http.ResponseWriter, *http.Request) { asked.Add(1) })
	for _, address := range []string{"127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1",
		"169.254.169.254", "100.64.0.1",
		"100.100.100.200", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254",
		"ff02::1", "::ffff:127.0.0.1",
		"::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"} {
		t.Run(address, func(t *testing.T) {
			w.point("api.example.com", address)
			_, err := w.client.Fetch(t.Context(), egress.Rules{Hosts: []string{w.host("api.example.com")}},
				egress.Request{URL: w.url("api.example.com", "/")})
			wantCode(t, err, crm.CodeForbidden, "")
		})
	}
	if n := asked.Load(); n != 0 {
		t.Errorf("%d requests got out", n)
	}
}

func TestFetch_RefusesPrivateLiteralsThatWereAllowedByName(t *testing.T) {
	w := newNetwork(t, echo)
	for _, host := range []string{w.host("127.0.0.1"), w.host("[::1]"), w.host("[::ffff:127.0.0.1]")} {
		_, err := w.client.Fetch(t.Context(), egress.Rules{Hosts: []string{host}},
			egress.Request{URL: "https://" + host + "/"})
		wantCode(t, err, crm.CodeForbidden, "")
	}
}

func TestFetch_SecretsGoToTheirHostAloneAndNeverComeBack(t *testing.T) {
	w := newNetwork(t, echo, loopback)
	rules := egress.Rules{Hosts: []string{w.host("api.example.com"), w.host("other.example.com")},
		Secrets: map[string]egress.Secret{"KEY": {Host: w.host("api.example.com"), Value: canary}}}
	answer, err := w.client.Fetch(t.Context(), rules,
		egress.Request{Method: "POST", URL: w.url("api.example.com", "/{{secret:KEY}}?k={{secret:KEY}}"),
			Headers: map[string]string{"X-Key": "Bearer {{secret:KEY}}"}, Body: "{{secret:KEY}}"})
	if err != nil {
		t.Fatal(err)
	}
	if want := "POST /{{secret:KEY}}?k={{secret:KEY}} key=Bearer {{secret:KEY}} " +
		"body={{secret:KEY}}"; answer.Body != want {
		t.Errorf("body is %q", answer.Body)
	}
	if answer.Headers["x-was"] != "Bearer {{secret:KEY}}" {
		t.Errorf("headers are %v", answer.Headers)
	}
	_, err = w.client.Fetch(t.Context(), rules, egress.Request{URL: w.url("other.example.com", "/?k={{secret:KEY}}")})
	wantCode(t, err, crm.CodeForbidden, "")
}

func TestFetch_TakesSecretsOutOfJSONAndBase64(t *testing.T) {
	const secret = `p4ss"w<rd\x/y&z`
	w := newNetwork(t, func(rw http.ResponseWriter, r *http.Request) {
		key := r.Header.Get("X-Key")
		plain := json.NewEncoder(rw)
		plain.SetEscapeHTML(false)
		_ = json.NewEncoder(rw).Encode(key)
		_ = plain.Encode(key)
		// PHP escapes it in this way.
		io.WriteString(rw, strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(key, `\`, `\\`), `"`, `\"`), "/",
			`\/`)+"\n")
		io.WriteString(rw, base64.RawURLEncoding.EncodeToString([]byte(key)))
	}, loopback)
	rules := egress.Rules{Hosts: []string{w.host("api.example.com")},
		Secrets: map[string]egress.Secret{"KEY": {Host: w.host("api.example.com"), Value: secret}}}
	answer, err := w.client.Fetch(t.Context(), rules,
		egress.Request{URL: w.url("api.example.com", "/"), Headers: map[string]string{"X-Key": "{{secret:KEY}}"}})
	if want := "\"{{secret:KEY}}\"\n\"{{secret:KEY}}\"\n{{secret:KEY}}\n{{secret:KEY}}"; err != nil ||
		answer.Body != want {
		t.Errorf("%v, body is %q", err, answer.Body)
	}
}

func TestFetch_ChecksEveryRedirect(t *testing.T) {
	var w *network
	seen := make(chan string, 16)
	w = newNetwork(t, func(rw http.ResponseWriter, r *http.Request) {
		seen <- r.Method + " " + r.Host + r.URL.Path + " " + r.Header.Get("X-Key") + r.Header.Get("Authorization")
		to := map[string]string{"/private": w.url("private.example.com", "/"), "/evil": w.url("evil.example.com", "/"),
			"/plain": "http://api.example.com/",
			"/loop":  "/loop", "/other": w.url("other.example.com", "/end"), "/see": "/end",
			"/file": "file:///etc/passwd"}[r.URL.Path]
		if to == "" {
			io.WriteString(rw, "end")
			return
		}
		status := http.StatusTemporaryRedirect
		if r.URL.Path == "/see" {
			status = http.StatusSeeOther
		}
		http.Redirect(rw, r, to, status)
	}, loopback)
	w.point("private.example.com", "10.0.0.1")
	rules := egress.Rules{Hosts: []string{w.host("api.example.com"), w.host("other.example.com"),
		w.host("private.example.com")},
		Secrets: map[string]egress.Secret{"KEY": {Host: w.host("api.example.com"), Value: canary}}}
	for path, code := range map[string]crm.Code{"/private": crm.CodeForbidden, "/evil": crm.CodeForbidden,
		"/plain": crm.CodeForbidden,
		"/file":  crm.CodeForbidden, "/loop": crm.CodeUnavailable} {
		_, err := w.client.Fetch(t.Context(), rules, egress.Request{URL: w.url("api.example.com", path)})
		wantCode(t, err, code, "")
	}
	for len(seen) > 0 {
		<-seen
	}
	key := map[string]string{"X-Key": "{{secret:KEY}}", "Authorization": "Basic abc"}
	if answer, err := w.client.Fetch(t.Context(), rules,
		egress.Request{Method: "PUT", URL: w.url("api.example.com", "/other"), Headers: key}); err != nil ||
		answer.Body != "end" {
		t.Fatalf("%+v, %v", answer, err)
	}
	if first, second := <-seen, <-seen; first != "PUT "+w.host("api.example.com")+"/other "+canary+"Basic abc" ||
		second != "PUT "+w.host("other.example.com")+"/end " {
		t.Errorf("%q, then %q", first, second)
	}
	if _, err := w.client.Fetch(t.Context(), rules,
		egress.Request{Method: "POST", URL: w.url("api.example.com", "/see"), Headers: key}); err != nil {
		t.Fatal(err)
	}
	if <-seen; !strings.HasPrefix(<-seen, "GET "+w.host("api.example.com")+"/end "+canary) {
		t.Error("303 must be followed by GET, to the same host with the same headers")
	}
}

// Only the plugin names secrets. Otherwise an answering host could have a secret sent to a place where others can read
// it.
func TestFetch_FillsNoSecretsIntoARedirect(t *testing.T) {
	var w *network
	w = newNetwork(t, func(rw http.ResponseWriter, r *http.Request) {
		if r.Host == w.host("bank.example.com") {
			t.Errorf("the redirect was followed to %s", r.URL)
		}
		to := map[string]string{"/query": "/public?note={{secret:KEY}}", "/path": "/public/{{secret:KEY}}",
			"/escaped": "/public/%7B%7Bsecret:KEY%7D%7D", "/half": "/public/{%7Bsecret:KEY}}"}[r.URL.Path]
		if to != "" {
			rw.Header().Set("Location", w.url("bank.example.com", to))
			rw.WriteHeader(http.StatusFound)
		}
	}, loopback)
	rules := egress.Rules{Hosts: []string{w.host("api.example.com"), w.host("bank.example.com")},
		Secrets: map[string]egress.Secret{"KEY": {Host: w.host("bank.example.com"), Value: canary}}}
	for _, path := range []string{"/query", "/path", "/escaped", "/half"} {
		_, err := w.client.Fetch(t.Context(), rules, egress.Request{URL: w.url("api.example.com", path)})
		wantCode(t, err, crm.CodeUnavailable, "")
	}
}

func TestFetch_BoundsTheAnswer(t *testing.T) {
	w := newNetwork(t, func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/bomb" { // about 4 KB that inflate to 5 MB
			rw.Header().Set("Content-Encoding", "gzip")
			packed := gzip.NewWriter(rw)
			packed.Write(make([]byte, 5<<20))
			packed.Close()
			return
		}
		rw.Write([]byte{0xff, 0xfe, 0})
	}, loopback)
	rules := egress.Rules{Hosts: []string{w.host("api.example.com")}}
	_, err := w.client.Fetch(t.Context(), rules, egress.Request{URL: w.url("api.example.com", "/bomb")})
	wantCode(t, err, crm.CodeTooLarge, "")
	answer, err := w.client.Fetch(t.Context(), rules, egress.Request{URL: w.url("api.example.com", "/")})
	if err != nil || answer.Encoding != "base64" || answer.Body != "//4A" {
		t.Errorf("%+v, %v", answer, err)
	}
}

func TestFetch_SaysThatTheHostCannotBeReached(t *testing.T) {
	w := newNetwork(t, echo, loopback)
	_, err := w.client.Fetch(t.Context(), egress.Rules{Hosts: []string{"api.example.com:1"}},
		egress.Request{URL: "https://api.example.com:1/?k=canary"})
	wantCode(t, err, crm.CodeUnavailable, "")
	// The certificate is for example.com. It does not authenticate another name.
	_, err = w.client.Fetch(t.Context(), egress.Rules{Hosts: []string{w.host("api.example.org")}},
		egress.Request{URL: w.url("api.example.org", "/")})
	wantCode(t, err, crm.CodeUnavailable, "")
}
