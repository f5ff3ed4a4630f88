package regions_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/testclient"
)

// browser is where somebody is signed in, as the app is.
type browser struct {
	t       *testing.T
	cookie  *http.Cookie
	access  string
	session string
}

// signIn signs a demo account in, in a region.
func signIn(t *testing.T, s *roomkeytest.Server, email string) *browser {
	t.Helper()
	b := &browser{t: t}
	if status := b.ask(s, "/auth/login", map[string]string{"email": email, "password": demo.Password}); status != 200 {
		t.Fatalf("sign in: %d", status)
	}
	var list struct {
		Items []struct {
			ID      string
			Current bool
		}
	}
	s.Get(b.access, "/sessions", &list)
	for _, item := range list.Items {
		if item.Current {
			b.session = item.ID
		}
	}
	return b
}

// ask asks a route that reads or sets the cookie, as the app's page at that server does.
func (b *browser) ask(s *roomkeytest.Server, path string, body any) (status int) {
	b.t.Helper()
	content, err := json.Marshal(body)
	if err != nil {
		b.t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(b.t.Context(), "POST", s.URL()+"/api/v1"+path, bytes.NewReader(content))
	if err != nil {
		b.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Origin", s.URL())
	if b.cookie != nil {
		request.AddCookie(b.cookie)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		b.t.Fatal(err)
	}
	defer response.Body.Close()
	var signed struct{ AccessToken string }
	if response.StatusCode == 200 && json.NewDecoder(response.Body).Decode(&signed) == nil {
		b.access = signed.AccessToken
	}
	for _, cookie := range response.Cookies() {
		if cookie.Name == "roomkey_refresh" && cookie.Value != "" {
			b.cookie = &http.Cookie{Name: cookie.Name, Value: cookie.Value}
		}
	}
	return response.StatusCode
}

// refreshes renews the sign-in, in a region.
func (b *browser) refreshes(r *roomkeytest.Regions, name string) {
	b.t.Helper()
	status := 0
	roomkeytest.Eventually(b.t, "an answer in "+name, func() bool { // regions that were cut find each other again
		status = b.ask(r.Region(name), "/auth/refresh", nil)
		return status != 503
	})
	if status != 200 {
		b.t.Errorf("refresh in %s: %d", name, status)
	}
}

// Whoever is sent to another region stays signed in there, also while the region of the sign-in is cut off or dead. A
// sign-in that is ended anywhere is over everywhere.
func TestSignIn_CountsInEveryRegion(t *testing.T) {
	t.Parallel()
	r := roomkeytest.StartRegions(t, "abc", nil)
	ann, bob := signIn(t, r.Region("a"), demo.Agent1.Email), signIn(t, r.Region("a"), demo.Agent2.Email)
	for _, name := range []string{"a", "b", "c"} {
		if status, body := r.Region(name).Call(ann.access, "GET", "/me", nil); status != 200 {
			t.Errorf("in %s the access token is answered %d %s", name, status, body)
		}
	}
	for _, name := range []string{"b", "c", "a"} {
		ann.refreshes(r, name)
	}
	socket := r.Region("c").Dial(ann.access, testclient.Options{})

	r.Cut("a")
	ann.refreshes(r, "b") // its region does not answer
	bob.refreshes(r, "a") // it is where its region is
	r.Heal("a")
	r.AllWell()
	ann.refreshes(r, "a")
	bob.refreshes(r, "c")
	r.Region("a").Kill()
	bob.refreshes(r, "b")
	ann.refreshes(r, "c")
	r.Region("a").Start()
	r.AllWell()
	ann.refreshes(r, "a")

	ended := time.Now()
	for _, b := range []*browser{ann, bob} {
		if status, body := r.Region("b").Call(b.access, "DELETE", "/sessions/"+b.session, nil); status != 204 {
			t.Errorf("the sign-in can't be ended: %d %s", status, body)
		}
	}
	if code := roomkeytest.CloseCode(socket); code != 3500 {
		t.Errorf("the socket in c was closed with %d", code)
	}
	for _, name := range []string{"a", "b", "c"} {
		for _, b := range []*browser{ann, bob} {
			roomkeytest.Eventually(t, "the sign-in is over in "+name, func() bool {
				status, _ := r.Region(name).Call(b.access, "GET", "/me", nil)
				return status == 401
			})
		}
	}
	t.Logf("over everywhere after %s", time.Since(ended).Round(time.Millisecond))
}
