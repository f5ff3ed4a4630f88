package sync_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/store"
	"roomkey/store/storetest"
	realtime "roomkey/sync"
	"roomkey/sync/editing"
	"roomkey/sync/live"
)

// agedDocument is an engine for which one document has so many more operations behind it.
type agedDocument struct {
	live.Engine
	doc  crm.ID
	more atomic.Int64
}

func (a *agedDocument) Apply(ctx context.Context, doc crdt.Doc, changes [][]byte, roots []string) (crdt.State, error) {
	state, err := a.Engine.Apply(ctx, doc, changes, roots)
	a.age(doc, &state)
	return state, err
}

func (a *agedDocument) Author(ctx context.Context, doc crdt.Doc, draft crdt.Draft) ([]byte, crdt.State, error) {
	change, state, err := a.Engine.Author(ctx, doc, draft)
	a.age(doc, &state)
	return change, state, err
}

func (a *agedDocument) age(doc crdt.Doc, state *crdt.State) {
	if doc.ID == a.doc {
		state.Ops += int(a.more.Load())
	}
}

// agingHub is a hub in whose engine one document of each record is old.
func agingHub(t *testing.T, dir string) (*testHub, *agedDocument) {
	t.Helper()
	engine := &agedDocument{Engine: engines}
	return openHubOn(t, dir, engine), engine
}

func (hub *testHub) renew(user *crm.User, id crm.ID) *crm.Record {
	hub.Helper()
	rec, err := hub.Renew(hub.ctx, user, id)
	if err != nil {
		hub.Fatalf("renew: %v", err)
	}
	return rec
}

// wantSound wants the storage to be in order.
func (hub *testHub) wantSound() {
	hub.Helper()
	err := hub.store.Check(hub.ctx, func(p store.Problem) error { hub.Error(p); return nil },
		func(store.Material) error { return nil })
	if err != nil {
		hub.Error(err)
	}
}

// untilMoved waits until the device is told where its document goes on.
func (d *device) untilMoved() (to crm.ID) {
	d.t.Helper()
	d.until("moved", func() bool { return len(d.moved) > 0 })
	return d.moved[len(d.moved)-1]
}

// Renewing a record (R70, R71): it keeps its id and its content, and gets a new document; whoever has the old one open
// is told, and later changes of that are refused.
func TestRenew_TheRecordGoesOnInANewDocument(t *testing.T) {
	dir := storetest.Dir(t)
	hub, engine := agingHub(t, dir)
	rec := hub.newListing()
	note, err := hub.Note(hub.ctx, &mate, rec.ID, "mate's words", nil)
	if err != nil {
		t.Fatal(err)
	}
	engine.doc = rec.ID
	engine.more.Store(320_000)
	before := hub.patch(&agent, rec.ID, "PublicRemarks", "Près du lac 🙃", "tags", []string{"b", "a", "b"},
		"Media", []map[string]string{{"id": "m2", "url": "u2"}, {"id": "m1", "url": "u1"}})
	if !slices.Contains(before.Flags, "review:/") {
		t.Fatalf("flags are %v", before.Flags)
	}
	a, b := hub.open(&agent, rec.ID), hub.open(&mate, rec.ID)
	a.untilField("City", `"Springfield"`)
	b.untilField("City", `"Springfield"`)
	a.untilSaved(a.set("City", "Shelbyville"))
	before = hub.stored(rec.ID)

	hub.renew(&agent, rec.ID)
	after := hub.stored(rec.ID)
	fresh := after.DocumentOf(false)
	if after.ID != rec.ID || fresh == rec.ID || len(after.Flags) > 0 ||
		after.DocumentOf(true) != crm.PrivateID(rec.ID) {
		t.Errorf("the record is %v with document %v and flags %v", after.ID, fresh, after.Flags)
	}
	if fmt.Sprint(after.Fields) != fmt.Sprint(before.Fields) || !after.CreatedAt.Equal(before.CreatedAt) {
		t.Errorf("its fields are\n%s, were\n%s", after.Fields, before.Fields)
	}
	if string(after.Fields["notes"]) != string(note.Fields["notes"]) {
		t.Errorf("the notes are %s, were %s", after.Fields["notes"], note.Fields["notes"])
	}
	for _, d := range []*device{a, b} {
		if to := d.untilMoved(); to != fresh || !slices.Equal(d.ended, before.Heads) {
			t.Errorf("%s is told to go on in %v after %v, want %v", d.user.Name, to, d.ended, fresh)
		}
		err := d.untilRejected(d.set("City", "Ogdenville"))
		if err.Code != crm.CodeMoved || !strings.Contains(err.Message, crm.DocumentID(fresh)) {
			t.Errorf("%s: a late change is refused by %v", d.user.Name, err)
		}
	}
	if _, err := hub.Renew(hub.ctx, &agent, rec.ID); crm.CodeOf(err) != crm.CodeConflict {
		t.Errorf("renewing it again: %v", err)
	}
	hub.continues(dir, rec.ID, fresh)
}

