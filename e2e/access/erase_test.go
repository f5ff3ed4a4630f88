package access_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/testclient"
)

// lost reports whether the listener was told that its user has lost a record. It is called with the lock held.
func lost(a *roomkeytest.Listener, record string) bool {
	return slices.ContainsFunc(a.Events, func(e testclient.Frame) bool {
		var data struct {
			Gone []string `cbor:"gone"`
		}
		return e.Name == crm.EventAccessChanged && cbor.Unmarshal(e.Data, &data) == nil &&
			slices.Contains(data.Gone, record)
	})
}

// Another process erases a record that is open here: whoever may hold a copy is told to wipe it, and nothing of it is
// served or taken any more.
func TestErase_BesideARunningServerTellsWhoHoldsTheRecord(t *testing.T) {
	t.Parallel()
	s := serve(t)
	made := s.MakeListing(s.Personal(demo.Agent1.Email), crm.VisibilityTeam)
	id := made.Key(t)
	holder, mate, stranger := s.Personal(demo.Agent1.Email), s.Personal(demo.Agent2.Email),
		s.Personal(demo.Agent3.Email)
	own := s.Listen(holder, crm.UserRoom(demo.Agent1.ID), "", 0)
	shared := s.Listen(mate, crm.UserRoom(demo.Agent2.ID), "", 0) // has it in its lists alone
	others := s.Listen(stranger, crm.UserRoom(demo.Agent3.ID), "", 0)
	inside := s.Listen(mate, crm.RecordRoom(id), "", 0)
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	doc := own.Open(id)
	if err := doc.Wait(ctx, func(_ []crm.Hash, fields map[string]json.RawMessage) bool {
		return fields["City"] != nil
	}); err != nil {
		t.Fatal(err)
	}

	if out, err := s.Command("erase", "--data", s.Dir, made.ID).CombinedOutput(); err != nil {
		t.Fatalf("erase: %v %s", err, out)
	}
	own.Until("who holds it is told", func() bool { return lost(own, made.ID) })
	shared.Until("who could read it is told", func() bool { return lost(shared, made.ID) })
	inside.Until("its room is left", func() bool { return len(inside.Errors) > 0 })
	hash, err := doc.Set("City", "Galt")
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.WaitSaved(ctx, hash); crm.CodeOf(err) != crm.CodeForbidden {
		t.Errorf("an edit of it: %v", err)
	}
	for _, path := range []string{"", "/history"} {
		if status, body := s.Call(holder, "GET", "/listings/"+made.ID+path, nil); status != 404 {
			t.Errorf("GET %s answers %d %s", path, status, body)
		}
	}
	// It is told in order: what the rooms are told next follows without a gap.
	next := s.MakeListing(s.Personal(demo.Agent1.Email), crm.VisibilityPrivate)
	own.Until("what happens next", func() bool {
		return slices.ContainsFunc(own.Events, func(e testclient.Frame) bool { return e.Name == "listing:created" })
	})
	own.Contiguous()
	others.Lock()
	defer others.Unlock()
	if len(others.Events) > 0 {
		t.Errorf("who could not read it is told %v of it and %s", roomkeytest.EventLines(others.Events), next.ID)
	}
}
