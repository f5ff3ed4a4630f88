package sync_test

import (
	"database/sql"
	"encoding/json"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/store"
	"roomkey/store/storetest"
	realtime "roomkey/sync"
)

func TestDocument_NothingIsSavedThatTheStorageDidNotTake(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	a, b := hub.open(&agent, rec.ID), hub.open(&mate, rec.ID)
	a.untilField("name", `"Ann"`)
	b.untilField("name", `"Ann"`)
	a.untilSaved(a.set("sourceDetail", "0")) // an actor's first change waits for the disk
	b.untilField("sourceDetail", `"0"`)
	hub.storage.failure.Store(crm.Errorf(crm.CodeUnavailable, "the disk is full"))
	h := a.set("name", "Bea")
	b.untilField("name", `"Bea"`) // peers hear of it: its author offers it again after a crash
	_, err := hub.Patch(hub.ctx, &agent, rec.ID, realtime.Patch{Fields: fieldsOf("sourceDetail", "1")})
	wantError(t, err, crm.CodeUnavailable, "")
	if a.heardSaved(h) {
		t.Error("a change is called saved that is not")
	}
	hub.storage.failure.Store(nil)
	a.untilSaved(h)
	hub.wantField(hub.stored(rec.ID), "name", `"Bea"`)
}

func TestDocument_ServersOwnChangesWaitForTheDisk(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	a := hub.open(&agent, rec.ID)
	a.untilField("name", `"Ann"`)
	frames := a.heardFrames()
	hub.storage.failure.Store(crm.Errorf(crm.CodeUnavailable, "the disk is full"))
	_, err := hub.Patch(hub.ctx, &agent, rec.ID, realtime.Patch{Fields: fieldsOf("sourceDetail", "1")})
	wantError(t, err, crm.CodeUnavailable, "")
	if a.heardFrames() != frames {
		t.Error("a change of the server's went out before it was durable: a crash would lose it for ever")
	}
	hub.storage.failure.Store(nil)
	a.untilField("sourceDetail", `"1"`)
}

func TestDraft_BeyondItsQuotaIsRejected(t *testing.T) {
	hub := openHub(t)
	hub.storage.failure.Store(crm.Errorf(crm.CodeTooLarge, "too many drafts"))
	d := newDevice(t, &agent, id(53))
	h := d.change(d.text("type", "lead")).Hash
	d.connect(hub)
	if err := d.untilRejected(h); err.Code != crm.CodeTooLarge {
		t.Errorf("rejected with %v", err)
	}
}

func TestPrivateDocument_WaitsForItsRecord(t *testing.T) {
	hub := openHub(t)
	for i, early := range []bool{true, false} { // whether the draft says at once whose it is
		lone := id(byte(60 + i))
		p := newDevice(t, &agent, crm.PrivateID(lone))
		loan := crdt.Op{Key: "loanAmount", Action: crdt.ActionSet, Value: crdt.Value{Type: crdt.ValueInt, Int: 777}}
		if !early {
			first := p.change()
			p.connect(hub)
			p.untilSaved(first.Hash)
			p.disconnect()
		}
		h := p.change(p.text("privateOf", lone.String()), loan).Hash
		p.connect(hub)
		p.untilSaved(h)
		d := newDevice(t, &agent, lone)
		c := d.change(d.text("type", "escrow"), d.text("propertyAddress", "1 Elm St"), d.text("side", "buyer"),
			crdt.Op{Key: "purchasePrice", Action: crdt.ActionSet, Value: crdt.Value{Type: crdt.ValueInt, Int: 5}},
			d.text("acceptanceDate", "2026-11-01"), d.text("openedDate", "2026-11-01"),
			d.text("closeOfEscrowDate", "2026-12-01"))
		d.connect(hub)
		d.untilSaved(c.Hash)
		d.until("its number", func() bool { raw, _ := d.ops.Root("escrowNumber"); return raw != nil })
		var rec *crm.Record
		deadline := time.Now().Add(patience)
		for rec = hub.stored(lone); rec.Private["loanAmount"] == nil &&
			time.Now().Before(deadline); rec = hub.stored(lone) {
			time.Sleep(5 * time.Millisecond) // a poll of a condition with a deadline
		}
		hub.wantField(rec, "/private/loanAmount", "777")
		p.until("the fixed first change", func() bool { raw, _ := p.ops.Root("commission"); return raw != nil })
		b := hub.open(&broker, crm.PrivateID(lone))
		b.untilField("loanAmount", "777")
	}
}

