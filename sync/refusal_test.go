package sync_test

import (
	"strings"
	"testing"

	"roomkey/crm"
)

// refusalsTold are the refusals in a user's notifications.
func (hub *testHub) refusalsTold(user *crm.User) (told []string) {
	hub.Helper()
	notices, _, err := hub.store.Notifications(hub.ctx, user.ID, "", 100)
	if err != nil {
		hub.Fatal(err)
	}
	for _, n := range notices {
		if n.Kind == crm.NoticeRefusal {
			told = append(told, n.Record.String()+" "+string(n.Data))
		}
	}
	return told
}

// R67
func TestRefusal_IsToldToItsAuthorOnceADayForEachRecordAndNotTooOften(t *testing.T) {
	hub := openHub(t)
	rec := hub.newLead("Ann")
	v := hub.open(&viewer, rec.ID)
	v.untilField("name", `"Ann"`)
	for _, name := range []string{"Eve", "Eve again", "Eve for ever"} {
		v.untilRejected(v.set("name", name))
	}
	for range 25 {
		w := hub.open(&viewer, hub.newLead("Ben").ID)
		w.untilField("name", `"Ben"`)
		w.untilRejected(w.set("name", "Eve"))
	}
	if err := hub.Drain(t.Context()); err != nil { // waits until all is written
		t.Fatal(err)
	}
	told := hub.refusalsTold(&viewer)
	ofFirst := 0
	for _, one := range told {
		if strings.HasPrefix(one, rec.ID.String()+` {"code":"forbidden"`) {
			ofFirst++
		}
		if strings.Contains(one, "Eve") {
			t.Errorf("a value is told: %s", one)
		}
	}
	if len(told) != 20 || ofFirst != 1 {
		t.Errorf("told %d times, %d of the first record: %v", len(told), ofFirst, told)
	}
	for _, u := range []*crm.User{&agent, &mate, &lead} {
		if told := hub.refusalsTold(u); len(told) != 0 {
			t.Errorf("%s is told %v", u.Name, told)
		}
	}
	events, err := hub.store.Events(hub.ctx, crm.UserRoom(viewer.ID), 0, 100)
	if err != nil || len(events) != 20 || events[0].Name != crm.EventNotification {
		t.Errorf("events %+v, %v", events, err)
	}
}
