package web_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store"
	"roomkey/web"
)

// otherRegions are regions that know one sign-in, if any, and count how often they are asked.
type otherRegions struct {
	*store.Store
	known *store.Session
	asked atomic.Int64
}

func (o *otherRegions) SessionByRefresh(context.Context, []byte, time.Duration) (store.Session, error) {
	o.asked.Add(1)
	if o.known == nil {
		return store.Session{}, crm.ErrNotFound
	}
	return *o.known, nil
}

// Whoever makes refresh cookies up has other regions asked so many times a minute, and nobody at another address pays
// for it. A cookie that another region knows costs nothing.
func TestCookies_ThatNoRegionKnowsHaveARate(t *testing.T) {
	h := newTestServer(t)
	h.clock.stop()
	auth, err := web.NewAuth(web.AuthConfig{Store: h.store, Secret: bytes.Repeat([]byte("s"), 32), Now: h.clock.now})
	if err != nil {
		t.Fatal(err)
	}
	others := &otherRegions{Store: h.store}
	auth.KeepSessions(others)
	try := func(address, cookie string) crm.Code {
		_, err := auth.IdentifyCookie(t.Context(), cookie, netip.MustParseAddr(address))
		return crm.CodeOf(err)
	}
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // never fails
	cookie := base64.RawURLEncoding.EncodeToString(raw)
	for _, rubbish := range []string{"", "rubbish", cookie + "a", cookie[1:], "=" + cookie[1:],
		strings.Repeat("a", 4000)} {
		if got := try("198.51.100.1", rubbish); got != crm.CodeUnauthenticated || others.asked.Load() != 0 {
			t.Errorf("%.50q: %s, others were asked", rubbish, got)
		}
	}
	for i := range 120 {
		if got := try("198.51.100.1", cookie); got != crm.CodeUnauthenticated {
			t.Fatalf("%d: %s", i, got)
		}
	}
	if got := try("198.51.100.1", cookie); got != crm.CodeRateLimited || others.asked.Load() != 120 {
		t.Errorf("%s, others were asked %d times", got, others.asked.Load())
	}
	user, err := h.store.UserByEmail(t.Context(), "agent1@demo.test")
	if err != nil {
		t.Fatal(err)
	}
	others.known = &store.Session{ID: crm.ID{1}, User: user.ID, Expires: h.clock.now().Add(time.Hour)}
	for i := range 300 {
		if got := try("198.51.100.2", cookie); got != "" {
			t.Fatalf("a cookie that is known, the %d. time: %s", i, got)
		}
	}
}
