package web_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"roomkey/crm"
)

// listens opens a socket in rooms and gives the names and rooms of their next events, as long as there are n.
func (g *testClient) listens(rooms ...crm.Room) func(n int) []string {
	g.h.t.Helper()
	s := g.h.opened("?access_token=" + g.token)
	s.join()
	for _, room := range rooms {
		s.send(map[string]any{"type": "room:join", "room": string(room)})
		for frame := s.receive(); frame["type"] != "room:joined"; frame = s.receive() {
			if frame["type"] == "error" {
				g.h.t.Fatalf("%s is not joined: %v", room, frame)
			}
		}
	}
	return func(n int) (events []string) {
		g.h.t.Helper()
		for len(events) < n {
			if frame := s.receive(); frame["type"] == "event" {
				events = append(events, fmt.Sprint(frame["name"], " ", frame["room"]))
			}
		}
		return events
	}
}

// R74
func TestPreferences_FollowTheirUserToEveryDevice(t *testing.T) {
	h := newTestServer(t)
	phone, desk, other := h.signIn("viewer"), h.signIn("viewer"), h.as("agent2")
	var got struct {
		Values    json.RawMessage
		UpdatedAt *string
	}
	first := phone.call("GET", "/preferences", nil).want(t, 200)
	if first.into(t, &got); string(got.Values) != "{}" || got.UpdatedAt != nil {
		t.Errorf("nothing was set: %s", first.body)
	}
	hears := desk.listens(crm.UserRoom(desk.user.ID))
	put := phone.call("PUT", "/preferences", `{"values":{"theme":"dark","columns":[1, 1.50]}}`, "If-Match",
		first.header.Get("ETag")).want(t, 200)
	if events := hears(1); events[0] != "preferences:updated "+string(crm.UserRoom(desk.user.ID)) {
		t.Errorf("the other device hears %v", events)
	}
	read := desk.call("GET", "/preferences", nil).want(t, 200)
	if read.into(t, &got); string(got.Values) != `{"theme":"dark","columns":[1,1.50]}` || got.UpdatedAt == nil ||
		read.header.Get("ETag") != put.header.Get("ETag") || put.header.Get("ETag") == first.header.Get("ETag") {
		t.Errorf("the other device reads %s", read.body)
	}
	stale := desk.call("PUT", "/preferences", `{"values":{}}`, "If-Match", first.header.Get("ETag"))
	stale.want(t, http.StatusPreconditionFailed).names(t, "If-Match")
	if got := other.call("GET", "/preferences", nil).want(t, 200); strings.Contains(string(got.body), "dark") {
		t.Errorf("another reads %s", got.body)
	}
	desk.call("PUT", "/preferences", `{"values":{}}`).want(t, 200)
}

// Two devices that know different names undo nothing of each other.
func TestPreferences_AreSetByName(t *testing.T) {
	h := newTestServer(t)
	g := h.as("agent1")
	patch := func(body string, status int, want string, headers ...string) {
		t.Helper()
		g.call("PATCH", "/preferences", body, headers...).want(t, status)
		var got struct{ Values json.RawMessage }
		g.call("GET", "/preferences", nil).want(t, 200).into(t, &got)
		if string(got.Values) != want {
			t.Errorf("%.60s makes %.60s, want %.60s", body, got.Values, want)
		}
	}
	patch(`{"values":{"theme":"dark"}}`, 200, `{"theme":"dark"}`)
	patch(`{"values":{"pins":{"a":1,"b":1}}}`, 200, `{"pins":{"a":1,"b":1},"theme":"dark"}`)
	patch(`{"values":{"pins":{"a":null}, "size":1.50}}`, 200, `{"pins":{"a":null},"size":1.50,"theme":"dark"}`)
	patch(`{"values":{"theme":null,"never":null}}`, 200, `{"pins":{"a":null},"size":1.50}`)
	patch(`{"values":{}}`, 412, `{"pins":{"a":null},"size":1.50}`, "If-Match", `"other"`)
	patch(`{"values":{"pins":null}}`, 200, `{"size":1.50}`, "Content-Type", "application/merge-patch+json")
	long := `"` + strings.Repeat("x", 40<<10) + `"`
	patch(`{"values":{"a":`+long+`}}`, 200, `{"a":`+long+`,"size":1.50}`)
	patch(`{"values":{"b":`+long+`}}`, 413, `{"a":`+long+`,"size":1.50}`)
	patch(`{"values":{"b":`+long+`,"a":null}}`, 200, `{"b":`+long+`,"size":1.50}`)
}

