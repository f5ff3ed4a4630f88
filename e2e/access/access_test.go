package access_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/testclient"
)

// expect is the status that an action answers a user who may or may not read the record, and may or may not do it.
func expect(user *crm.User, action crm.Action, r crm.Row, done int) int {
	switch {
	case !user.May(crm.ActionRead, r):
		return 404
	case !user.May(action, r):
		return 403
	}
	return done
}

func TestAccess_RESTHoldsTheRule(t *testing.T) {
	t.Parallel()
	s := serve(t)
	ana := s.Personal(demo.Agent1.Email)
	for _, visibility := range crm.Visibilities {
		for i := range demo.Users {
			user := &demo.Users[i]
			made, r, token := s.MakeListing(ana, visibility), roomkeytest.ListingRow(visibility), s.Personal(user.Email)
			name := fmt.Sprintf("%s, %s", user.Email, visibility)
			ask := func(action crm.Action, done int, method, path string, body any) []byte {
				status, answer := s.Call(token, method, "/listings/"+made.ID+path, body)
				if want := expect(user, action, r, done); status != want {
					t.Errorf("%s: %s %s: %d, not %d: %s", name, method, path, status, want, answer)
				}
				return answer
			}
			answer := ask(crm.ActionRead, 200, "GET", "", nil)
			if seen := bytes.Contains(answer, []byte(roomkeytest.Canary)); seen != user.May(crm.ActionPrivate, r) {
				t.Errorf("%s: sees the private field: %v", name, seen)
			}
			ask(crm.ActionRead, 200, "GET", "/history", nil)
			ask(crm.ActionWrite, 200, "PATCH", "", map[string]any{"fields": map[string]any{"City": "Woodland"}})
			ask(crm.ActionPrivate, 200, "PATCH", "", map[string]any{"private": map[string]any{"OwnerName": "Somebody"}})
			ask(crm.ActionTransfer, 200, "POST", "/transfer", map[string]any{"visibility": visibility})
			ask(crm.ActionWrite, 200, "POST", "/archive", nil)
			ask(crm.ActionWrite, 200, "POST", "/restore", nil)
			ask(crm.ActionDelete, 204, "DELETE", "", nil)
		}
	}
}

func TestAccess_AbsentAndForbiddenAnswerTheSame(t *testing.T) {
	t.Parallel()
	s := serve(t)
	made := s.MakeListing(s.Personal(demo.Agent1.Email), crm.VisibilityPrivate)
	stranger, absent := s.Personal(demo.Agent3.Email), "00000000-0000-4000-8000-00000000beef"
	for _, ask := range []struct {
		method, path string
		body         any
	}{
		{"GET", "", nil}, {"PATCH", "", map[string]any{"fields": map[string]any{"City": "X"}}}, {"DELETE", "", nil},
		{"GET", "/history", nil},
		{"POST", "/archive", nil}, {"POST", "/transfer", map[string]any{"visibility": "team"}},
		{"POST", "/notes", map[string]any{"body": "x"}},
		{"POST", "/restore", nil}, {"GET", "/at/" + made.Heads[0], nil},
		{"POST", "/revert", map[string]any{"heads": made.Heads}},
		{"PATCH", "", map[string]any{"private": map[string]any{"AccessCode": "x"}}},
		{"PATCH", "", map[string]any{"fields": map[string]any{"nope": 1}}},
	} {
		status, forbidden := s.Call(stranger, ask.method, "/listings/"+made.ID+ask.path, ask.body)
		otherStatus, missing := s.Call(stranger, ask.method, "/listings/"+absent+ask.path, ask.body)
		forbidden = bytes.ReplaceAll(forbidden, []byte(made.ID), []byte(absent))
		if status != otherStatus || !bytes.Equal(forbidden, missing) {
			t.Errorf("%s %s: forbidden %d %s, absent %d %s", ask.method, ask.path, status, forbidden, otherStatus,
				missing)
		}
	}
	var bulk struct {
		Failed []struct{ Code, Detail, Field string }
	}
	_, answer := s.Call(stranger, "POST", "/bulk", m{"type": "listing", "ids": []string{made.ID, absent},
		"patch": m{"fields": m{"City": "X"}}})
	if err := json.Unmarshal(answer, &bulk); err != nil || len(bulk.Failed) != 2 || bulk.Failed[0] != bulk.Failed[1] {
		t.Errorf("bulk: %s", answer)
	}
}

