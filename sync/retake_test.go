package sync_test

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
	realtime "roomkey/sync"
	"roomkey/sync/live"
)

// A value that the storage can't write is refused to its author alone: the record goes on, with the edits that were to
// be written with it.
func TestDocument_AnEditThatCannotBeStoredIsRejectedAlone(t *testing.T) {
	for _, code := range []crm.Code{crm.CodeInvalid, crm.CodeInternal} {
		t.Run(string(code), func(t *testing.T) {
			o := openOffice(t)
			o.staff.refuse.Store(&refusal{poison: `"poison"`, err: crm.Errorf(code, "the value can't be written")})
			rec, beside := o.newLead("Ann"), o.newLead("Bob")
			a, b, c := o.open(&agent, rec.ID), o.open(&mate, rec.ID), o.open(&mate, beside.ID)
			for i, d := range []*device{a, b} {
				d.untilField("name", `"Ann"`)
				d.untilSaved(d.set("phone", strconv.Itoa(i))) // an actor's first change waits for the disk
			}
			a.untilField("phone", `"1"`)
			c.untilField("name", `"Bob"`)
			o.staff.sick.Store(crm.Errorf(crm.CodeUnavailable, "the disk is full")) // so that all of it is one write
			before := b.change(b.text("email", "b@example.test")).Hash
			b.say()
			a.untilField("email", `"b@example.test"`)
			bad := a.change(a.text("name", "poison")).Hash
			a.say()
			b.untilField("name", `"poison"`)
			after := b.change(b.text("source", "referral")).Hash // made with the bad one before its eyes
			b.say()
			a.untilField("source", `"referral"`)
			o.staff.sick.Store(nil)

			if err := a.untilRejected(bad); err.Code != code {
				t.Errorf("rejected with %v", err)
			}
			b.untilSaved(before)
			b.untilRejected(after)
			rec = o.stored(rec.ID)
			o.wantField(rec, "email", `"b@example.test"`)
			o.wantField(rec, "name", `"Ann"`)
			c.untilSaved(c.set("phone", "3"))
			if rec := o.patch(&lead, rec.ID, "name", "Cid"); string(rec.Fields["name"]) != `"Cid"` {
				t.Errorf("the record does not go on: %s", rec.Fields["name"])
			}
			again := o.open(&mate, rec.ID)
			again.untilField("name", `"Cid"`)
			again.untilSaved(again.set("phone", "4"))
		})
	}
}

// authoring tells of each change that the engine has made for the server.
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
	o := openOfficeOn(t, t.TempDir(), engine)
	rec := o.newLead("Ann")
	a, b := o.open(&agent, rec.ID), o.open(&mate, rec.ID)
	a.untilField("name", `"Ann"`)
	a.untilSaved(a.set("phone", "1")) // an actor's first change waits for the disk
	b.untilField("phone", `"1"`)
	refused := &refusal{poison: `"poison"`, err: crm.Errorf(crm.CodeConflict, "the value can't be written"), until: make(chan struct{})}
	o.staff.refuse.Store(refused)
	bad := a.change(a.text("name", "poison")).Hash
	a.say()
	b.untilField("name", `"poison"`)
	for len(engine.made) > 0 {
		<-engine.made
	}
	answered := make(chan error, 1)
	go func() {
		_, err := o.hub.Patch(o.ctx, &lead, rec.ID, realtime.Patch{Fields: fieldsOf("phone", "2")})
		answered <- err
	}()
	<-engine.made // it waits for the next commit
	close(refused.until)
	if err := <-answered; crm.CodeOf(err) != crm.CodeConflict {
		t.Errorf("the edit is answered with %v", err)
	}
	a.untilRejected(bad)
	o.wantField(o.stored(rec.ID), "phone", `"1"`)
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

// The projection's encoder refuses what is no JSON, and names the field.
func TestStore_ARecordThatCannotBeEncodedNamesItsField(t *testing.T) {
	o := openOffice(t)
	rec := *o.newLead("Ann")
	rec.Conflicts = map[string][]crm.Conflicting{"/name": {{Value: json.RawMessage(`{`)}}}
	_, err := o.store.Commit(o.ctx, &crm.Write{Document: rec.ID, Of: rec.ID, Record: &rec})
	wantError(t, err, crm.CodeInvalid, "/name")
	if _, err := o.hub.Patch(o.ctx, &agent, rec.ID, realtime.Patch{Fields: fieldsOf("name", "Bea")}); err != nil {
		t.Error(err)
	}
}
