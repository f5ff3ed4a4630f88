package web_test

import (
	"strings"
	"testing"
	"time"

	"roomkey/internal/fair"
	"roomkey/web"
)

type calendarJSON struct{ Path, Since *string }

// feed is the calendar that a client gives out, and the path below /api/v1 that it has.
func (g *testClient) feed(t *testing.T) string {
	t.Helper()
	var made calendarJSON
	g.call("POST", "/calendar", nil).want(t, 200).into(t, &made)
	if made.Path == nil || made.Since == nil {
		t.Fatalf("the calendar is %+v", made)
	}
	path, ok := strings.CutPrefix(*made.Path, "/api/v1")
	if !ok {
		t.Fatalf("its path is %s", *made.Path)
	}
	return path
}

func TestCalendar_HasTheUsersOwnAppointmentsAndDeadlines(t *testing.T) {
	h := newTestServer(t)
	g, mate := h.as("agent1"), h.as("agent2")
	appointment := func(of *testClient, title string) {
		of.call("POST", "/appointments", fieldsIn(map[string]any{"SUMMARY": title, "kind": "showing",
			"DTSTART": "2026-12-01T17:30:00Z", "DTEND": "2026-12-01T18:00:00Z", "TZID": "America/Los_Angeles",
			"LOCATION": "12 Elm St, Davis", "DESCRIPTION": "Bring keys;\nEND:VCALENDAR"})).want(t, 201)
	}
	appointment(g, "Showing; Elm")
	appointment(mate, "Not mine")
	g.call("POST", "/escrows", map[string]any{"fields": map[string]any{"propertyAddress": "3 Oak St, Davis",
		"side": "buyer", "status": "open", "purchasePrice": 50000000, "acceptanceDate": "2026-11-20",
		"openedDate": "2026-11-21", "closeOfEscrowDate": "2026-12-11", "contingencies": []any{
			map[string]any{"id": "c1", "type": "loan", "status": "active", "dueDate": "2026-12-05"},
			map[string]any{"id": "c2", "type": "title", "status": "removed", "dueDate": "2026-12-04"}}},
		"private": map[string]any{"loanAmount": 4242424242}}).want(t, 201)
	path := g.feed(t)
	answer := h.stranger().call("GET", path, nil).want(t, 200)
	if got := answer.header.Get("Content-Type"); got != "text/calendar; charset=utf-8" {
		t.Errorf("it is %s", got)
	}
	text := string(answer.body)
	for _, line := range []string{"BEGIN:VCALENDAR", `SUMMARY:Showing\; Elm`,
		`DESCRIPTION:Bring keys\;\nEND:VCALENDAR`,
		"DTSTART:20261201T173000Z", `LOCATION:12 Elm St\, Davis`, `SUMMARY:Close of escrow: 3 Oak St\, Davis`,
		"DTSTART;VALUE=DATE:20261211", `SUMMARY:Loan contingency: 3 Oak St\, Davis`} {
		if !strings.Contains(text, line+"\r\n") {
			t.Errorf("no %s in\n%s", line, text)
		}
	}
	if strings.Contains(h.log.String(), path) {
		t.Error("the log has the calendar's secret")
	}
	for _, word := range []string{"Not mine", "4242424242", "42424242", "Title contingency"} {
		if strings.Contains(text, word) {
			t.Errorf("%s is in\n%s", word, text)
		}
	}
}

func TestCalendar_AnAppointmentThatRepeatsIsASeriesInItsZone(t *testing.T) {
	h := newTestServer(t)
	g := h.as("agent1")
	series := func(fields map[string]any) {
		for name, value := range map[string]any{"SUMMARY": "Series", "kind": "call", "TZID": "America/Los_Angeles",
			"DTSTART": "2026-10-27T16:00:00Z", "DTEND": "2026-10-27T17:00:00Z"} {
			if fields[name] == nil {
				fields[name] = value
			}
		}
		g.call("POST", "/appointments", fieldsIn(fields)).want(t, 201)
	}
	series(map[string]any{"RRULE": "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261231"})
	series(map[string]any{"RRULE": "FREQ=DAILY;UNTIL=20261101T000000Z", "allDay": true,
		"DTSTART": "2026-10-27T07:00:00Z", "DTEND": "2026-10-28T07:00:00Z"})
	text := string(h.stranger().call("GET", g.feed(t), nil).want(t, 200).body)
	for _, line := range []string{"BEGIN:VTIMEZONE", "TZID:America/Los_Angeles",
		"DTSTART;TZID=America/Los_Angeles:20261027T090000", "RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20270101T075959Z",
		"DTSTART;VALUE=DATE:20261027", "RRULE:FREQ=DAILY;UNTIL=20261101"} {
		if !strings.Contains(text, line+"\r\n") {
			t.Errorf("no %s in\n%s", line, text)
		}
	}
	for _, rule := range []string{"every Tuesday", "FREQ=SECONDLY", "FREQ=DAILY;COUNT=0", "COUNT=3",
		"FREQ=DAILY\r\nATTENDEE:x"} {
		g.call("POST", "/appointments", fieldsIn(map[string]any{"SUMMARY": "S", "kind": "call", "TZID": "UTC",
			"DTSTART": "2026-10-27T16:00:00Z", "DTEND": "2026-10-27T17:00:00Z", "RRULE": rule})).want(t, 400)
	}
}