// continues checks a renewed listing, before and after a restart.
func (hub *testHub) continues(dir string, record, fresh crm.ID) {
	hub.Helper()
	for round := range 2 {
		d := hub.open(&mate, fresh)
		d.untilField("City", `"Shelbyville"`)
		d.untilSaved(d.set("City", "North Haverbrook"))
		hub.wantField(hub.patch(&agent, record, "ListPrice", 700+round), "City", `"North Haverbrook"`)
		d.untilField("ListPrice", fmt.Sprint(700+round))
		d.untilSaved(d.set("City", "Shelbyville"))
		d.disconnect()

		old := hub.open(&viewer, record) // the old document can be read, and says where it goes on
		old.untilField("City", `"Shelbyville"`)
		if to := old.untilMoved(); to != fresh {
			hub.Errorf("the old document leads to %v, want %v", to, fresh)
		}
		if err := old.untilRejected(old.set("City", "Mine")); err.Code != crm.CodeForbidden {
			hub.Errorf("a viewer's change of the old document is refused by %v", err)
		}
		old.disconnect()
		hub.wantSound()
		if round == 0 {
			hub.close()
			*hub = *openHubIn(hub.TB, dir)
		}
	}
}

// The history of the old document stays (R73): GET history has both, and the record can be read and brought back as it
// was.
func TestRenew_TheHistoryStays(t *testing.T) {
	hub, engine := agingHub(t, storetest.Dir(t))
	rec := hub.newListing()
	engine.doc = rec.ID
	engine.more.Store(60_000)
	then := hub.patch(&agent, rec.ID, "City", "Then")
	hub.patch(&agent, rec.ID, "City", "Later")
	before, err := hub.History(hub.ctx, &viewer, rec.ID)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		engine.doc = hub.renew(&broker, rec.ID).DocumentOf(false)
		hub.patch(&mate, rec.ID, "City", "Now")
	}
	now := hub.stored(rec.ID)
	after, err := hub.History(hub.ctx, &viewer, rec.ID)
	if err != nil {
		t.Fatal(err)
	}
	if len(after) < len(before)+4 || !slices.EqualFunc(before, after[:len(before)],
		func(a, b editing.HistoryEntry) bool { return a.Hash == b.Hash && a.User == b.User }) {
		t.Errorf("the history has %d entries, had %d", len(after), len(before))
	}
	at := func(heads []crm.Hash, want string) {
		t.Helper()
		past, err := hub.At(hub.ctx, &viewer, rec.ID, heads)
		if err != nil {
			t.Fatal(err)
		}
		hub.wantField(past, "City", want)
	}
	at(then.Heads, `"Then"`)
	at(now.Heads, `"Now"`)
	both := append(slices.Clone(then.Heads), now.Heads...)
	if _, err := hub.At(hub.ctx, &viewer, rec.ID, both); crm.CodeOf(err) != crm.CodeInvalid {
		t.Errorf("heads of two documents: %v", err)
	}
	_, err = hub.Patch(hub.ctx, &agent, rec.ID, realtime.Patch{Fields: fieldsOf("City", "Base"), Base: then.Heads})
	if crm.CodeOf(err) != crm.CodeStale {
		t.Errorf("a patch of a state before the renewal: %v", err)
	}
	back, err := hub.Revert(hub.ctx, &agent, rec.ID, then.Heads)
	if err != nil {
		t.Fatal(err)
	}
	hub.wantField(back, "City", `"Then"`)
	hub.wantSound()
}

