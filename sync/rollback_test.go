package sync_test

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/store/storetest"
	realtime "roomkey/sync"
	"roomkey/sync/live"
)

// A value that the storage can't write is refused to its author alone: the record goes on, with the edits that were to
// be written with it.
func TestDocument_AnEditThatCannotBeStoredIsRejectedAlone(t *testing.T) {
	for _, code := range []crm.Code{crm.CodeInvalid, crm.CodeInternal} {
		t.Run(string(code), func(t *testing.T) {
			hub := openHub(t)
			hub.storage.refuse.Store(&refusal{poison: `"poison"`, err: crm.Errorf(code, "the value can't be written")})
			rec, beside := hub.newLead("Ann"), hub.newLead("Bob")
			a, b, c := hub.open(&agent, rec.ID), hub.open(&mate, rec.ID), hub.open(&mate, beside.ID)
			for i, d := range []*device{a, b} {
				d.untilField("name", `"Ann"`)
				d.untilSaved(d.set("sourceDetail", strconv.Itoa(i))) // an actor's first change waits for the disk
			}
			a.untilField("sourceDetail", `"1"`)
			c.untilField("name", `"Bob"`)
			// so that all changes are in one write
			hub.storage.failure.Store(crm.Errorf(crm.CodeUnavailable, "the disk is full"))
			before := b.change(b.text("email", "b@example.test")).Hash
			b.say()
			a.untilField("email", `"b@example.test"`)
			bad := a.change(a.text("name", "poison")).Hash
			a.say()
			b.untilField("name", `"poison"`)
			after := b.change(b.text("source", "referral")).Hash // it depends on the bad one
			b.say()
			a.untilField("source", `"referral"`)
			hub.storage.failure.Store(nil)

			if err := a.untilRejected(bad); err.Code != code {
				t.Errorf("rejected with %v", err)
			}
			b.untilSaved(before)
			b.untilRejected(after)
			rec = hub.stored(rec.ID)
			hub.wantField(rec, "email", `"b@example.test"`)
			hub.wantField(rec, "name", `"Ann"`)
			c.untilSaved(c.set("sourceDetail", "3"))
			if rec := hub.patch(&lead, rec.ID, "name", "Cid"); string(rec.Fields["name"]) != `"Cid"` {
				t.Errorf("the record does not go on: %s", rec.Fields["name"])
			}
			again := hub.open(&mate, rec.ID)
			again.untilField("name", `"Cid"`)
			again.untilSaved(again.set("sourceDetail", "4"))
		})
	}
}

// authoring reports each change that the engine has made for the server.
type authoring struct {
	live.Engine
	made chan struct{}
}

func (e *authoring) Author(ctx context.Context, doc crdt.Doc, draft crdt.Draft) ([]byte, crdt.State, error) {
	chunk, state, err := e.Engine.Author(ctx, doc, draft)
	e.made <- struct{}{}
	return chunk, state, err
}

// Rule P6: an edit over REST that is taken back with a write that the storage refuses is not answered as done.
func TestPatch_TakenBackWithWhatCannotBeStoredIsNotAnsweredAsDone(t *testing.T) {
	engine := &authoring{engines, make(chan struct{}, 64)}
	hub := openHubOn(t, storetest.Dir(t), engine)
	rec := hub.newLead("Ann")
	a, b := hub.open(&agent, rec.ID), hub.open(&mate, rec.ID)
	a.untilField("name", `"Ann"`)
	a.untilSaved(a.set("sourceDetail", "1")) // an actor's first change waits for the disk
	b.untilField("sourceDetail", `"1"`)
	refused := &refusal{poison: `"poison"`, err: crm.Errorf(crm.CodeConflict, "the value can't be written"),
		until: make(chan struct{})}
	hub.storage.refuse.Store(refused)
	bad := a.change(a.text("name", "poison")).Hash
	a.say()
	b.untilField("name", `"poison"`)
	for len(engine.made) > 0 {
		<-engine.made
	}
	answered := make(chan error, 1)
	go func() {
		_, err := hub.Patch(hub.ctx, &lead, rec.ID, realtime.Patch{Fields: fieldsOf("sourceDetail", "2")})
		answered <- err
	}()
	<-engine.made // it waits for the next commit
	close(refused.until)
	if err := <-answered; crm.CodeOf(err) != crm.CodeConflict {
		t.Errorf("the edit is answered with %v", err)
	}
	a.untilRejected(bad)
	hub.wantField(hub.stored(rec.ID), "sourceDetail", `"1"`)
}

// refusal is a value of names that the storage can't write.
type refusal struct {
	poison string
	err    *crm.Error
	until  chan struct{} // it is refused once this is closed; nil: at once
}

func (r *refusal) of(w *crm.Write) *crm.Error {
	if r != nil && w.Record != nil && strings.Contains(string(w.Record.Fields["name"]), r.poison) {
		return r.err
	}
	return nil
}

// The projection's encoder refuses a value that is not JSON, and names the field.
func TestStore_ARecordThatCannotBeEncodedNamesItsField(t *testing.T) {
	hub := openHub(t)
	rec := *hub.newLead("Ann")
	rec.Conflicts = map[string][]crm.Conflicting{"/name": {{Value: json.RawMessage(`{`)}}}
	_, err := hub.store.Commit(hub.ctx, &crm.Write{Document: rec.ID, Of: rec.ID, Record: &rec})
	wantError(t, err, crm.CodeInvalid, "/name")
	if _, err := hub.Patch(hub.ctx, &agent, rec.ID, realtime.Patch{Fields: fieldsOf("name", "Bea")}); err != nil {
		t.Error(err)
	}
}

// A change that the storage refuses is refused, and not tried for ever, if the server has put it right as well.
func TestDocument_ARepairedEditThatCannotBeStoredIsRejected(t *testing.T) {
	hub := openHub(t)
	hub.storage.refuse.Store(&refusal{poison: `"poison"`, err: crm.Errorf(crm.CodeInvalid, "the value can't be written")})
	rec := hub.newLead("Ann")
	a, b := hub.open(&agent, rec.ID), hub.open(&mate, rec.ID)
	a.untilField("name", `"Ann"`)
	b.untilField("name", `"Ann"`)
	a.untilSaved(a.set("source", "web"))
	bad := a.change(a.text("name", "poison"), a.text("nickname", "Annie"))
	a.say()
	if err := a.untilRejected(bad.Hash); err.Code != crm.CodeInvalid {
		t.Errorf("rejected with %v", err)
	}
	b.untilField("source", `"web"`)
	b.untilSaved(b.set("source", "referral"))
	hub.wantField(hub.stored(rec.ID), "name", `"Ann"`)
}
