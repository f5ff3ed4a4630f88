package sync_test

import (
	"context"
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
	realtime "roomkey/sync"
	"roomkey/sync/live"
)

// slowPast is an engine that reads old states only when the test lets it.
type slowPast struct {
	live.Engine
	asked, goOn chan struct{}
}

func (s *slowPast) Fields(ctx context.Context, doc crdt.Doc, heads []crm.Hash) (crdt.State, error) {
	s.asked <- struct{}{}
	<-s.goOn
	return s.Engine.Fields(ctx, doc, heads)
}

// A patch that is merged from an old state reads that state before the record's turn: others edit the record meanwhile.
func TestHub_APatchWithABaseKeepsNobodyWaiting(t *testing.T) {
	hub := openHub(t)
	engine := &slowPast{Engine: engines, asked: make(chan struct{}), goOn: make(chan struct{})}
	hub.Hub = realtime.New(realtime.Config{Storage: hub.storage, Engine: engine})
	rec := hub.newLead("Ann")
	hub.patch(&agent, rec.ID, "name", "Anna", "sourceDetail", "1")
	done := make(chan error, 1)
	go func() {
		_, err := hub.Patch(hub.ctx, &mate, rec.ID,
			realtime.Patch{Fields: fieldsOf("email", "ann@example.test", "sourceDetail", "3"), Base: rec.Heads})
		done <- err
	}()
	<-engine.asked
	for _, detail := range []string{"4", "5"} {
		hub.patch(&lead, rec.ID, "sourceDetail", detail)
	}
	close(engine.goOn)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	after := hub.stored(rec.ID)
	hub.wantField(after, "name", `"Anna"`)
	hub.wantField(after, "email", `"ann@example.test"`)
	if values := after.Conflicts["/sourceDetail"]; len(values) == 0 {
		t.Error("what was written since the base is not in conflict with what was written from it")
	}
}