func TestCalendar_AnAddressEndsWhenItIsRenewedEndedOrItsUserIsDisabled(t *testing.T) {
	h := newTestServer(t)
	g, stranger := h.as("agent1"), h.stranger()
	var none calendarJSON
	g.call("GET", "/calendar", nil).want(t, 200).into(t, &none)
	if none.Path != nil {
		t.Errorf("a calendar that nobody asked for: %s", *none.Path)
	}
	first := g.feed(t)
	var shown calendarJSON
	g.call("GET", "/calendar", nil).want(t, 200).into(t, &shown)
	if shown.Path == nil || !strings.HasSuffix(*shown.Path, first) {
		t.Errorf("it is shown as %v", shown.Path)
	}
	second := g.feed(t)
	stranger.call("GET", first, nil).want(t, 404)
	stranger.call("GET", second, nil).want(t, 200)
	g.call("DELETE", "/calendar", nil).want(t, 204)
	stranger.call("GET", second, nil).want(t, 404)
	third := g.feed(t)
	for _, old := range []string{first, second} {
		stranger.call("GET", old, nil).want(t, 404)
	}
	forged := []byte(third)
	forged[len(forged)-8] ^= 1
	for _, path := range []string{string(forged), "/calendar/x.ics", "/calendar/.ics",
		"/calendar/" + strings.Repeat("A", 43) + ".ics"} {
		stranger.call("GET", path, nil).want(t, 404)
	}
	h.disableAs(h.as("broker"), g.user.ID)
	stranger.call("GET", third, nil).want(t, 404)
}

func TestCalendar_IsGivenOutAFewTimesAMinuteAndByNoPersonalToken(t *testing.T) {
	h := newTestServer(t, func(c *web.Config) { c.Now = func() time.Time { return time.Unix(1_800_000_000, 0) } })
	g := h.as("viewer")
	path := g.feed(t)
	for times := 1; h.stranger().call("GET", path, nil).status != 429; times++ {
		if times > 20 {
			t.Fatal("twenty times in a minute were not too often")
		}
	}
	var token struct{ Token string }
	g.call("POST", "/tokens", map[string]string{"name": "script", "scope": "write"}).want(t, 201).into(t, &token)
	g.token = token.Token
	g.call("POST", "/calendar", nil).want(t, 403)
	g.call("GET", "/calendar", nil).want(t, 403) // its secret would outlive the token
}

// Whoever knew the old password may know the calendar's address.
func TestCalendar_ANewPasswordAndADisabledAccountEndItForGood(t *testing.T) {
	h := newTestServer(t)
	g, broker, stranger := h.as("agent1"), h.as("broker"), h.stranger()
	path := g.feed(t)
	account := "/users/" + g.user.ID.String()
	broker.call("PATCH", account, map[string]string{"password": "another long password"}).want(t, 200)
	stranger.call("GET", path, nil).want(t, 404)
	mate := h.as("agent2")
	path, account = mate.feed(t), "/users/"+mate.user.ID.String()
	broker.call("PATCH", account, map[string]bool{"disabled": true}).want(t, 200)
	broker.call("PATCH", account, map[string]bool{"disabled": false}).want(t, 200)
	stranger.call("GET", path, nil).want(t, 404)
}

// Programs that don't read their calendar hold up nobody else's, and each is charged to its user.
func TestCalendar_IsItsUsersDownload(t *testing.T) {
	budget := fair.NewBudget(250*time.Millisecond, time.Now)
	h := newTestServer(t, func(c *web.Config) { c.Budget = budget })
	g, mate := h.as("agent1"), h.as("agent2")
	own, other := g.feed(t), mate.feed(t)
	for range 3 {
		release, err := h.server.HoldStream(g.user.ID)
		if err != nil {
			t.Fatal(err)
		}
		defer release()
	}
	h.stranger().call("GET", own, nil).want(t, 429)
	h.stranger().call("GET", other, nil).want(t, 200)
	budget.Charge(fair.PayerOf(&mate.user), time.Hour)
	release, err := h.server.HoldRead(t.Context(), &mate.user)
	if err != nil {
		t.Fatal(err)
	}
	answers := make(chan *answer, 6)
	for range cap(answers) {
		go func() { answers <- h.stranger().call("GET", other, nil) }()
	}
	for range 2 {
		(<-answers).want(t, 429)
	}
	release()
	for range 4 {
		<-answers
	}
}
