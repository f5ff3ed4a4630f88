package plugins_test

import (
	"encoding/json"
	"encoding/pem"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/plugins"
)

// fetches is a guest that asks for each address of its input, with a secret where the address ends with echo, and puts
// out what came: the body, or the code and the words of the refusal.
const fetches = `const {input} = crm.call('task.input', {});
const came = {};
for (const url of input.urls) {
	const headers = url.endsWith('echo') ? {'X-Key': '{{secret:KEY}}'} : {};
	try { came[url] = crm.call('http.fetch', {url, headers}).body } catch (e) { came[url] = e.code + ': ' + e.message }
}
crm.call('task.output', {came});`

// A guest reaches the hosts that it was granted, by https, where they are in the world, and nothing beside them: not by
// a redirect, and not by their address either.
func TestHostileGuests_ReachOnlyTheHostsThatTheyWereGranted(t *testing.T) {
	t.Parallel()
	var secret *httptest.Server // inside: at an address that no guest may reach
	var heard atomic.Value
	public := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/echo":
			heard.Store(r.Header.Get("X-Key"))
			_, _ = w.Write([]byte("you said " + r.Header.Get("X-Key")))
		case "/fine":
			_, _ = w.Write([]byte("fine"))
		case "/inside":
			http.Redirect(w, r, secret.URL, http.StatusFound)
		case "/elsewhere":
			http.Redirect(w, r, "https://example.org/", http.StatusFound)
		case "/plain":
			http.Redirect(w, r, "http://"+r.Host+"/fine", http.StatusFound)
		}
	}))
	defer public.Close()
	var knocked atomic.Int64
	secret = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(roomkeytest.Canary))
	}))
	inside, err := net.Listen("tcp", "127.0.0.2:0")
	if err != nil {
		t.Fatal(err)
	}
	secret.Listener.Close()
	secret.Listener = knockable{inside, &knocked}
	secret.StartTLS()
	defer secret.Close()

	// 127.0.0.1 stands for the world, whose certificates are the test server's.
	roots := filepath.Join(t.TempDir(), "roots.pem")
	if err := os.WriteFile(roots, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: public.Certificate().Raw}),
		0o600); err != nil {
		t.Fatal(err)
	}
	s := &server{roomkeytest.Start(t,
		roomkeytest.Config{Env: []string{"SSL_CERT_FILE=" + roots, roomkeytest.NearNetwork + "=127.0.0.1/32"}})}
	broker, caller := s.Personal(demo.Broker.Email), s.Personal(demo.Agent1.Email)
	world, hidden := public.Listener.Addr().String(), inside.Addr().String()
	manifest := scriptManifest("hostile.fetches", plugins.Capabilities{HTTP: []string{world, hidden, "example.com"},
		Secrets: []string{"KEY"}})
	s.install(broker, manifest, []byte(fetches))
	const value = "canary-of-a-secret"
	secretly := s.Command("plugin", "secret", manifest.ID, "KEY", "--host", world, "--broker", "Demo Realty", "--data",
		s.Dir)
	secretly.Stdin = strings.NewReader(value)
	if said, err := secretly.CombinedOutput(); err != nil {
		t.Fatalf("secret: %v, %s", err, said)
	}
	want := map[string]string{
		"https://" + world + "/fine":   "fine", // so that all others could be reached, were they not forbidden
		"https://" + world + "/echo":   "you said {{secret:KEY}}",
		"https://" + hidden + "/echo":  "denied: the secret KEY is not for this host",
		"https://" + world + "/inside": "denied: the host is at a private address",
		"https://" + hidden + "/":      "denied: the host is at a private address",
		"https://" + world + "/elsewhere": "denied: the host redirects to an address that the plugin may not " +
			"request",
		"https://" + world + "/plain": "denied: the host redirects to an address that the plugin may not " +
			"request",
		"http://" + world + "/fine":          "denied: only https is allowed",
		"https://example.org/":               "denied: the plugin may not send requests to this host",
		"https://" + s.Addr + "/api/v1/me":   "denied: the plugin may not send requests to this host",
		"https://169.254.169.254/latest":     "denied: the plugin may not send requests to this host",
		"https://example.com@" + world + "/": "denied: an address may not contain credentials",
		"file:///etc/passwd":                 "invalid: url: is not an absolute address",
	}
	task := s.RunTask(caller, manifest.ID+"/run", m{"urls": slices.Collect(maps.Keys(want))})
	var output struct{ Came map[string]string }
	if err := json.Unmarshal(task.Output, &output); err != nil || task.Status != "completed" {
		t.Fatalf("the task is %+v, %v", task, err)
	}
	for url := range want {
		if output.Came[url] != want[url] {
			t.Errorf("%s: %q, not %q", url, output.Came[url], want[url])
		}
	}
	if heard.Load() != value {
		t.Errorf("the host heard %q for the secret", heard.Load())
	}
	if n := knocked.Load(); n > 0 {
		t.Errorf("%d connections were made to the inside", n)
	}
}

// knockable counts the connections to a listener.
type knockable struct {
	net.Listener
	knocked *atomic.Int64
}

func (k knockable) Accept() (net.Conn, error) {
	conn, err := k.Listener.Accept()
	if err == nil {
		k.knocked.Add(1)
	}
	return conn, err
}