func TestDocument_CorruptBytesAreNeverServed(t *testing.T) {
	dir := storetest.Dir(t)
	hub := openHubIn(t, dir)
	bad, good := hub.newLead("Ann"), hub.newLead("Bea")
	hub.close()
	db, err := sql.Open("sqlite", filepath.Join(dir, store.FileName))
	if err != nil {
		t.Fatal(err)
	}
	_,
		err = db.Exec(
		`UPDATE changes SET data = zeroblob(length(data)) WHERE num = (SELECT max(c.num) FROM changes c, documents d
		WHERE d.id = ? AND c.num >> 24 = d.num)`, bad.ID[:])
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	again := openHubIn(t, dir)
	d := again.open(&agent, bad.ID)
	d.until("unavailable", func() bool { return d.unavailable > 0 })
	if d.frames > 0 {
		t.Error("something of a corrupt document was served")
	}
	_, err = again.Hub.Patch(again.ctx, &agent, bad.ID, realtime.Patch{Fields: fieldsOf("name", "x")})
	wantError(t, err, crm.CodeUnavailable, "")
	again.patch(&agent, good.ID, "name", "Cid")
}

func TestCompaction_KeepsEveryChangeServable(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	old := hub.open(&mate, rec.ID)
	old.untilField("name", `"Ann"`)
	old.disconnect()
	a := hub.open(&agent, rec.ID)
	a.untilField("name", `"Ann"`)
	var h crm.Hash
	for i := range 600 {
		h = a.set("sourceDetail", strconv.Itoa(i))
		if i%50 == 0 {
			a.untilSaved(h)
		}
	}
	a.untilSaved(h)
	deadline := time.Now().Add(patience)
	for {
		stored, err := hub.store.Document(hub.ctx, rec.ID)
		if err != nil {
			t.Fatal(err)
		}
		if stored.SnapshotChanges >= 256 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("it was not compacted")
		}
		a.untilSaved(a.set("sourceDetail", "again"))
	}
	old.connect(hub)
	old.until("what it missed", func() bool { return old.graph.Has(h) })
	a.disconnect()
	fresh := hub.open(&mate, rec.ID)
	fresh.until("the document as one chunk", func() bool { return fresh.chunks > 0 })
}

// While a snapshot is being stored, which may take long, its record goes on. What comes meanwhile is no part of it, and
// is not lost.
func TestCompaction_KeepsNoEditOfItsRecordWaiting(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	storing, proceed := make(chan struct{}), make(chan struct{})
	wait := func() { close(storing); <-proceed; hub.storage.compact.Store(nil) }
	hub.storage.compact.Store(&wait)
	a := hub.open(&agent, rec.ID)
	a.untilField("name", `"Ann"`)
	for begun := false; !begun; {
		for i := range 50 {
			if h := a.set("sourceDetail", strconv.Itoa(i)); i == 49 {
				a.untilSaved(h)
			}
		}
		select {
		case <-storing:
			begun = true
		default:
		}
	}
	b := hub.open(&mate, rec.ID)
	b.untilField("sourceDetail", `"49"`)
	a.untilSaved(a.set("sourceDetail", "meanwhile"))
	b.untilField("sourceDetail", `"meanwhile"`)
	hub.patch(&agent, rec.ID, "name", "Bea")
	close(proceed)
	deadline := time.Now().Add(patience)
	for stored := (&crm.Stored{}); stored.SnapshotChanges == 0; time.Sleep(5 * time.Millisecond) { // a poll
		var err error
		if stored, err = hub.store.Document(hub.ctx, rec.ID); err != nil || time.Now().After(deadline) {
			t.Fatal("it was not compacted", err)
		}
		if n := stored.SnapshotChanges; n > 0 && n > len(stored.Changes)-2 {
			t.Errorf("the snapshot is of %d changes, and there are %d", n, len(stored.Changes))
		}
	}
	b.untilField("name", `"Bea"`)
	fresh := hub.open(&mate, rec.ID)
	fresh.until("the snapshot", func() bool { return fresh.chunks > 0 })
}

func TestEvents_OneScalarIsSmall(t *testing.T) {
	hub := openHub(t)
	rec := hub.newEscrow()
	hub.patch(&agent, rec.ID, "purchasePrice", 51_000_000)
	events, err := hub.store.Events(hub.ctx, crm.TeamRoom(harbor), 0, 100)
	if err != nil || len(events) != 2 {
		t.Fatalf("events are %+v, %v", events, err)
	}
	e := events[1]
	var data struct {
		ID, By  string
		Heads   []string
		Changes map[string][2]json.RawMessage
	}
	decode(t, e.Data, &data)
	change := data.Changes["/purchasePrice"]
	if e.Name != "escrow:updated" || data.ID != rec.ID.String() || data.By != agent.ID.String() ||
		len(data.Heads) != 1 ||
		string(change[0]) != "50000000" || string(change[1]) != "51000000" || len(data.Changes) != 1 {
		t.Errorf("event is %s %s", e.Name, e.Data)
	}
	hub.patch(&agent, rec.ID, "propertyAddress", strings.Repeat("long ", 30))
	events, err = hub.store.Events(hub.ctx, crm.TeamRoom(harbor), e.Offset, 100)
	if err != nil || len(events) != 1 || !strings.Contains(string(events[0].Data), `"/propertyAddress":[null,null]`) {
		t.Errorf("events are %+v, %v", events, err)
	}
}

