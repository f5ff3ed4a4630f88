package sync_test

import (
	"encoding/json"
	"testing"

	"roomkey/crm"
)

// told are the notifications of a user.
func (o *office) told(user *crm.User) []string {
	o.Helper()
	notices, err := o.store.Notifications(o.ctx, user.ID, 100)
	if err != nil {
		o.Fatal(err)
	}
	var told []string
	for _, n := range notices {
		told = append(told, n.Kind+" by "+n.By.String()+" in "+n.Record.String())
	}
	return told
}

func TestNote_TellsWhomItMentionsAndMayRead(t *testing.T) {
	o := openOffice(t)
	rec := o.newLead("Ann")
	mentions := []crm.ID{mate.ID, agent.ID, stranger.ID, mate.ID}
	if _, err := o.hub.Note(o.ctx, &agent, rec.ID, "look", mentions); err != nil {
		t.Fatal(err)
	}
	want := "mention by " + agent.ID.String() + " in " + rec.ID.String()
	if told := o.told(&mate); len(told) != 1 || told[0] != want {
		t.Errorf("who is mentioned is told %v, want %q once", told, want)
	}
	for _, u := range []*crm.User{&agent, &stranger, &lead} {
		if told := o.told(u); len(told) != 0 {
			t.Errorf("%s is told %v", u.Name, told)
		}
	}
	events, err := o.store.Events(o.ctx, crm.UserRoom(mate.ID), 0, 10)
	if err != nil || len(events) != 1 || events[0].Name != crm.EventNotification || len(events[0].Data) > 300 {
		t.Errorf("events are %+v, %v", events, err)
	}
}

func TestMention_IsToldOnceHoweverTheNoteIsWritten(t *testing.T) {
	o := openOffice(t)
	rec := o.newLead("Ann")
	note := func(body string, mentions ...crm.ID) json.RawMessage {
		return fieldsOf("id", "n", "body", body, "mentions", mentions)
	}
	o.patch(&agent, rec.ID, "notes", []any{note("x", mate.ID)})
	o.patch(&agent, rec.ID, "notes", []any{note("xy", mate.ID)})
	o.patch(&agent, rec.ID, "notes", []any{note("xy")})
	o.patch(&agent, rec.ID, "notes", []any{note("xyz", mate.ID, lead.ID)})
	if told := o.told(&mate); len(told) != 1 {
		t.Errorf("told %v, want one", told)
	}
	if told := o.told(&lead); len(told) != 1 {
		t.Errorf("who is mentioned later is told %v, want one", told)
	}
}