func TestAccess_TheSocketHoldsTheRule(t *testing.T) {
	t.Parallel()
	s := serve(t)
	ana := s.Personal(demo.Agent1.Email)
	for _, visibility := range crm.Visibilities {
		for i := range demo.Users {
			user, r := &demo.Users[i], roomkeytest.ListingRow(visibility)
			made := s.MakeListing(ana, visibility)
			t.Run(fmt.Sprintf("%s/%s", user.Email, visibility), func(t *testing.T) {
				id, _ := crm.ParseID(made.ID)
				w := s.Watch(user.Email)
				w.JoinAll(user, id)
				s.socketShared(t, w, user, r, id)
				s.socketPrivate(t, w, user, r, id)
				if w.Saw(roomkeytest.Canary) != user.May(crm.ActionPrivate, r) {
					t.Errorf("saw the canary: %v", w.Saw(roomkeytest.Canary))
				}
				w.Close()
			})
		}
	}
}

func (s *server) socketShared(t testing.TB, w *roomkeytest.Watcher, user *crm.User, r crm.Row, id crm.ID) {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	doc := w.Open(id)
	if !user.May(crm.ActionRead, r) {
		if err := w.Wait(ctx, doc.IsUnavailable); err != nil {
			t.Errorf("the document is not unavailable: %v", err)
		}
		return
	}
	has := func(heads []crm.Hash, fields map[string]json.RawMessage) bool { return fields["City"] != nil }
	if err := doc.Wait(ctx, has); err != nil {
		t.Fatalf("the document doesn't come: %v", err)
	}
	before := s.heads(id)
	hash, err := doc.Set("City", "Dixon")
	if err != nil {
		t.Fatal(err)
	}
	err = doc.WaitSaved(ctx, hash)
	if user.May(crm.ActionWrite, r) {
		if err != nil {
			t.Errorf("the edit is not saved: %v", err)
		}
	} else if crm.CodeOf(err) != crm.CodeForbidden {
		t.Errorf("the edit is not refused as forbidden: %v", err)
	} else if after := s.heads(id); after != before {
		t.Errorf("the refused edit changed the heads from %s to %s", before, after)
	}
}

func (s *server) socketPrivate(t testing.TB, w *roomkeytest.Watcher, user *crm.User, r crm.Row, id crm.ID) {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	doc := w.Open(crm.PrivateID(id))
	if !user.May(crm.ActionPrivate, r) {
		if err := w.Wait(ctx, doc.IsUnavailable); err != nil {
			t.Errorf("the private document is not unavailable: %v", err)
		}
		return
	}
	has := func(_ []crm.Hash, fields map[string]json.RawMessage) bool { return fields["AccessCode"] != nil }
	if err := doc.Wait(ctx, has); err != nil {
		t.Errorf("the private document doesn't come: %v", err)
	}
}

// heads are a record's heads as its owner sees them.
func (s *server) heads(id crm.ID) string {
	s.T.Helper()
	var r record
	s.Get(s.Personal(demo.Broker.Email), "/listings/"+id.String(), &r)
	return fmt.Sprint(r.Heads)
}

