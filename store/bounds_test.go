package store_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

// openMoving opens a store whose clock goes on by a millisecond with each look. move moves it, and tells it.
func openMoving(t *testing.T, life time.Duration) (s *store.Store, move func(time.Duration) time.Time) {
	t.Helper()
	moved := make(chan time.Time, 1)
	moved <- now
	move = func(by time.Duration) time.Time {
		at := (<-moved).Add(by)
		moved <- at
		return at
	}
	s, err := store.Open(t.Context(), store.Options{Dir: newDir(t), AuditLife: life,
		Now: func() time.Time { return move(time.Millisecond) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s, move
}

// Whoever sends keys without end fills no disk. A request is still not done twice.
func TestRequests_AnswersOfOneUserAreBounded(t *testing.T) {
	t.Parallel()
	s, _ := openMoving(t, 0)
	digest := chunk("request").Hash
	answer := func(user crm.ID, key string, size int) {
		t.Helper()
		if _, err := s.BeginRequest(t.Context(), user, key, digest); err != nil {
			t.Fatal(err)
		}
		body := bytes.Repeat([]byte("x"), size)
		if err := s.EndRequest(t.Context(), user, key, &store.Answer{Status: 200, Body: body}); err != nil {
			t.Fatal(err)
		}
	}
	answer(id(2), "other", 1<<20)
	for n := range 50 {
		answer(id(1), fmt.Sprint(n), 1<<20)
	}
	_, err := s.BeginRequest(t.Context(), id(1), "0", digest)
	wantCode(t, err, crm.CodeConflict)
	for user, key := range map[crm.ID]string{id(1): "49", id(2): "other"} {
		if again, err := s.BeginRequest(t.Context(), user, key, digest); err != nil || len(again.Body) != 1<<20 {
			t.Errorf("%s: %v", key, err)
		}
	}
	kept := 0
	for n := range 50 {
		if again, err := s.BeginRequest(t.Context(), id(1), fmt.Sprint(n), digest); err == nil {
			kept += len(again.Body)
		}
	}
	if kept > 36<<20 || kept < 28<<20 {
		t.Errorf("%d bytes of answers are kept", kept)
	}
}

func TestUndo_WhatOneUserCanUndoIsBounded(t *testing.T) {
	t.Parallel()
	s, _ := openMoving(t, 0)
	add := func(user crm.ID, n, size int) crm.Hash {
		t.Helper()
		token := chunk(fmt.Sprint(user, n, size)).Hash
		if err := s.AddUndo(t.Context(), token, user, now.Add(time.Hour+time.Duration(n)*time.Second),
			make([]byte, size)); err != nil {
			t.Fatal(err)
		}
		return token
	}
	left := func(user crm.ID, tokens []crm.Hash) (kept int) {
		for _, token := range tokens {
			if _, err := s.TakeUndo(t.Context(), token, user); err == nil {
				kept++
			}
		}
		return kept
	}
	other := add(id(2), 0, 10)
	var many, large []crm.Hash
	for n := range 110 {
		many = append(many, add(id(1), n, 10))
	}
	if left(id(1), many[:10]) != 0 || left(id(1), many[10:]) != 100 {
		t.Error("not the last 100 are kept")
	}
	for n := range 5 {
		large = append(large, add(id(1), n, 20<<20))
	}
	if left(id(1), large[:2]) != 0 || left(id(1), large[2:]) != 3 {
		t.Error("not the last 64 MiB are kept")
	}
	huge := add(id(1), 9, 70<<20)
	if left(id(1), []crm.Hash{huge}) != 1 || left(id(2), []crm.Hash{other}) != 1 {
		t.Error("the newest of a user can't be undone")
	}
}

// The operator says for how long lines are kept. The chain of the others still holds, and pages end where they begin.
func TestAudit_OldLinesAreDeletedAndTheChainHolds(t *testing.T) {
	t.Parallel()
	s, move := openMoving(t, 24*time.Hour)
	u, _, _ := people(t, s)
	note := func(n int, action string) {
		t.Helper()
		entries := make([]crm.AuditEntry, n)
		for i := range entries {
			entries[i] = crm.AuditEntry{At: move(0), User: u.ID, Action: action}
		}
		if err := s.Audit(t.Context(), entries...); err != nil {
			t.Fatal(err)
		}
	}
	sound := func(when string) {
		t.Helper()
		err := s.Check(t.Context(), func(p store.Problem) error {
			t.Errorf("%s: %v", when, p)
			return nil
		}, func(store.Material) error { return nil })
		if err != nil {
			t.Fatal(err)
		}
	}
	maintain := func() {
		t.Helper()
		if err := s.Maintain(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	note(4500, "old")
	move(23 * time.Hour)
	note(3, "young")
	maintain()
	if lines, err := s.AuditLog(t.Context(), 0, 10_000); err != nil || len(lines) != 4503 {
		t.Fatal(len(lines), err)
	}
	move(2 * time.Hour)
	maintain()
	sound("once old lines are gone")
	lines, err := s.AuditLog(t.Context(), 0, 10_000)
	if err != nil || len(lines) != 3 || lines[2].Action != "young" || lines[2].Number != 4501 {
		t.Fatal(lines, err)
	}
	query := store.AuditQuery{Broker: u.Broker, Limit: 10, From: now.Add(-time.Hour)}
	if page, next, err := s.BrokerageAudit(t.Context(), &query); err != nil || len(page) != 3 || next != "" {
		t.Errorf("%d lines, then %q: %v", len(page), next, err)
	}
	if _, next, err := s.Activity(t.Context(), u, "", 10); err != nil || next != "" {
		t.Errorf("activity goes on by %q: %v", next, err)
	}
	move(48 * time.Hour)
	maintain()
	sound("once all lines are gone")
	note(1, "new")
	sound("with a new line")
	if lines, err := s.AuditLog(t.Context(), 0, 10); err != nil || len(lines) != 1 || lines[0].Number != 4504 {
		t.Error(lines, err)
	}
}
