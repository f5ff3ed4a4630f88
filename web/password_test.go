package web_test

import (
	"crypto/rand"
	"strings"
	"testing"

	"roomkey/crm"
	"roomkey/web"
)

func TestPassword_VerifiesOnlyItself(t *testing.T) {
	hash, err := web.HashPassword(rand.Reader, "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("hash %q does not state its parameters", hash)
	}
	if !web.VerifyPassword(hash, "correct horse") {
		t.Error("the right password is refused")
	}
	for _, wrong := range []string{"", "correct hors", "correct horse ", "Correct horse"} {
		if web.VerifyPassword(hash, wrong) {
			t.Errorf("%q is accepted", wrong)
		}
	}
}

func TestPassword_BrokenHashMatchesNothing(t *testing.T) {
	for _, hash := range []string{"", "x", "$argon2id$", "$argon2i$v=19$m=19456,t=2,p=1$AAAA$AAAA",
		"$argon2id$v=19$m=99999999,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA", "$argon2id$v=19$m=19456,t=0,p=1$AAAA$AAAA",
		web.DummyHash} {
		if web.VerifyPassword(hash, "") || web.VerifyPassword(hash, "demo-password") {
			t.Errorf("%q matches a password", hash)
		}
	}
}

func TestCheckPassword_HasBounds(t *testing.T) {
	for _, wrong := range []string{"", "short", strings.Repeat("a", web.MinPassword-1),
		strings.Repeat("a", web.MaxPassword+1), "valid length\xff"} {
		if crm.CodeOf(web.CheckPassword(wrong)) != crm.CodeInvalid {
			t.Errorf("%d bytes are accepted", len(wrong))
		}
	}
	for _, right := range []string{"demo-password", strings.Repeat("a", web.MinPassword),
		strings.Repeat("a", web.MaxPassword)} {
		if err := web.CheckPassword(right); err != nil {
			t.Errorf("%d bytes: %v", len(right), err)
		}
	}
}
