package web_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"roomkey/crm"
)

type sessionJSON struct {
	ID, User crm.ID
	Device   string
	Current  bool
}

// ownSessions lists where somebody is signed in.
func (g *testClient) ownSessions() []sessionJSON {
	g.h.t.Helper()
	var list struct{ Items []sessionJSON }
	g.call("GET", "/sessions", nil).want(g.h.t, 200).into(g.h.t, &list)
	return list.Items
}

func TestSessions_AllOthersAreSignedOutAtOnce(t *testing.T) {
	h := newTestServer(t)
	phone, desk, colleague := h.signIn("agent1"), h.signIn("agent1"), h.signIn("agent2")
	token := desk.makeToken(t, "script")
	socket := h.opened("?access_token=" + phone.token)
	socket.join()
	h.by(token).call("DELETE", "/sessions", nil).want(t, 403)
	desk.call("DELETE", "/sessions", nil).want(t, 204)
	expectClose(t, socket.conn, 4502)
	phone.call("GET", "/me", nil).want(t, 401)
	if left := desk.ownSessions(); len(left) != 1 || !left[0].Current {
		t.Errorf("left are %+v", left)
	}
	colleague.call("GET", "/me", nil).want(t, 200)
	h.by(token).call("GET", "/me", nil).want(t, 200)
	h.stranger().call("DELETE", "/sessions", nil).want(t, 401)
	if last := h.audited(1)[0]; last.Action != "session:ended" || last.User != desk.user.ID {
		t.Errorf("the audit log ends with %+v", last)
	}
}

func TestBrokerageSessions_AreListedAndEndedByTheBrokerRole(t *testing.T) {
	h := newTestServer(t)
	broker, agent, foreign := h.as("broker"), h.signIn("agent1"), h.as("outsider")
	theirs := foreign.ownSessions()[0].ID.String()
	victim := agent.ownSessions()[0].ID.String()
	var seen []sessionJSON
	var first string
	for cursor := ""; ; {
		var page struct {
			Items []sessionJSON
			Next  *string
		}
		broker.call("GET", "/admin/sessions?limit=1&cursor="+cursor, nil).want(t, 200).into(t, &page)
		if seen = append(seen, page.Items...); page.Next == nil {
			break
		}
		cursor = *page.Next
		if first == "" {
			first = cursor
		}
	}
	if len(seen) != 2 || seen[0].User != agent.user.ID || !seen[1].Current {
		t.Errorf("the broker sees %+v", seen)
	}
	h.as("otherbroker").call("GET", "/admin/sessions?cursor="+first, nil).want(t, 400).names(t, "cursor")
	for _, member := range cast {
		if member.role != crm.RoleBroker {
			h.as(member.name).call("GET", "/admin/sessions", nil).want(t, 403)
			h.as(member.name).call("DELETE", "/admin/sessions/"+victim, nil).want(t, 403)
		}
	}
	broker.call("DELETE", "/admin/sessions/"+theirs, nil).want(t, 404)
	socket := h.opened("?access_token=" + agent.token)
	socket.join()
	broker.call("DELETE", "/admin/sessions/"+victim, nil).want(t, 204)
	expectClose(t, socket.conn, 4502)
	agent.call("GET", "/me", nil).want(t, 401)
	last := h.audited(1)[0]
	if last.Action != "session:ended" || last.User != broker.user.ID ||
		!strings.Contains(last.Reason, agent.user.ID.String()) {
		t.Errorf("the audit log ends with %+v", last)
	}
}

// audits are the lines of the audit log that somebody is shown, as "action by reason".
func (g *testClient) audits(query string) (lines []string) {
	g.h.t.Helper()
	for cursor := ""; ; {
		var page struct {
			Items []struct {
				Action string
				User   crm.ID
				Record crm.ID
			}
			Next *string
		}
		g.call("GET", "/admin/audit?"+query+"&cursor="+cursor, nil).want(g.h.t, 200).into(g.h.t, &page)
		for _, line := range page.Items {
			lines = append(lines, line.Action)
		}
		if page.Next == nil {
			return lines
		}
		cursor = *page.Next
	}
}

func TestAudit_IsShownToTheBrokerRoleOfTheBrokerageAlone(t *testing.T) {
	h := newTestServer(t)
	h.clock.stop() // no midnight passes
	h.as("broker") // a sign-in that the log has, two days before the next
	agent, foreign := h.as("agent1"), h.as("outsider")
	made := agent.createLead("Ann", crm.VisibilityPrivate)
	theirs := foreign.createLead("Eve", crm.VisibilityBroker)
	agent.call("POST", "/leads/"+made.ID.String()+"/archive", nil).want(t, 200)
	h.clock.move(48 * time.Hour)
	broker := h.signIn("broker")
	broker.call("DELETE", "/leads/"+made.ID.String(), nil).want(t, 204)
	today := h.clock.now().UTC()
	day := func(ago int) string { return today.AddDate(0, 0, -ago).Format(time.DateOnly) }
	const all = "record:deleted record:archived record:created"
	own := "user=" + h.as("broker").user.ID.String()
	for query, want := range map[string]string{
		"limit=2": "record:deleted session:started record:archived record:created session:started " +
			"session:started",
		"limit=500&record=" + made.ID.String():                    all,
		"limit=1&record=" + theirs.ID.String():                    "",
		"action=record:&limit=1":                                  all,
		"action=record:a":                                         "record:archived",
		"action=%25":                                              "",
		"action=record:&user=" + agent.user.ID.String():           "record:archived record:created",
		"user=" + foreign.user.ID.String():                        "",
		"action=record:&from=" + day(0):                           "record:deleted",
		"action=record:&to=" + day(2):                             "record:archived record:created",
		"action=record:&from=" + day(4) + "&to=" + day(3):         "",
		"action=record:&limit=1&from=" + day(2) + "&to=" + day(0): all,
		"action=session:&limit=1&" + own:                          "session:started session:started",
	} {
		if got := strings.Join(broker.audits(query), " "); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
	if got := fmt.Sprint(h.as("otherbroker").audits("action=record:")); got != "[record:created]" {
		t.Errorf("the other broker is shown %s", got)
	}
	for _, member := range cast {
		if member.role != crm.RoleBroker {
			h.signIn(member.name).call("GET", "/admin/audit", nil).want(t, 403)
		}
	}
	h.stranger().call("GET", "/admin/audit", nil).want(t, 401)
	for query, field := range map[string]string{"user=me": "user", "record=1": "record", "from=now": "from",
		"to=2026": "to", "limit=0": "limit", "cursor=x": "cursor"} {
		broker.call("GET", "/admin/audit?"+query, nil).want(t, 400).names(t, field)
	}
}
