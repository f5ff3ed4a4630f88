package web_test

import (
	"bytes"
	"strings"
	"testing"

	"roomkey/crm"
)

func TestCatalog_TellsWhatChangedAndWhatIsGone(t *testing.T) {
	h := newTestServer(t)
	owner, other := h.as("agent1"), h.as("agent2")
	var ids []crm.ID
	for range 5 {
		ids = append(ids, owner.createLead("Ann", crm.VisibilityTeam).ID)
	}
	type page struct {
		Items []recordJSON
		Gone  []crm.ID
		Next  string
		Reset bool
	}
	walk := func(after string) (items []recordJSON, gone []crm.ID, next string) {
		for range 20 {
			var p page
			other.call("GET", "/catalog?limit=2&after="+after, nil).want(t, 200).into(t, &p)
			items, gone = append(items, p.Items...), append(gone, p.Gone...)
			if len(p.Items)+len(p.Gone) == 0 {
				return items, gone, p.Next
			}
			after = p.Next
		}
		t.Fatal("the catalog never ends")
		return nil, nil, ""
	}
	items, gone, next := walk("")
	if len(items) != 5 || len(gone) != 0 {
		t.Fatalf("%d items, %d gone", len(items), len(gone))
	}
	owner.call("PATCH", "/leads/"+ids[0].String(), map[string]any{"fields": map[string]any{"score": 1}}).want(t, 200)
	owner.call("POST", "/leads/"+ids[1].String()+"/transfer", map[string]any{"visibility": "private"}).want(t, 200)
	owner.call("DELETE", "/leads/"+ids[2].String(), nil).want(t, 204)
	items, gone, _ = walk(next)
	if len(items) != 1 || items[0].ID != ids[0] || len(gone) != 2 {
		t.Errorf("%d items, gone %v", len(items), gone)
	}
	var again page
	other.call("GET", "/catalog?limit=2&after="+next, nil).want(t, 200).into(t, &again)
	if again.Reset {
		t.Error("a cursor that was given out means nothing")
	}
	for name, after := range map[string]string{"rubbish": "rubbish", "another's": next,
		"a long text": strings.Repeat("A", 9000)} {
		var first page
		owner.call("GET", "/catalog?limit=2&after="+after, nil).want(t, 200).into(t, &first)
		if !first.Reset || len(first.Items) != 2 || len(first.Gone) != 0 {
			t.Errorf("%s: %+v", name, first)
		}
	}
}

func TestFeeds_TellWhatHappened(t *testing.T) {
	h := newTestServer(t)
	g, other := h.as("agent1"), h.as("agent2")
	made := g.createLead("Ann", crm.VisibilityTeam)
	for score := range 3 { // one person at one field: told once
		g.call("PATCH", "/leads/"+made.ID.String(), map[string]any{"fields": map[string]any{"score": score}}).
			want(t, 200)
	}
	g.call("POST", "/leads/"+made.ID.String()+"/archive", nil).want(t, 200)
	feed := other.call("GET", "/activity?limit=10", nil).want(t, 200).body
	for _, action := range []string{"record:created", "record:updated", "record:archived"} {
		if n := bytes.Count(feed, []byte(`"`+action+`"`)); n != 1 {
			t.Errorf("%s is told %d times: %s", action, n, feed)
		}
	}
	named := []byte(made.ID.String())
	if got := other.call("GET", "/activity?limit=5", nil).want(t, 200); !bytes.Contains(got.body, named) {
		t.Errorf("activity: %s", got.body)
	}
	if got := h.as("outsider").call("GET", "/activity", nil).want(t, 200); bytes.Contains(got.body, named) {
		t.Errorf("an outsider's activity: %s", got.body)
	}
	h.notify(other.user.ID, made.ID)
	var list struct {
		Items []struct {
			ID   crm.ID
			Read bool
		}
	}
	other.call("GET", "/notifications", nil).want(t, 200).into(t, &list)
	if len(list.Items) == 0 || list.Items[0].Read {
		t.Fatalf("notifications %+v", list)
	}
	other.call("POST", "/notifications/read", map[string]any{"ids": []crm.ID{list.Items[0].ID}}).want(t, 204)
	other.call("GET", "/notifications", nil).want(t, 200).into(t, &list)
	if !list.Items[0].Read {
		t.Error("still unread")
	}
	other.call("POST", "/notifications/read", `{}`).want(t, 204)
	other.call("POST", "/notifications/read", `{"ids":["x"]}`).want(t, 400).names(t, "ids")
	g.call("POST", "/leads/"+made.ID.String()+"/transfer", map[string]any{"visibility": "private"}).want(t, 200)
	got := other.call("GET", "/notifications", nil).want(t, 200)
	if bytes.Contains(got.body, []byte(made.ID.String())) {
		t.Errorf("a notification of a record that was taken away: %s", got.body)
	}
}

// Why a record is held, and that somebody took out all of it, is the broker role's business.
func TestFeeds_TellAgentsNothingOfHoldsAndExports(t *testing.T) {
	h := newTestServer(t)
	agent, broker := h.as("agent1"), h.as("broker")
	made := agent.createLead("Ann", crm.VisibilityTeam).ID.String()
	broker.call("POST", "/privacy/hold", map[string]any{"record": made, "hold": true, "reason": "case 12"}).want(t, 204)
	broker.call("GET", "/privacy/export?record="+made, nil).want(t, 200)
	told := func(g *testClient) string { return string(g.call("GET", "/activity?limit=50", nil).want(t, 200).body) }
	if feed := told(agent); strings.Contains(feed, "privacy:") || strings.Contains(feed, "case 12") ||
		!strings.Contains(feed, "record:created") {
		t.Errorf("the owner is told %s", feed)
	}
	if feed := told(broker); !strings.Contains(feed, "case 12") {
		t.Errorf("the broker role is told %s", feed)
	}
}
