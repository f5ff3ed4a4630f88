package store_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

// A sign-in beyond the hundredth ends the session that was used least recently, and no other user's.
func TestAddSession_KeepsAHundred(t *testing.T) {
	t.Parallel()
	s := open(t)
	u, _, _ := people(t, s)
	mate := &crm.User{Email: "mate@demo.test", Name: "Mate", Role: crm.RoleAgent, Broker: u.Broker}
	if err := s.AddUser(t.Context(), mate, "hash"); err != nil {
		t.Fatal(err)
	}
	add := func(n int, user crm.ID) []crm.ID {
		t.Helper()
		at := now.Add(time.Duration(n) * time.Second)
		hash := sha256.Sum256(at.AppendFormat(nil, time.RFC3339))
		ended, err := s.AddSession(t.Context(), store.Session{ID: id(1000 + n), User: user, Created: at,
			Expires: now.Add(12 * time.Hour)}, "hash", hash[:])
		if err != nil {
			t.Fatal(err)
		}
		return ended
	}
	add(0, mate.ID)
	for n := range 100 {
		if ended := add(1+n, u.ID); len(ended) > 0 {
			t.Fatalf("sign-in %d ends %v", 1+n, ended)
		}
	}
	if ended := add(101, u.ID); !slices.Equal(ended, []crm.ID{id(1001)}) {
		t.Errorf("the sign-in after the hundredth ends %v", ended)
	}
	if sessions, err := s.Sessions(t.Context(), u.ID, false); err != nil || len(sessions) != 100 {
		t.Errorf("there are %d sessions (%v)", len(sessions), err)
	}
	_, err := s.Session(t.Context(), id(1001))
	wantCode(t, err, crm.CodeNotFound)
	if _, err := s.Session(t.Context(), id(1000)); err != nil {
		t.Error("a colleague's session ended:", err)
	}
}

// All tokens that a session has had are remembered, since the use of an old one shows a theft. So it ends after 2,000.
func TestRotateRefresh_EndsASessionThatTradesTooOften(t *testing.T) {
	t.Parallel()
	s := open(t)
	u, _, _ := people(t, s)
	token := func(n int) []byte { sum := sha256.Sum256(fmt.Append(nil, n)); return sum[:] }
	if _, err := s.AddSession(t.Context(), store.Session{ID: id(9), User: u.ID, Created: now,
		Expires: now.Add(12 * time.Hour)}, "hash", token(1)); err != nil {
		t.Fatal(err)
	}
	for n := 1; n < 2000; n++ {
		if _, err := s.RotateRefresh(t.Context(), token(n), token(n+1), time.Minute); err != nil {
			t.Fatalf("trade %d: %v", n, err)
		}
	}
	_, err := s.RotateRefresh(t.Context(), token(2000), token(2001), time.Minute)
	if !errors.Is(err, crm.ErrTradedOften) {
		t.Errorf("the 2,001st token: %v", err)
	}
	for _, n := range []int{2000, 2001} {
		_, err := s.SessionByRefresh(t.Context(), token(n), time.Hour)
		wantCode(t, err, crm.CodeNotFound)
	}
}