func TestEvents_SaySomethingOfEveryAuthorOnce(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	a, b := hub.open(&agent, rec.ID), hub.open(&mate, rec.ID)
	a.untilField("name", `"Ann"`)
	b.untilField("name", `"Ann"`)
	for i := range 20 {
		a.set("sourceDetail", strconv.Itoa(i))
		b.set("email", strconv.Itoa(i)+"@example.test")
		a.read()
		b.read()
	}
	a.until("all", func() bool { return a.graph.Last(b.actor) == 20 && len(a.saved) >= 20 })
	b.until("all", func() bool { return b.graph.Last(a.actor) == 20 && len(b.saved) >= 20 })
	events, err := hub.store.Events(hub.ctx, crm.TeamRoom(harbor), 1, 100)
	if err != nil {
		t.Fatal(err)
	}
	last := map[string]string{}
	for _, e := range events {
		var data struct {
			By      string
			Changes map[string][2]any
		}
		decode(t, e.Data, &data)
		for pointer, change := range data.Changes {
			if want := map[string]string{"/sourceDetail": agent.ID.String(),
				"/email": mate.ID.String()}[pointer]; want != data.By {
				t.Errorf("%s was changed by %s", pointer, data.By)
			}
			if before, _ := change[0].(string); last[pointer] != "" && before != last[pointer] {
				t.Errorf("%s went from %q, but it was %q", pointer, before, last[pointer])
			}
			last[pointer], _ = change[1].(string)
		}
	}
	if last["/sourceDetail"] != "19" || last["/email"] != "19@example.test" {
		t.Errorf("the last values were %v", last)
	}
}

func TestHistory_RevertAndUndo(t *testing.T) {
	hub := openHub(t)
	rec := hub.newEscrow("loanAmount", 1)
	heads := rec.Heads
	hub.patch(&agent, rec.ID, "purchasePrice", 7, "status", "contingent", "tags", []string{"a"})
	entries, err := hub.History(hub.ctx, &agent, rec.ID)
	if err != nil {
		t.Fatal(err)
	}
	final := entries[len(entries)-1]
	if final.User != agent.ID || strings.Join(final.Fields, " ") != "/purchasePrice /status /tags/0" {
		t.Errorf("the last entry is %+v", final)
	}
	seen, err := hub.History(hub.ctx, &mate, rec.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range seen {
		if e.Private {
			t.Error("a private change is told to who may not read it")
		}
	}
	was, err := hub.At(hub.ctx, &mate, rec.ID, heads)
	if err != nil {
		t.Fatal(err)
	}
	hub.wantField(was, "purchasePrice", "50000000")
	_, err = hub.Revert(hub.ctx, &agent, rec.ID, heads)
	wantError(t, err, crm.CodeInvalid, "/status")
	other := hub.newEscrow()
	results, undo, err := hub.Bulk(hub.ctx, &agent, "escrow", []crm.ID{rec.ID, other.ID, id(97)},
		realtime.Patch{Fields: fieldsOf("financing", "Cash", "status", "cancelled")})
	if err != nil || results[0].Err != nil || results[1].Err != nil || crm.CodeOf(results[2].Err) != crm.CodeNotFound {
		t.Fatalf("%+v, %v", results, err)
	}
	hub.patch(&agent, other.ID, "financing", "FHA")
	if results, err = hub.Undo(hub.ctx, &agent, undo); err != nil || results[0].Err != nil || results[1].Err != nil {
		t.Fatalf("%+v, %v", results, err)
	}
	hub.wantField(hub.stored(rec.ID), "status", `"contingent"`)
	hub.wantField(hub.stored(rec.ID), "financing", "")
	hub.wantField(hub.stored(other.ID), "status", `"open"`)
	hub.wantField(hub.stored(other.ID), "financing", `"FHA"`)
}

func TestDocument_MalformedMessageIsAnErrorOfItsOwn(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	d := newDevice(t, &agent, rec.ID)
	d.listen(hub.Hub)
	errs := make(chan error, 2)
	d.link.Receive([]byte("nonsense"), false, func(err error) { errs <- err })
	m := crdt.Message{Changes: [][]byte{[]byte("no chunk")}}
	d.link.Receive(m.Encode(), false, func(err error) { errs <- err })
	for range 2 {
		if err := <-errs; crm.CodeOf(err) != crm.CodeInvalid {
			t.Errorf("error is %v", err)
		}
	}
}
