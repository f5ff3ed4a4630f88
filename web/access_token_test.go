package web_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

func TestAccessToken_ForgeriesAreRefused(t *testing.T) {
	h := newTestServer(t)
	g := h.as("agent1")
	g.call("GET", "/me", nil).want(t, 200)
	parts := strings.Split(g.token, ".")
	var good map[string]any
	raw, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil || json.Unmarshal(raw, &good) != nil {
		t.Fatal(err)
	}
	signed := func(method jwt.SigningMethod, key any, change func(jwt.MapClaims)) string {
		claims := jwt.MapClaims{}
		for name, value := range good {
			claims[name] = value
		}
		change(claims)
		token, err := jwt.NewWithClaims(method, claims).SignedString(key)
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	same := func(jwt.MapClaims) {}
	secret := bytes.Repeat([]byte("s"), 32)
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("roomkey access token"))
	key := mac.Sum(nil)
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if got := (&testClient{h: h, client: g.client, token: signed(jwt.SigningMethodHS256, key, same)}).call("GET", "/me",
		nil); got.status != 200 {
		t.Fatalf("this test can't sign a good token: %d", got.status)
	}
	forgeries := map[string]string{
		"empty": "", "rubbish": "a.b.c", "no signature": parts[0] + "." + parts[1] + ".",
		"algorithm none":    signed(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, same),
		"another algorithm": signed(jwt.SigningMethodHS512, key, same),
		"an asymmetric one": signed(jwt.SigningMethodES256, private, same),
		"the secret itself": signed(jwt.SigningMethodHS256, secret, same),
		"another key":       signed(jwt.SigningMethodHS256, []byte("x"), same),
		"another issuer":    signed(jwt.SigningMethodHS256, key, func(c jwt.MapClaims) { c["iss"] = "other" }),
		"another audience":  signed(jwt.SigningMethodHS256, key, func(c jwt.MapClaims) { c["aud"] = "other" }),
		"no audience":       signed(jwt.SigningMethodHS256, key, func(c jwt.MapClaims) { delete(c, "aud") }),
		"no expiry":         signed(jwt.SigningMethodHS256, key, func(c jwt.MapClaims) { delete(c, "exp") }),
		"expired": signed(jwt.SigningMethodHS256, key,
			func(c jwt.MapClaims) { c["exp"] = time.Now().Add(-time.Second).Unix() }),
		"issued in the future": signed(jwt.SigningMethodHS256, key,
			func(c jwt.MapClaims) { c["iat"] = time.Now().Add(time.Hour).Unix() }),
		"somebody else": signed(jwt.SigningMethodHS256, key,
			func(c jwt.MapClaims) { c["sub"] = h.as("broker").user.ID.String() }),
		"another session": signed(jwt.SigningMethodHS256, key,
			func(c jwt.MapClaims) { c["sid"] = "00000000-0000-4000-8000-000000000000" }),
		"no personal token": "rkp_" + strings.Repeat("A", 43),
	}
	for name, token := range forgeries {
		t.Run(name, func(t *testing.T) {
			(&testClient{h: h, client: g.client, token: token}).call("GET", "/me", nil).want(t, 401)
		})
	}
}

func TestAccessToken_IsReadFromTheHeaderAlone(t *testing.T) {
	h := newTestServer(t)
	g := h.signIn("agent1")
	token := g.token
	g.token = ""
	g.call("GET", "/me", nil).want(t, 401) // the cookie is in the jar
	g.call("GET", "/leads?access_token="+token, nil).want(t, 401)
	g.call("GET", "/me", nil, "Authorization", "Basic "+token).want(t, 401)
	g.call("GET", "/me", nil, "Authorization", "bearer "+token).want(t, 200)
}

func TestAccessToken_EndsAfterTenMinutesAndWithItsSession(t *testing.T) {
	h := newTestServer(t)
	g := h.signIn("agent1")
	h.clock.move(9 * time.Minute)
	g.call("GET", "/me", nil).want(t, 200)
	h.clock.move(2 * time.Minute)
	g.call("GET", "/me", nil).want(t, 401)
	other := h.signIn("agent1")
	other.call("POST", "/auth/logout", nil, "Origin", h.base).want(t, 204)
	other.call("GET", "/me", nil).want(t, 401)
}

func TestAccessToken_OfADisabledAccountIsWorthNothing(t *testing.T) {
	h := newTestServer(t)
	g := h.signIn("agent2")
	h.disable("agent2")
	g.call("GET", "/me", nil).want(t, 401)
	g.call("POST", "/auth/refresh", nil, "Origin", h.base).want(t, 401)
}
