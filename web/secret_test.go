package web_test

import (
	"bytes"
	"strings"
	"testing"

	"roomkey/crm"
	"roomkey/web"
)

// What was made with a secret counts where it is accepted beside another one, and nowhere else.
func TestSecret_AnotherOneIsAcceptedToo(t *testing.T) {
	h := newTestServer(t)
	g := h.stranger()
	got := g.call("POST", "/auth/login", map[string]string{"email": "agent1@demo.test", "password": password}).
		want(t, 200)
	var signed struct{ AccessToken string }
	got.into(t, &signed)
	marks := deviceMarks(t, got).Value
	feed := strings.TrimSuffix(strings.TrimPrefix(h.as("agent1").feed(t), "/calendar/"), ".ics")
	old, fresh := bytes.Repeat([]byte("s"), 32), bytes.Repeat([]byte("n"), 32)
	for name, c := range map[string]struct {
		own, other []byte
		counts     bool
	}{
		"the old one is accepted too": {fresh, old, true},
		"the new one is accepted too": {old, fresh, true},
		"the new one alone":           {fresh, nil, false},
		"two others":                  {fresh, bytes.Repeat([]byte("x"), 32), false},
	} {
		auth, err := web.NewAuth(web.AuthConfig{Store: h.store, Secret: c.own, Other: c.other, Now: h.clock.now})
		if err != nil {
			t.Fatal(err)
		}
		_, access := auth.Identify(t.Context(), signed.AccessToken)
		_, calendar := auth.CalendarOf(t.Context(), feed)
		known := auth.KnowsDevice(t.Context(), marks, "agent1@demo.test")
		if (access == nil) != c.counts || (calendar == nil) != c.counts || known != c.counts {
			t.Errorf("%s: access token %v, calendar %v, device %v", name, access, calendar, known)
		}
	}
	if _, err := web.NewAuth(web.AuthConfig{Store: h.store, Secret: old, Other: []byte("short")}); crm.CodeOf(err) !=
		crm.CodeInvalid {
		t.Error(err)
	}
}