// A record that is full takes edits again once it is renewed.
func TestRenew_AFullRecordTakesEditsAgain(t *testing.T) {
	hub, engine := agingHub(t, storetest.Dir(t))
	rec := hub.newListing()
	d := hub.open(&agent, rec.ID)
	d.untilField("City", `"Springfield"`)
	engine.doc = rec.ID
	engine.more.Store(500_000)
	d.untilSaved(d.set("City", "Full"))
	if _, err := hub.Patch(hub.ctx, &agent, rec.ID, realtime.Patch{Fields: fieldsOf("ListPrice", 900)}); crm.CodeOf(
		err) != crm.CodeTooLarge {
		t.Fatalf("a full record: %v", err)
	}
	fresh := hub.renew(&agent, rec.ID).DocumentOf(false)
	hub.wantField(hub.patch(&agent, rec.ID, "ListPrice", 900), "City", `"Full"`)
	e := hub.open(&mate, fresh)
	e.untilField("ListPrice", "900")
	e.untilSaved(e.set("City", "Open"))
}

// Who renews a long record again and again has nothing copied: what counts is the history besides the content.
func TestRenew_ALongContentIsNotCopiedForNothing(t *testing.T) {
	hub, engine := agingHub(t, storetest.Dir(t))
	rec := hub.newListing()
	engine.doc = rec.ID
	engine.more.Store(60_000)
	hub.patch(&agent, rec.ID, "PublicRemarks", strings.Repeat("A quiet home. ", 55_000/14))
	for range 2 {
		engine.doc = hub.renew(&agent, rec.ID).DocumentOf(false)
		engine.more.Store(100)
		hub.patch(&agent, rec.ID, "City", "Elsewhere")
		if _, err := hub.Renew(hub.ctx, &agent, rec.ID); crm.CodeOf(err) != crm.CodeConflict ||
			!strings.Contains(err.Error(), "its content takes about 55") {
			t.Errorf("renewed again: %v", err)
		}
		engine.more.Store(60_000)
		hub.patch(&agent, rec.ID, "City", "Here")
	}
	hub.wantSound()
}

// Long texts and lists become several changes of at most 10,000 operations (R43).
func TestRenew_LongTextsAndListsAreKept(t *testing.T) {
	hub := openHub(t)
	rec := hub.newListing()
	words := strings.Repeat("Long words, kept. ", 1_500)
	for _, text := range []string{strings.ToUpper(words), words} {
		hub.patch(&agent, rec.ID, "PublicRemarks", text)
	}
	notes := make([]map[string]any, 0, 1_200)
	for i := range cap(notes) {
		notes = append(notes, map[string]any{"id": fmt.Sprint("note ", i), "author": agent.ID.String(),
			"at": "2026-11-01T08:00:00Z", "body": fmt.Sprint("body ", i), "mentions": []string{}})
	}
	for end := 400; end <= len(notes); end += 400 {
		hub.patch(&agent, rec.ID, "notes", notes[:end])
	}
	before := hub.stored(rec.ID)
	after := hub.renew(&agent, rec.ID)
	for name, value := range before.Fields {
		if string(after.Fields[name]) != string(value) {
			t.Errorf("%s is %.200s, was %.200s", name, after.Fields[name], value)
		}
	}
	stored, err := hub.store.Document(hub.ctx, after.DocumentOf(false))
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, s := range stored.Changes {
		c, err := crdt.ParseChange(s.Data, nil) // refuses one of more than 10,000 operations
		if err != nil {
			t.Fatal(err)
		}
		total += len(c.Ops)
	}
	if total > 50_000 { // the old one has more than 90,000
		t.Errorf("the new document has %d operations", total)
	}
}

