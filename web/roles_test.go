package web_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"roomkey/crm"
)

// recordRoutes are the routes of one record, what each asks of the rule, and what it answers then.
var recordRoutes = []struct {
	method, path string
	body         any
	action       crm.Action
	status       int
}{
	{"GET", "", nil, crm.ActionRead, 200},
	{"GET", "/history", nil, crm.ActionRead, 200},
	{"GET", "/at/HEADS", nil, crm.ActionRead, 200},
	{"PATCH", "", map[string]any{"fields": map[string]any{"LastName": "B"}}, crm.ActionWrite, 200},
	{"PATCH", "", map[string]any{"private": map[string]any{"budget": 4242}}, crm.ActionPrivate, 200},
	{"POST", "/notes", map[string]any{"body": "hello"}, crm.ActionWrite, 201},
	{"POST", "/revert", map[string]any{"heads": []string{"HEADS"}}, crm.ActionWrite, 200},
	{"POST", "/archive", nil, crm.ActionWrite, 200},
	{"POST", "/restore", nil, crm.ActionWrite, 200},
	{"POST", "/renew", nil, crm.ActionPrivate, 409}, // its history is short
	{"POST", "/transfer", map[string]any{}, crm.ActionTransfer, 200},
	{"DELETE", "", nil, crm.ActionDelete, 204},
	{"POST", "/restore", nil, crm.ActionWrite, 200}, // of the deleted record, for who could delete it
}

// Every route of a record, for every member of the cast and every visibility, answers as the one rule says: 404 to who
// may not read, the same as for a record that is not there; 403 to who may read but not do this.
func TestRoles_EveryRouteAsksTheRule(t *testing.T) {
	h := newTestServer(t)
	owner := h.as("agent1")
	for _, visibility := range crm.Visibilities {
		for _, member := range cast {
			t.Run(string(visibility)+" "+member.name, func(t *testing.T) {
				made := owner.call("POST", "/clients", map[string]any{
					"fields": map[string]any{"FirstName": "A"}, "private": map[string]any{"budget": 100},
					"visibility": visibility,
				}).want(t, 201).record(t)
				row := crm.Row{Owner: owner.user.ID, Team: made.Team, Broker: owner.user.Broker, Visibility: visibility}
				g := h.as(member.name)
				for _, r := range recordRoutes {
					path := strings.ReplaceAll("/clients/"+made.ID.String()+r.path, "HEADS", made.Heads[0])
					text, err := json.Marshal(r.body)
					if err != nil {
						t.Fatal(err)
					}
					body := strings.ReplaceAll(string(text), "HEADS", made.Heads[0])
					got := g.call(r.method, path, body)
					want := r.status
					switch {
					case !g.user.May(crm.ActionRead, row):
						want = 404
					case g.user.Role == crm.RoleViewer && r.method != "GET", !g.user.May(r.action, row):
						want = 403
					}
					if got.status != want {
						t.Fatalf("%s %s: got %d, want %d: %s", r.method, r.path, got.status, want, got.body)
					}
					if want == 404 {
						absent := g.call(r.method,
							strings.ReplaceAll(path, made.ID.String(), "00000000-0000-4000-8000-00000000abcd"),
							body)
						if absent.status != 404 || !bytes.Equal(absent.body, got.body) {
							t.Errorf("%s %s tells a forbidden record (%s) from an absent one (%s)", r.method, r.path,
								got.body, absent.body)
						}
					}
				}
			})
		}
	}
}

func TestRoles_ListsHoldWhatTheRuleAllows(t *testing.T) {
	h := newTestServer(t)
	rows := make(map[crm.ID]crm.Row)
	for _, name := range []string{"agent1", "agent3", "lead", "outsider"} {
		for _, visibility := range crm.Visibilities {
			g := h.as(name)
			made := g.createLead(name+" "+string(visibility), visibility)
			rows[made.ID] = crm.Row{Owner: g.user.ID, Team: made.Team, Broker: g.user.Broker, Visibility: visibility}
		}
	}
	for _, member := range cast {
		g := h.as(member.name)
		want := make(map[crm.ID]bool)
		for id, row := range rows {
			if g.user.May(crm.ActionRead, row) {
				want[id] = true
			}
		}
		for _, path := range []string{"/leads", "/leads?q=agent", "/search?q=agent&limit=100", "/catalog",
			"/leads?sort=name"} {
			var list struct {
				Items []recordJSON
				Total int
			}
			g.call("GET", path, nil).want(t, 200).into(t, &list)
			for _, item := range list.Items {
				if !want[item.ID] {
					t.Errorf("%s: %s shows a record that is not theirs to read", member.name, path)
				}
			}
			if !strings.Contains(path, "q=") && len(list.Items) != len(want) {
				t.Errorf("%s: %s shows %d records, want %d", member.name, path, len(list.Items), len(want))
			}
		}
		csv := g.call("GET", "/export/leads.csv", nil).want(t, 200)
		if got := strings.Count(string(csv.body), "\r\n") - 1; got != len(want) {
			t.Errorf("%s exports %d records, want %d", member.name, got, len(want))
		}
		if got := len(bulk(t, g, nil)); got != len(want) {
			t.Errorf("%s syncs %d documents in bulk, want %d", member.name, got, len(want))
		}
	}
}