func TestPreferences_AreBounded(t *testing.T) {
	h := newTestServer(t)
	g := h.as("agent1")
	for body, status := range map[string]int{
		`{"values":[]}`:                 400,
		`{"values":null}`:               400,
		`{}`:                            400,
		`{"values":{"a":1,"a":2}}`:      400,
		`{"values":` + nested(16) + `}`: 200,
		`{"values":` + nested(17) + `}`: 400,
		`{"values":{"a":"[[[[[[[[[[[[[[[[[[[[{\"[[["}}`:           200,
		`{"values":` + named(256, "") + `}`:                       200,
		`{"values":` + named(257, "") + `}`:                       400,
		`{"values":` + named(1, strings.Repeat("n", 127)) + `}`:   200,
		`{"values":` + named(1, strings.Repeat("n", 128)) + `}`:   400,
		`{"values":{"a":"` + strings.Repeat("x", 64<<10) + `"}}`:  413,
		`{"values":{"a":"` + strings.Repeat("x", 200<<10) + `"}}`: 413,
	} {
		if got := g.call("PUT", "/preferences", body); got.status != status {
			t.Errorf("%.60s: %d, want %d: %s", body, got.status, status, got.body)
		}
		g.call("PUT", "/preferences", `{"values":{}}`).want(t, 200)
		if got := g.call("PATCH", "/preferences", body); got.status != status {
			t.Errorf("%.60s by PATCH: %d, want %d: %s", body, got.status, status, got.body)
		} else if status == 400 && body != "{}" && !strings.Contains(string(got.body), `"values`) {
			t.Errorf("%.60s: the field is not named: %s", body, got.body)
		}
	}
	var token struct{ Token string }
	g.call("POST", "/tokens", map[string]string{"name": "r", "scope": "read"}).want(t, 201).into(t, &token)
	reader := &testClient{h: h, client: g.client, token: token.Token}
	reader.call("GET", "/preferences", nil).want(t, 200)
	reader.call("PUT", "/preferences", `{"values":{}}`).want(t, 403)
	reader.call("PATCH", "/preferences", `{"values":{}}`).want(t, 403)
	reader.call("PUT", "/views", `{"items":[]}`).want(t, 403)
}

// Each write has others ask again.
func TestSettings_AreWrittenSoOftenAndNoMore(t *testing.T) {
	h := newTestServer(t)
	h.clock.stop()
	g := h.as("agent1")
	for range 60 {
		g.call("PUT", "/preferences", `{"values":{}}`).want(t, 200)
		g.putViews().want(t, 200)
	}
	if got := g.call("PUT", "/preferences", `{"values":{}}`).want(t, 429); got.header.Get("Retry-After") == "" {
		t.Error("it is not said when to try again")
	}
	g.putViews().want(t, 429)
	g.call("GET", "/preferences", nil).want(t, 200)
	h.as("agent2").call("PUT", "/preferences", `{"values":{}}`).want(t, 200)
	h.clock.move(time.Minute)
	g.call("PUT", "/preferences", `{"values":{}}`).want(t, 200)
}

// nested is an object with levels of objects within one another.
func nested(levels int) string {
	return strings.Repeat(`{"a":`, levels-1) + "{}" + strings.Repeat("}", levels-1)
}

