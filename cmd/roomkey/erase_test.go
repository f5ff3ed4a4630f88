package main

import (
	"context"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"roomkey/bench/client"
	"roomkey/crm"
	"roomkey/internal/demo"
)

// lost reports whether the attendee was told that its user has lost a record. It is called with mu held.
func (a *attendee) lost(record string) bool {
	return slices.ContainsFunc(a.events, func(e client.Frame) bool {
		var data struct {
			Gone []string `cbor:"gone"`
		}
		return e.Name == crm.EventAccessChanged && cbor.Unmarshal(e.Data, &data) == nil && slices.Contains(data.Gone, record)
	})
}

// Another process erases a record that is open here: whoever may hold a copy is told to wipe it, and nothing of it is
// served or taken any more.
func TestErase_BesideARunningServerTellsWhoHoldsTheRecord(t *testing.T) {
	s := serveDemo(t)
	made := s.makeListing(s.login(demo.Agent1.Email), crm.VisibilityTeam)
	id := made.id(t)
	holder, mate, stranger := s.personal(demo.Agent1.Email), s.personal(demo.Agent2.Email), s.personal(demo.Agent3.Email)
	own := s.attend(holder, crm.UserRoom(demo.Agent1.ID), "", 0)
	shared := s.attend(mate, crm.UserRoom(demo.Agent2.ID), "", 0) // has it in its lists alone
	others := s.attend(stranger, crm.UserRoom(demo.Agent3.ID), "", 0)
	inside := s.attend(mate, crm.RecordRoom(id), "", 0)
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	doc := own.Open(id)
	if err := doc.Wait(ctx, func(_ []crm.Hash, fields map[string]json.RawMessage) bool { return fields["City"] != nil }); err != nil {
		t.Fatal(err)
	}

	if out, err := roomkey("erase", "--data", s.dir, made.ID).CombinedOutput(); err != nil {
		t.Fatalf("erase: %v %s", err, out)
	}
	own.until("who holds it is told", func() bool { return own.lost(made.ID) })
	shared.until("who could read it is told", func() bool { return shared.lost(made.ID) })
	inside.until("its room is left", func() bool { return len(inside.errors) > 0 })
	hash, err := doc.Set("City", "Galt")
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.WaitSaved(ctx, hash); crm.CodeOf(err) != crm.CodeForbidden {
		t.Errorf("an edit of it: %v", err)
	}
	for _, path := range []string{"", "/history"} {
		if status, body := s.call(holder, "GET", "/listings/"+made.ID+path, nil); status != 404 {
			t.Errorf("GET %s answers %d %s", path, status, body)
		}
	}
	// It is told in order: what the rooms are told next follows without a gap.
	next := s.makeListing(s.login(demo.Agent1.Email), crm.VisibilityPrivate)
	own.until("what happens next", func() bool {
		return slices.ContainsFunc(own.events, func(e client.Frame) bool { return e.Name == "listing:created" })
	})
	own.contiguous()
	others.mu.Lock()
	defer others.mu.Unlock()
	if len(others.events) > 0 {
		t.Errorf("who could not read it is told %v of it and %s", linesOf(others.events), next.ID)
	}
}
