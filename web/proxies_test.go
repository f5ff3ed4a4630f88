package web_test

import (
	"net/netip"
	"strings"
	"testing"

	"roomkey/web"
)

// behind has a server take what comes from this machine as passed on by a proxy; 10.0.0.0/8 are proxies too.
func behind(c *web.Config) {
	c.Proxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("10.0.0.0/8")}
}

func TestProxies_TheClientIsTheLastHopThatIsNoProxy(t *testing.T) {
	trusted := web.Proxies{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	for _, c := range []struct{ peer, forwarded, want string }{
		{"10.0.0.1", "203.0.113.7", "203.0.113.7"},
		{"fd00::1", "2001:db8::7", "2001:db8::7"},
		{"10.0.0.1", "203.0.113.7, 10.0.0.2,fd00::3", "203.0.113.7"},
		{"10.0.0.1", "203.0.113.7:4711", "203.0.113.7"},
		{"10.0.0.1", "[2001:db8::7]:4711", "2001:db8::7"},
		{"10.0.0.1", "::ffff:203.0.113.7", "203.0.113.7"},
		{"10.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7"},                   // what the client wrote itself
		{"10.0.0.1", "10.0.0.9, 203.0.113.7, 10.0.0.2", "203.0.113.7"},             // a client that names our proxies
		{"203.0.113.7", "198.51.100.1", "203.0.113.7"},                             // no proxy: not believed
		{"203.0.113.7", "10.0.0.2", "203.0.113.7"},                                 // …
		{"10.0.0.1", "", "10.0.0.1"},                                               // the proxy's own request
		{"10.0.0.1", "198.51.100.1, unknown", "10.0.0.1"},                          // its neighbour is not known
		{"10.0.0.1", "198.51.100.1, , 10.0.0.2", "10.0.0.2"},                       // …
		{"10.0.0.1", "198.51.100.1 203.0.113.7", "10.0.0.1"},                       // …
		{"10.0.0.1", "10.0.0.2, 10.0.0.3", "10.0.0.2"},                             // proxies alone
		{"10.0.0.1", "198.51.100.1" + strings.Repeat(",10.0.0.2", 20), "10.0.0.2"}, // too many to be true
	} {
		if got := trusted.Client(netip.MustParseAddr(c.peer), c.forwarded); got.String() != c.want {
			t.Errorf("%s with %q is %s, want %s", c.peer, c.forwarded, got, c.want)
		}
	}
	if got := (web.Proxies)(nil).Client(netip.MustParseAddr("127.0.0.1"), "203.0.113.7"); got.String() != "127.0.0.1" {
		t.Errorf("without proxies a header is believed: %s", got)
	}
}

func TestProxies_TheSchemeIsTheNearestProxysWord(t *testing.T) {
	trusted := web.Proxies{netip.MustParsePrefix("10.0.0.0/8")}
	for _, c := range []struct{ peer, forwarded, want string }{
		{"10.0.0.1", "https", "https"}, {"10.0.0.1", "HTTPS", "https"}, {"10.0.0.1", "http", "http"},
		{"10.0.0.1", "https, http", "http"}, {"10.0.0.1", "", "http"}, {"10.0.0.1", "wss", "http"},
		{"10.0.0.1", "https://", "http"},
		{"203.0.113.7", "https", "http"},
	} {
		if got := trusted.Scheme(netip.MustParseAddr(c.peer), false, c.forwarded); got != c.want {
			t.Errorf("%s with %q came by %s, want %s", c.peer, c.forwarded, got, c.want)
		}
	}
	if got := trusted.Scheme(netip.MustParseAddr("203.0.113.7"), true, "http"); got != "https" {
		t.Error("a stranger's word counts more than its own TLS")
	}
}

func TestParseProxies_RefusesWhatIsNoNetwork(t *testing.T) {
	list, err := web.ParseProxies("10.0.0.0/8,fd00::/8,203.0.113.7,2001:db8::1")
	if err != nil || len(list) != 4 || list[2].String() != "203.0.113.7/32" || list[3].Bits() != 128 {
		t.Errorf("%v %v", list, err)
	}
	if list, err := web.ParseProxies(""); err != nil || list != nil {
		t.Errorf("nothing is %v %v", list, err)
	}
	for _, wrong := range []string{"*", "all", "0.0.0.0/0", "::/0", "10.0.0.1/8", "10.0.0.0/33", "::ffff:10.0.0.0/104",
		"10.0.0.0/8,", ",",
		"proxy.example", "fe80::1%eth0", "10.0.0.0/8 10.0.0.1"} {
		if _, err := web.ParseProxies(wrong); err == nil {
			t.Errorf("%q is taken for networks", wrong)
		}
	}
}

// FuzzProxies_NobodyForges: whatever a client sends, the address that its proxy adds is the one that counts.
func FuzzProxies_NobodyForges(f *testing.F) {
	for _, seed := range []string{"", "10.0.0.1", "198.51.100.1, ", "unknown,,", "[::1]:1",
		strings.Repeat("10.0.0.1,", 30)} {
		f.Add(seed)
	}
	trusted := web.Proxies{netip.MustParsePrefix("10.0.0.0/8")}
	f.Fuzz(func(t *testing.T, sent string) {
		if got := trusted.Client(netip.MustParseAddr("10.0.0.1"), sent+", 203.0.113.7"); got.String() != "203.0.113.7" {
			t.Errorf("%q made the client %s", sent, got)
		}
		if got := trusted.Scheme(netip.MustParseAddr("10.0.0.1"), false, sent+",https"); got != "https" {
			t.Errorf("%q made the scheme %s", sent, got)
		}
	})
}

func TestLogin_IsThrottledByTheClientBehindAProxy(t *testing.T) {
	h := newTestServer(t, behind, func(c *web.Config) { c.AddressRate = 5 })
	try := func(forwarded string) *answer {
		return h.stranger().call("POST", "/auth/login", map[string]string{"email": "agent1@demo.test",
			"password": "wrong-password"},
			"X-Forwarded-For", forwarded)
	}
	for range 5 {
		try("203.0.113.7").want(t, 401)
	}
	try("203.0.113.7").want(t, 429)
	try("198.51.100.1, 203.0.113.7, 10.1.1.1").want(t, 429) // what it wrote itself is not its address
	try("203.0.113.8").want(t, 401)
	if !strings.Contains(h.log.String(), `"address":"203.0.113.8"`) {
		t.Error("the log names the proxy")
	}
}

// A proxy that ends TLS passes plain requests on; the page's origin is https all the same.
func TestOrigin_OfAPageBehindATLSProxyIsItsOwn(t *testing.T) {
	h := newTestServer(t, behind)
	account := map[string]string{"email": "agent1@demo.test", "password": password}
	signIn := func(origin string, headers ...string) *answer {
		return h.stranger().call("POST", "/auth/login", account, append([]string{"Origin", origin}, headers...)...)
	}
	secure := strings.Replace(h.base, "http:", "https:", 1)
	got := signIn(secure, "X-Forwarded-Proto", "https").want(t, 200)
	if !strings.Contains(got.header.Get("Set-Cookie"), "secure") || got.header.Get("Strict-Transport-Security") == "" {
		t.Errorf("https is not noticed: %v", got.header)
	}
	signIn(h.base, "X-Forwarded-Proto", "https").want(t, 403)
	signIn("https://evil.example", "X-Forwarded-Proto", "https", "X-Forwarded-Host", "evil.example").want(t, 403)
	signIn(secure).want(t, 403)
	signIn(h.base).want(t, 200)

	g := h.signIn("agent1")
	cookie := "roomkey_refresh=" + g.refreshCookie()
	h.opened("", "Origin", secure, "Cookie", cookie, "X-Forwarded-Proto", "https").join()
	if _, response, err := h.dial("", "Origin", h.base, "Cookie", cookie, "X-Forwarded-Proto", "https"); err == nil ||
		response.StatusCode != 403 {
		t.Errorf("a page that came without TLS opens a socket: %v", response)
	}

	open := newTestServer(t) // believes nobody
	secure = strings.Replace(open.base, "http:", "https:", 1)
	open.stranger().call("POST", "/auth/login", account, "Origin", secure, "X-Forwarded-Proto", "https").want(t, 403)
}
