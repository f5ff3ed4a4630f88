package sync_test

import (
	"context"
	"testing"

	"roomkey/crm"
	realtime "roomkey/sync"
)

// firstResponse is what a stored lead says of its first response; "" for nothing.
func (hub *testHub) firstResponse(id crm.ID) string {
	return string(hub.stored(id).Fields["firstResponseAt"])
}

// run has the hub do its periodic work until the test ends.
func (hub *testHub) run() {
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- hub.Run(ctx) }()
	hub.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			hub.Error(err)
		}
	})
}

// untilResponse waits until the device has a first response.
func (d *device) untilResponse() {
	d.t.Helper()
	d.until("a first response", func() bool { raw, _ := d.ops.Root("firstResponseAt"); return len(raw) > len("null") })
}

// A lead's report needs to know when its owner answered: by a note, or by taking it out of the stage new.
// R75
func TestResponse_TheOwnersFirstIsNotedOnce(t *testing.T) {
	for name, respond := range map[string]func(hub *testHub, id crm.ID){
		"a stage": func(hub *testHub, id crm.ID) { hub.patch(&agent, id, "stage", "contacted") },
		"a note":  func(hub *testHub, id crm.ID) { hub.addNote(&agent, hub.stored(id), "called") },
		"a bulk edit": func(hub *testHub, id crm.ID) {
			results, _, err := hub.Bulk(hub.ctx, &agent, "lead", []crm.ID{id},
				realtime.Patch{Fields: fieldsOf("stage", "met")})
			if err != nil || results[0].Err != nil {
				hub.Fatal(results, err)
			}
		},
		"a stage from a device": func(hub *testHub, id crm.ID) {
			d := hub.open(&agent, id)
			d.untilField("name", `"Ann"`)
			d.set("stage", "contacted")
			d.untilResponse()
		},
		"a note from a device": func(hub *testHub, id crm.ID) {
			d := hub.open(&agent, id)
			d.untilField("name", `"Ann"`)
			d.note("called")
			d.say()
			d.untilResponse()
		},
	} {
		t.Run(name, func(t *testing.T) {
			hub := openHub(t)
			hub.run()
			rec := hub.newLead("Ann")
			respond(hub, rec.ID)
			hub.patch(&agent, rec.ID, "score", 1) // it is on the disk, and what came before too
			first := hub.firstResponse(rec.ID)
			if len(first) != len(`"2026-11-30T10:00:00Z"`) {
				t.Fatalf("the first response is %s", first)
			}
			hub.patch(&agent, rec.ID, "firstResponseAt", "2026-11-01T10:00:00Z")
			hub.patch(&agent, rec.ID, "stage", "nurture")
			hub.addNote(&agent, hub.stored(rec.ID), "again")
			if again := hub.firstResponse(rec.ID); again != `"2026-11-01T10:00:00Z"` {
				t.Errorf("a later response made it %s", again)
			}
		})
	}
}

// R75
func TestResponse_OthersAndThrowingAwayAreNone(t *testing.T) {
	hub := openHub(t)
	for name, do := range map[string]func(id crm.ID){
		"a teammate's stage": func(id crm.ID) { hub.patch(&mate, id, "stage", "contacted") },
		"a teammate's note":  func(id crm.ID) { hub.addNote(&mate, hub.stored(id), "saw it") },
		"thrown away":        func(id crm.ID) { hub.patch(&agent, id, "stage", "trash") },
		"another field":      func(id crm.ID) { hub.patch(&agent, id, "score", 7) },
	} {
		rec := hub.newLead("Ann")
		do(rec.ID)
		if first := hub.firstResponse(rec.ID); first != "" {
			t.Errorf("%s is noted as a response at %s", name, first)
		}
	}
}

// A lead that was typed in and answered without a connection comes as one that is out of the stage new already.
// R75
func TestResponse_OfALeadThatWasMadeOfflineIsNoted(t *testing.T) {
	for name, c := range map[string]struct {
		respond func(d *device) // without a connection
		noted   bool
	}{
		"moved on":    {func(d *device) { d.change(d.text("stage", "contacted")) }, true},
		"written of":  {func(d *device) { d.note("called") }, true},
		"left":        {func(d *device) {}, false},
		"thrown away": {func(d *device) { d.change(d.text("stage", "trash")) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			hub := openHub(t)
			hub.run()
			d := newDevice(t, &agent, id(80))
			d.change(d.text("type", "lead"), d.text("name", "Ann"), d.text("phone", "5550101"), d.text("source", "web"),
				d.text("stage", "new"))
			c.respond(d)
			last := d.change(d.text("source", "sign")).Hash
			d.connect(hub)
			d.untilSaved(last)
			if c.noted {
				d.untilResponse()
				return
			}
			hub.patch(&agent, id(80), "score", 1) // it is on the disk, and what came before too
			if first := hub.firstResponse(id(80)); first != "" {
				t.Errorf("it is noted as a response at %s", first)
			}
		})
	}
}

// It may refer to a record that comes later than the lead.
// R75
func TestResponse_OfALeadThatHasWaitedIsNoted(t *testing.T) {
	hub := openHub(t)
	hub.run()
	d := newDevice(t, &agent, id(80))
	d.change(leadOf(d, id(90))...)
	sent := d.change(d.text("stage", "contacted")).Hash
	d.connect(hub)
	d.untilSaved(sent)
	client := newDevice(t, &agent, id(90))
	known := client.change(clientOf(client)...).Hash
	client.connect(hub)
	client.untilSaved(known)
	d.untilResponse()
}