func TestAccess_AViewersChangesChangeNothing(t *testing.T) {
	t.Parallel()
	s := serve(t)
	escrow := s.Shared("escrows", 1)[0]
	id, _ := crm.ParseID(escrow.ID)
	viewer := s.Watch(demo.Viewer.Email)
	viewer.JoinAll(&demo.Viewer, id)
	doc := viewer.Open(id)
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	if err := doc.Wait(ctx, func(_ []crm.Hash, fields map[string]json.RawMessage) bool {
		return fields["purchasePrice"] != nil
	}); err != nil {
		t.Fatal(err)
	}
	first, err := doc.Set("purchasePrice", 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.WaitSaved(ctx, first); crm.CodeOf(err) != crm.CodeForbidden {
		t.Errorf("the viewer's first push: %v", err)
	}
	s.pushInVain(t, ctx, doc, 999)
	for _, other := range []*crm.User{&demo.Agent3, &demo.Outsider} {
		w := s.Watch(other.Email)
		w.JoinAll(other, id)
		blind := w.Open(id)
		if err := blind.Add(crdt.Genesis(crm.TypeNamed("escrow"), false)); err != nil {
			t.Fatal(err)
		}
		s.pushInVain(t, ctx, blind, 1000)
	}
	var after record
	s.Get(s.Personal(demo.Agent1.Email), "/escrows/"+escrow.ID, &after)
	if fmt.Sprint(after.Heads) != fmt.Sprint(escrow.Heads) {
		t.Errorf("the heads went from %v to %v", escrow.Heads, after.Heads)
	}
}

// pushInVain pushes n changes, of which none may be accepted.
func (s *server) pushInVain(t testing.TB, ctx context.Context, doc *testclient.Doc, n int) {
	t.Helper()
	for i := range n {
		hash, err := doc.Set("purchasePrice", i)
		if err != nil {
			t.Fatal(err)
		}
		if i%100 != 99 {
			continue
		}
		var refused *crm.Error
		if err := doc.WaitSaved(ctx, hash); !errors.As(err, &refused) {
			t.Fatalf("push %d: %v", i, err)
		}
	}
}

func TestAccess_AForgedActorIsRefusedAndItsVictimGoesOn(t *testing.T) {
	t.Parallel()
	s := serve(t)
	id, _ := crm.ParseID(s.Shared("escrows", 2)[1].ID)
	actor := crdt.Actor("the victim's act")
	fixed := func() crdt.Actor { return actor }
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	open := func(email string) *testclient.Doc {
		c := s.Dial(s.Personal(email), testclient.Options{Actor: fixed})
		for _, user := range demo.Users {
			if user.Email == email {
				_ = c.Join(crm.UserRoom(user.ID), "", 0)
			}
		}
		doc := c.Open(id)
		if err := doc.Wait(ctx, func(_ []crm.Hash, fields map[string]json.RawMessage) bool {
			return fields["purchasePrice"] != nil
		}); err != nil {
			t.Fatal(err)
		}
		return doc
	}
	victim := open(demo.Agent1.Email)
	set := func(doc *testclient.Doc, price int) error {
		hash, err := doc.Set("purchasePrice", price)
		if err != nil {
			t.Fatal(err)
		}
		return doc.WaitSaved(ctx, hash)
	}
	if err := set(victim, 1_000_000); err != nil {
		t.Fatal(err)
	}
	forger := open(demo.Agent2.Email)
	if err := forger.Wait(ctx, func(_ []crm.Hash, fields map[string]json.RawMessage) bool {
		return string(fields["purchasePrice"]) == "1000000"
	}); err != nil {
		t.Fatal(err)
	}
	if err := set(forger, 2_000_000); crm.CodeOf(err) != crm.CodeForbidden {
		t.Errorf("the forged change: %v", err)
	}
	if err := set(victim, 3_000_000); err != nil {
		t.Errorf("the victim's next edit: %v", err)
	}
	var after record
	s.Get(s.Personal(demo.Agent1.Email), "/escrows/"+id.String(), &after)
	if after.Fields["purchasePrice"] != 3_000_000.0 {
		t.Errorf("the price is %v", after.Fields["purchasePrice"])
	}
}