// What administers the brokerage is for the broker role, and for its own brokerage alone.
func TestRoles_OnlyTheBrokerAdministers(t *testing.T) {
	h := newTestServer(t)
	victim := h.as("outsider").user.ID.String()
	own := h.as("agent1").user.ID.String()
	team := h.as("agent1").user.Teams[0].String()
	foreignTeam := h.as("outsider").user.Teams[0].String()
	routes := []struct {
		method, path, body string
		broker             int
	}{
		{"GET", "/users", "", 200},
		{"GET", "/users/" + own, "", 200},
		{"GET", "/users/" + victim, "", 404},
		{"PATCH", "/users/" + victim, `{"name":"x"}`, 404},
		{"DELETE", "/users/" + victim, "", 404},
		{"PATCH", "/users/" + own, `{"name":"Renamed"}`, 200},
		{"POST", "/users", `{"email":"new@demo.test","name":"New","role":"agent","teams":["` + team + `"]}`, 201},
		{"POST", "/users", `{"email":"new2@demo.test","name":"New","role":"agent","teams":["` + foreignTeam + `"]}`,
			400},
		{"GET", "/teams", "", 200},
		{"GET", "/teams/" + team, "", 200},
		{"GET", "/teams/" + foreignTeam, "", 404},
		{"PATCH", "/teams/" + foreignTeam, `{"name":"x"}`, 404},
		{"DELETE", "/teams/" + foreignTeam, "", 404},
		{"POST", "/teams", `{"name":"Hills"}`, 201},
	}
	for _, member := range cast {
		if member.name == "otherbroker" {
			continue
		}
		g := h.as(member.name)
		for _, r := range routes {
			want := 403
			if member.role == crm.RoleBroker {
				want = r.broker
			}
			var body any
			if r.body != "" {
				body = r.body
			}
			if got := g.call(r.method, r.path, body); got.status != want {
				t.Errorf("%s: %s %s: got %d, want %d: %s", member.name, r.method, r.path, got.status, want, got.body)
			}
		}
	}
	if got := h.as("outsider").call("GET", "/people", nil).want(t, 200); bytes.Contains(got.body, []byte(own)) {
		t.Error("people of another brokerage are listed")
	}
	var people struct {
		Brokerage string
		Items     []struct {
			Name, Colour any
			Owns         bool
		}
	}
	h.as("viewer").call("GET", "/people", nil).want(t, 200).into(t, &people)
	colours := make(map[any]bool)
	for _, person := range people.Items {
		colours[person.Colour] = true
		if viewer := person.Name == h.as("viewer").user.Name; person.Owns == viewer {
			t.Errorf("records may be given to %v: %v", person.Name, person.Owns)
		}
	}
	if people.Brokerage != "Demo Realty" || len(people.Items) < 5 ||
		len(colours) != min(len(people.Items), crm.PersonColours) {
		t.Errorf("everybody's names and colours: %+v", people)
	}
}

func TestRoles_EveryRouteWantsACredential(t *testing.T) {
	h := newTestServer(t)
	stranger := h.stranger()
	for _, route := range h.server.Routes() {
		method, path, open := route[0], route[1], route[2] == "open"
		path = strings.NewReplacer("{id}", "00000000-0000-4000-8000-000000000001", "{heads}", "00", "{token}",
			"x", "{delivery}", "00000000-0000-4000-8000-000000000002").Replace(path)
		got := stranger.call(method, path, "{}")
		if !open && got.status != 401 {
			t.Errorf("%s %s: %d", method, path, got.status)
		}
	}
}