// Only the owner and the broker role may renew a record (R70).
func TestRenew_Rights(t *testing.T) {
	hub, engine := agingHub(t, storetest.Dir(t))
	rec := hub.newListing()
	engine.doc = rec.ID
	engine.more.Store(60_000)
	hub.patch(&agent, rec.ID, "City", "Old")
	for user, want := range map[*crm.User]crm.Code{
		&mate: crm.CodeForbidden, &lead: crm.CodeForbidden, &viewer: crm.CodeForbidden,
		&stranger: crm.CodeNotFound, &outsider: crm.CodeNotFound,
	} {
		if _, err := hub.Renew(hub.ctx, user, rec.ID); crm.CodeOf(err) != want {
			t.Errorf("%s: %v, want %s", user.Name, err, want)
		}
	}
	if _, err := hub.Renew(hub.ctx, &agent, crm.PrivateID(rec.ID)); crm.CodeOf(err) != crm.CodeNotFound {
		t.Errorf("by the private document's id: %v", err)
	}
	engine.doc = hub.renew(&broker, rec.ID).DocumentOf(false)
	hub.patch(&agent, rec.ID, "City", "Old again")
	hub.renew(&agent, rec.ID)
	lines, err := hub.store.AuditLog(hub.ctx, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	var by []crm.ID
	for _, line := range lines {
		if line.Action == "record:renewed" {
			by = append(by, line.User)
		}
	}
	slices.SortFunc(by, func(a, b crm.ID) int { return strings.Compare(a.String(), b.String()) })
	if !slices.Equal(by, []crm.ID{broker.ID, agent.ID}) {
		t.Errorf("the audit log tells of renewals by %v", by)
	}
}

// The private half is renewed by itself, and only who may read it learns of that (R70).
func TestRenew_ThePrivateHalf(t *testing.T) {
	hub, engine := agingHub(t, storetest.Dir(t))
	rec := hub.newListing()
	old := crm.PrivateID(rec.ID)
	engine.doc = old
	engine.more.Store(400_000)
	_, err := hub.Patch(hub.ctx, &agent, rec.ID, realtime.Patch{Private: fieldsOf("AccessCode", "6")})
	if err != nil {
		t.Fatal(err)
	}
	d := hub.open(&broker, old)
	d.untilField("AccessCode", `"6"`)
	after := hub.renew(&agent, rec.ID)
	fresh := after.DocumentOf(true)
	if fresh == old || after.DocumentOf(false) != rec.ID || len(after.Flags) > 0 {
		t.Errorf("the documents are %v and %v, the flags %v", after.DocumentOf(false), fresh, after.Flags)
	}
	hub.wantField(after, "/private/AccessCode", `"6"`)
	if to := d.untilMoved(); to != fresh {
		t.Errorf("the broker goes on in %v, want %v", to, fresh)
	}
	e := hub.open(&broker, fresh)
	e.untilField("AccessCode", `"6"`)
	e.untilSaved(e.set("AccessCode", "7"))
	for _, doc := range []crm.ID{old, fresh} {
		f := hub.open(&mate, doc)
		f.until("unavailable", func() bool { return f.unavailable > 0 })
		if len(f.moved) > 0 || f.graph.Len() > 0 {
			t.Error("a mate hears of the private half")
		}
	}
	if mates := hub.stored(rec.ID).For(&mate); mates.DocumentOf(true) == fresh {
		t.Error("a mate is told the private document's id")
	}
	hub.wantSound()
}

// While the storage is out of order nothing is renewed, and the record goes on in its old document.
func TestRenew_FailsAsAWhole(t *testing.T) {
	hub, engine := agingHub(t, storetest.Dir(t))
	rec := hub.newListing()
	engine.doc = rec.ID
	engine.more.Store(60_000)
	hub.patch(&agent, rec.ID, "City", "Old")
	d := hub.open(&agent, rec.ID)
	d.untilField("City", `"Old"`)
	hub.storage.failure.Store(crm.Errorf(crm.CodeUnavailable, "the disk is full"))
	_, err := hub.Renew(hub.ctx, &agent, rec.ID)
	wantError(t, err, crm.CodeUnavailable, "")
	hub.storage.failure.Store(nil)
	d.untilSaved(d.set("City", "Still here"))
	if hub.stored(rec.ID).DocumentOf(false) != rec.ID || len(d.moved) > 0 {
		t.Error("the record has moved")
	}
	hub.wantField(hub.renew(&agent, rec.ID), "City", `"Still here"`)
}
