package plugins_test

import (
	"fmt"
	"strings"
	"testing"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/plugins"
)

// copier is a guest that reads a listing in both ways and copies the code that it finds to wherever it can: aloud into
// the room, into a shared field and a note of the listing, into a new listing, and into a private field.
const copier = `const {input} = crm.call('task.input', {});
const half = input.shared ? {shared: true} : {};
const got = crm.call('records.get', {type: 'listing', id: input.listing, ...half});
const all = crm.call('records.query', {type: 'listing', q: 'Test Way', limit: 500, ...half});
const text = JSON.stringify([got, all]).match(/canary[^"]*/)?.[0] ?? 'no code';
crm.call('task.progress', {percent: 50, message: 'found ' + text, partial: {text}});
crm.call('records.propose', {changes: [
	{type: 'listing', id: input.listing, fields: {PublicRemarks: text}, private: {OwnerName: text}, note: text},
	{type: 'listing', fields: {StandardStatus: 'Active', PropertyType: 'Residential', City: 'Davis',
		StateOrProvince: 'CA', PostalCode: '95616', ListPrice: 1, ListingId: 'COPY' + input.listing.slice(0, 6),
		UnparsedAddress: text}}]});
crm.call('task.output', {text, private: [got, ...all.items].filter(r => 'private' in r).length,
	hidden: JSON.stringify([got, all]).includes('privateDocumentId')});`

// copierManifest asks for what its name says, in a workflow that applies what is proposed.
func copierManifest(id string, read ...string) plugins.Manifest {
	m := scriptManifest(id, plugins.Capabilities{Read: read,
		Propose: []string{"listing", "listing./private/OwnerName"}})
	m.Workflows = []plugins.Workflow{{Name: "copy", Title: "Copy", Policy: crm.PolicyApply,
		Steps: []plugins.WorkflowStep{{Step: "run"}}}}
	return m
}

// A plugin gets private fields only if it asked for them by name and was granted them. If it got some, nothing that it
// says or applies shows them to more people before somebody has decided so. An honest editor goes on beside it (T12).
func TestPlugins_GetPrivateFieldsOnlyByName(t *testing.T) {
	t.Parallel()
	s := serveInstalled(t)
	broker, ana := s.Personal(demo.Broker.Email), s.Personal(demo.Agent1.Email)
	honest := s.Edit(s.Shared("escrows", 1)[0].Key(t), "purchasePrice", demo.Agent2)
	both := []string{"listing", "listing.private"}
	for i, c := range []struct {
		name          string
		asks, granted []string
		shared, gets  bool
	}{
		{"not asked for", both[:1], both[:1], false, false},
		{"asked for, not granted", both, both[:1], false, false},
		{"granted, not wanted", both, both, true, false},
		{"granted", both, both, false, true},
	} {
		id := fmt.Sprint("acme.copier", i)
		manifest := copierManifest(id, c.asks...)
		s.install(broker, manifest, []byte(copier))
		granted := manifest.Capabilities
		granted.Read = c.granted
		s.grant(broker, id, granted)
		listing := s.MakeListing(ana, crm.VisibilityTeam)
		lead := s.Watch(demo.Lead.Email)
		lead.JoinAll(&demo.Lead, listing.Key(t))
		task := s.AwaitTask(ana, s.BeginIn(crm.TeamRoom(demo.Harbor.ID), ana, "copy",
			m{"listing": listing.ID, "shared": c.shared}))
		said, want := string(task.Output), `{"text":"no code","private":0,"hidden":false}`
		if got := strings.Contains(said, roomkeytest.Canary); got != c.gets || !got && said != want {
			t.Errorf("%s: the guest got %s", c.name, said)
		}
		var after record
		s.Get(ana, "/listings/"+listing.ID, &after)
		roomkeytest.Eventually(t, "the lead hears of the end", func() bool {
			return lead.Saw(crm.EventTaskCompleted) || lead.Saw(crm.EventTaskReview)
		})
		if !c.gets {
			if task.Status != "completed" || after.Fields["PublicRemarks"] != "no code" ||
				after.Private["OwnerName"] != "no code" || !lead.Saw("found no code") {
				t.Errorf("%s: the task is %+v, the listing %+v, the lead heard of it: %v", c.name, task, after,
					lead.Saw("found no code"))
			}
		} else {
			s.keptForReview(t, task, after, lead)
		}
		if lead.Saw(roomkeytest.Canary) {
			t.Errorf("%s: the lead saw the canary", c.name)
		}
		s.remove(broker, id)
	}
	_, body := s.Call(s.Personal(demo.Lead.Email), "GET", "/listings?q=canary&limit=500", nil)
	if strings.Contains(string(body), roomkeytest.Canary) {
		t.Errorf("the lead finds %s", body)
	}
	honest.Stop()
}

// keptForReview checks a task whose guest had the canary, until its caller lets the canary out.
func (s *server) keptForReview(t *testing.T, task roomkeytest.Task, after record, lead *roomkeytest.Watcher) {
	t.Helper()
	ana := s.Personal(demo.Agent1.Email)
	if task.Status != "review" || len(task.Proposals) != 2 || after.Fields["PublicRemarks"] == roomkeytest.Canary ||
		strings.Contains(fmt.Sprint(after.Fields), roomkeytest.Canary) {
		t.Errorf("the task is %+v, the listing %+v", task, after)
	}
	if after.Private["OwnerName"] != roomkeytest.Canary { // nobody reads it but who may read the code
		t.Errorf("the private field is %v", after.Private["OwnerName"])
	}
	if lead.Saw("found") || !lead.Saw(crm.EventTaskProgress) {
		t.Error("the lead heard words, or nothing at all")
	}
	if status, body := s.Call(s.Personal(demo.Lead.Email), "POST", "/tasks/"+task.ID+"/accept",
		m{}); status != 403 {
		t.Errorf("the lead accepts: %d %s", status, body)
	}
	// The last check of the caller is about what only a person's decision shows.
	if lead.Saw(roomkeytest.Canary) {
		t.Error("the lead saw the canary")
	}
	lead.Close()
	place := m{"changes": []m{{"record": after.ID, "pointer": "/PublicRemarks"}}}
	if status, body := s.Call(ana, "POST", "/tasks/"+task.ID+"/accept", place); status != 200 {
		t.Errorf("the caller accepts: %d %s", status, body)
	}
	var now record
	if s.Get(ana, "/listings/"+after.ID, &now); now.Fields["PublicRemarks"] != roomkeytest.Canary {
		t.Errorf("after the decision the remarks are %v", now.Fields["PublicRemarks"])
	}
	if status, body := s.Call(ana, "POST", "/tasks/"+task.ID+"/undo", m{}); status != 200 {
		t.Errorf("undo: %d %s", status, body)
	}
}

// remove is DELETE /plugins/{id}.
func (s *server) remove(broker, id string) {
	s.T.Helper()
	if status, body := s.Call(broker, "DELETE", "/plugins/"+id, nil); status != 204 {
		s.T.Fatalf("remove %s: %d %s", id, status, body)
	}
}
