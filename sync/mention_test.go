package sync_test

import (
	"encoding/json"
	"testing"

	"roomkey/crm"
)

// told are the notifications of a user.
func (hub *testHub) told(user *crm.User) []string {
	hub.Helper()
	notices, _, err := hub.store.Notifications(hub.ctx, user.ID, "", 100)
	if err != nil {
		hub.Fatal(err)
	}
	var told []string
	for _, n := range notices {
		told = append(told, n.Kind+" by "+n.By.String()+" in "+n.Record.String())
	}
	return told
}

func TestNote_TellsWhomItMentionsAndMayRead(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	mentions := []crm.ID{mate.ID, agent.ID, stranger.ID, mate.ID}
	if _, err := hub.Note(hub.ctx, &agent, rec.ID, "look", mentions); err != nil {
		t.Fatal(err)
	}
	want := "mention by " + agent.ID.String() + " in " + rec.ID.String()
	if told := hub.told(&mate); len(told) != 1 || told[0] != want {
		t.Errorf("who is mentioned is told %v, want %q once", told, want)
	}
	for _, u := range []*crm.User{&agent, &stranger, &lead} {
		if told := hub.told(u); len(told) != 0 {
			t.Errorf("%s is told %v", u.Name, told)
		}
	}
	events, err := hub.store.Events(hub.ctx, crm.UserRoom(mate.ID), 0, 10)
	if err != nil || len(events) != 1 || events[0].Name != crm.EventNotification || len(events[0].Data) > 300 {
		t.Errorf("events are %+v, %v", events, err)
	}
}

// R67
func TestMention_IsToldOnceHoweverTheNoteIsWritten(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	note := func(body string, mentions ...crm.ID) json.RawMessage {
		return fieldsOf("id", "n", "body", body, "mentions", mentions)
	}
	hub.patch(&agent, rec.ID, "notes", []any{note("x", mate.ID)})
	hub.patch(&agent, rec.ID, "notes", []any{note("xy", mate.ID)})
	hub.patch(&agent, rec.ID, "notes", []any{note("xy")})
	hub.patch(&agent, rec.ID, "notes", []any{note("xyz", mate.ID, lead.ID)})
	if told := hub.told(&mate); len(told) != 1 {
		t.Errorf("told %v, want one", told)
	}
	if told := hub.told(&lead); len(told) != 1 {
		t.Errorf("who is mentioned later is told %v, want one", told)
	}
}