// savedViewJSON is a saved view as it is sent and shown.
type savedViewJSON struct {
	ID     crm.ID          `json:"id"`
	Type   string          `json:"type"`
	Name   string          `json:"name"`
	Query  json.RawMessage `json:"query"`
	Shared *string         `json:"shared"`
	Team   *crm.ID         `json:"team,omitempty"`
	Owner  *crm.ID         `json:"owner,omitempty"`
	Pinned bool            `json:"pinned"`
}

func savedView(n byte, name, shared string) savedViewJSON {
	v := savedViewJSON{ID: crm.ID{0: n, 6: 0x40, 8: 0x80}, Type: "lead", Name: name,
		Query: json.RawMessage(`{"filters":[["stage","eq","new"]],"sort":"-updatedAt"}`)}
	if shared != "" {
		v.Shared = &shared
	}
	return v
}

func (g *testClient) putViews(views ...savedViewJSON) *answer {
	g.h.t.Helper()
	return g.call("PUT", "/views", map[string]any{"items": append([]savedViewJSON{}, views...)})
}

// views are the names of the saved views that somebody sees.
func (g *testClient) views() string {
	g.h.t.Helper()
	var list struct{ Items []savedViewJSON }
	g.call("GET", "/views", nil).want(g.h.t, 200).into(g.h.t, &list)
	var names []string
	for _, v := range list.Items {
		names = append(names, v.Name)
	}
	return strings.Join(names, ", ")
}

func TestViews_AreSeenByWhomTheyAreSharedWith(t *testing.T) {
	h := newTestServer(t)
	agent, lead := h.as("agent1"), h.as("lead")
	agent.putViews(savedView(1, "mine", ""), savedView(2, "team's", "team")).want(t, 200)
	lead.putViews(savedView(3, "everybody's", "broker")).want(t, 200)
	for name, want := range map[string]string{
		"agent1": "mine, team's, everybody's", "lead": "everybody's, team's", "agent2": "everybody's, team's",
		"viewer": "everybody's, team's", "broker": "everybody's, team's", "agent3": "everybody's",
		"outsider": "", "otherbroker": "",
	} {
		if got := h.as(name).views(); got != want {
			t.Errorf("%s sees %q, want %q", name, got, want)
		}
	}
	// Who may share with whom.
	for name, want := range map[string][2]int{
		"agent2": {200, 403}, "lead": {200, 200}, "viewer": {403, 403}, "broker": {400, 200}, "outsider": {200, 403},
	} {
		g := h.as(name)
		for i, shared := range []string{"team", "broker"} {
			own := savedView(byte(16+len(name)+10*i), "x", shared)
			own.ID[1] = byte(name[0])
			if got := g.putViews(own); got.status != want[i] {
				t.Errorf("%s shares with the %s: %d, want %d: %s", name, shared, got.status, want[i], got.body)
			}
		}
		g.putViews().want(t, 200)
	}
	foreign := savedView(9, "x", "team")
	foreign.Team = &h.as("outsider").user.Teams[0]
	h.as("broker").putViews(foreign).want(t, 400).names(t, "team")
	agent.putViews(foreign).want(t, 403)
}

// R74
func TestViews_ChangesAreToldToWhoSeesThem(t *testing.T) {
	h := newTestServer(t)
	agent := h.as("agent1")
	team, broker := crm.TeamRoom(agent.user.Teams[0]), crm.BrokerRoom(agent.user.Broker)
	colleague := h.as("agent2").listens(team)
	own := h.signIn("agent1").listens(crm.UserRoom(agent.user.ID))
	shared, mine := savedView(1, "team's", "team"), savedView(2, "mine", "")
	agent.putViews(shared).want(t, 200)
	agent.putViews(shared, mine).want(t, 200) // no news for the team
	agent.putViews(shared, mine).want(t, 200) // for nobody
	shared.Shared = nil
	agent.putViews(shared, mine).want(t, 200)
	for range 2 {
		if got := colleague(1)[0]; got != "views:updated "+string(team) {
			t.Errorf("a colleague hears %s", got)
		}
	}
	for range 3 {
		if got := own(1)[0]; got != "views:updated "+string(crm.UserRoom(agent.user.ID)) {
			t.Errorf("one's own device hears %s", got)
		}
	}
	everybody := h.as("agent3").listens(broker)
	h.as("lead").putViews(savedView(3, "all", "broker")).want(t, 200)
	if got := everybody(1)[0]; got != "views:updated "+string(broker) {
		t.Errorf("the brokerage hears %s", got)
	}
}

