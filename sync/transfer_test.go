package sync_test

import (
	"bytes"
	"strings"
	"testing"

	"roomkey/crm"
	realtime "roomkey/sync"
)

// give transfers a record to another owner, by whom may.
func (hub *testHub) give(by *crm.User, rec crm.ID, to crm.ID) {
	hub.Helper()
	if _, err := hub.Transfer(hub.ctx, by, rec, realtime.Transfer{Owner: &to}); err != nil {
		hub.Fatalf("transfer to %s: %v", to, err)
	}
}

// A lead who takes a record, reads its private fields and gives it back leaves traces that its owner sees (R67).
func TestTransfer_TellsTheOwnersOfWhatOthersDo(t *testing.T) {
	hub := openHub(t)
	rec := hub.newEscrow("loanAmount", 500)
	hub.give(&lead, rec.ID, lead.ID)
	hub.give(&lead, rec.ID, agent.ID)
	want := "transfer by " + lead.ID.String() + " in " + rec.ID.String()
	if told := hub.told(&agent); len(told) != 2 || told[0] != want || told[1] != want {
		t.Fatalf("the owner is told %v, want twice %q", told, want)
	}
	if told := hub.told(&lead); len(told) != 0 {
		t.Errorf("who did it is told %v", told)
	}
	notices, _, err := hub.store.Notifications(hub.ctx, agent.ID, "", 10)
	if err != nil {
		t.Fatal(err)
	}
	taken, given := notices[1].Data, notices[0].Data
	if !bytes.Contains(taken, []byte(`"private":true`)) || bytes.Contains(given, []byte("private\":true")) {
		t.Errorf("private fields could be read since the first transfer alone: %s, then %s", taken, given)
	}
	if !bytes.Contains(taken, []byte(`"after":{"owner":"`+lead.ID.String())) {
		t.Errorf("taken by: %s", taken)
	}
	lines, err := hub.store.AuditLog(hub.ctx, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	var log []string
	for _, line := range lines {
		if line.User == lead.ID {
			log = append(log, line.Action+line.Field)
		}
	}
	if got := strings.Join(log, " "); got != "record:transferred record:read/private record:transferred" {
		t.Errorf("the audit log says %s", got)
	}
	if lines, _, err := hub.store.Activity(hub.ctx, &mate, "", 100); err != nil || len(lines) == 0 ||
		strings.Contains(lines[1].Action, "read") {
		t.Errorf("a colleague reads of the private fields: %+v, %v", lines, err)
	}
}

// Whoever lost the record hears of it all the same, at once and later, and once a day however often it is done.
func TestTransfer_TellsWhoCanReadTheRecordNoLonger(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	private, team := crm.VisibilityPrivate, crm.VisibilityTeam
	hub.give(&lead, rec.ID, mate.ID)
	for range 5 {
		hub.give(&broker, rec.ID, agent.ID)
		hidden := realtime.Transfer{Owner: &mate.ID, Visibility: &private}
		if _, err := hub.Transfer(hub.ctx, &broker, rec.ID, hidden); err != nil {
			t.Fatal(err)
		}
		if _, err := hub.Transfer(hub.ctx, &broker, rec.ID, realtime.Transfer{Visibility: &team}); err != nil {
			t.Fatal(err)
		}
	}
	if told := hub.told(&agent); len(told) != 3 {
		t.Errorf("the first owner is told %v, want once of each giver and taker", told)
	}
	if told := hub.told(&mate); len(told) != 4 {
		t.Errorf("the second owner is told %v", told)
	}
	events, err := hub.store.Events(hub.ctx, crm.UserRoom(agent.ID), 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	heard := 0
	for _, e := range events {
		if e.Name == crm.EventNotification {
			heard++
			if !e.Record.IsZero() {
				t.Error("an event that says what was lost is for readers of the record alone")
			}
		}
	}
	if heard == 0 {
		t.Error("the owner's room hears nothing")
	}
	// what owners do themselves is nobody's to be told
	own := hub.newLead("Bea")
	if _, err := hub.Transfer(hub.ctx, &agent, own.ID, realtime.Transfer{Visibility: &private}); err != nil {
		t.Fatal(err)
	}
	if told := hub.told(&agent); len(told) != 3 {
		t.Errorf("an owner is told of what they did: %v", told)
	}
}