func TestViews_AreReplacedWholeAndRefusedWhole(t *testing.T) {
	h := newTestServer(t)
	g := h.as("agent1")
	one, two, three := savedView(1, "one", ""), savedView(2, "two", ""), savedView(3, "three", "")
	first := g.putViews(one, two, three).want(t, 200)
	g.putViews(three, one).want(t, 200)
	if got := g.views(); got != "three, one" {
		t.Errorf("they are %q", got)
	}
	g.call("PUT", "/views", `{"items":[]}`, "If-Match", first.header.Get("ETag")).want(t, 412).names(t, "If-Match")
	h.as("agent2").putViews(one).want(t, 409)
	g.putViews(savedView(4, " \t", "")).want(t, 400).names(t, "items/name")
	g.putViews(savedView(4, "x", "everybody")).want(t, 400).names(t, "items/shared")
	bad := savedView(4, "\u202eevil", "")
	bad.Type, bad.Query, bad.Owner = "house", json.RawMessage(nested(9)), &h.as("agent2").user.ID
	got := g.putViews(one, one, bad).want(t, 400)
	for _, field := range []string{"items/1/id", "items/2/type", "items/2/name", "items/2/query", "items/2/owner"} {
		if !strings.Contains(string(got.body), `"`+field+`"`) {
			t.Errorf("%s is not named: %s", field, got.body)
		}
	}
	if got := g.views(); got != "three, one" {
		t.Errorf("after a refusal they are %q", got)
	}
	many := make([]savedViewJSON, 101)
	for i := range many {
		many[i] = savedView(byte(i), "x", "")
	}
	g.putViews(many...).want(t, 400).names(t, "items")
}

func TestViews_AreDeletedByTheirOwnerAndTheBroker(t *testing.T) {
	h := newTestServer(t)
	agent := h.as("agent1")
	private, shared := savedView(1, "private", ""), savedView(2, "shared", "team")
	agent.putViews(private, shared).want(t, 200)
	for name, want := range map[string][2]int{
		"lead": {404, 403}, "agent2": {404, 403}, "viewer": {404, 403}, "agent3": {404, 404}, "outsider": {404, 404},
		"otherbroker": {404, 404},
	} {
		for i, view := range []savedViewJSON{private, shared} {
			if got := h.as(name).call("DELETE", "/views/"+view.ID.String(), nil); got.status != want[i] {
				t.Errorf("%s deletes the %s one: %d, want %d", name, view.Name, got.status, want[i])
			}
		}
	}
	h.as("broker").call("DELETE", "/views/"+private.ID.String(), nil).want(t, 404)
	h.as("broker").call("DELETE", "/views/"+shared.ID.String(), nil).want(t, 204)
	agent.call("DELETE", "/views/"+private.ID.String(), nil).want(t, 204)
	if got := agent.views(); got != "" {
		t.Errorf("left are %q", got)
	}
	// A team that goes takes no view with it.
	agent.putViews(shared).want(t, 200)
	h.as("broker").call("DELETE", "/teams/"+agent.user.Teams[0].String(), nil).want(t, 204)
	if agent.views() != "shared" || h.as("broker").views() != "" {
		t.Errorf("after their team: %q, %q", agent.views(), h.as("broker").views())
	}
}

// named is an object of n names that begin in one way.
func named(n int, beginning string) string {
	var names []string
	for i := range n {
		names = append(names, fmt.Sprintf(`"%s%d":1`, beginning, i))
	}
	return "{" + strings.Join(names, ",") + "}"
}
