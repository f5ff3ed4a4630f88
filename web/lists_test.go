package web_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"roomkey/crm"
)

func TestLists_OfDeletedRecordsAreForWhoMayRestoreThem(t *testing.T) {
	h := newTestServer(t)
	owner := h.as("agent1")
	made := owner.call("POST", "/clients", map[string]any{"fields": map[string]any{"FirstName": "Gone"},
		"private": map[string]any{"budget": 4242}, "visibility": "team"}).want(t, 201).record(t)
	kept := owner.call("POST", "/clients", map[string]any{"fields": map[string]any{"FirstName": "Kept"}}).want(t, 201).
		record(t)
	h.clock.move(time.Minute)
	owner.call("DELETE", "/clients/"+made.ID.String(), nil).want(t, 204)
	row := crm.Row{Owner: owner.user.ID, Team: made.Team, Broker: owner.user.Broker, Visibility: made.Visibility}
	var list struct {
		Items []struct {
			recordJSON
			DeletedAt *time.Time
		}
		Total int
	}
	for _, member := range cast {
		g := h.as(member.name)
		got := g.call("GET", "/clients?deleted=true&sort=FirstName", nil).want(t, 200)
		list.Items = nil
		got.into(t, &list)
		want := g.user.May(crm.ActionDelete, row)
		if (list.Total == 1) != want || (len(list.Items) == 1) != want {
			t.Fatalf("%s is shown %s", member.name, got.body)
		}
		if !want {
			continue
		}
		item := list.Items[0]
		if item.ID != made.ID || item.DeletedAt == nil || string(item.Fields["FirstName"]) != `"Gone"` {
			t.Errorf("%s is shown %s", member.name, got.body)
		}
		private := strings.Contains(string(got.body), "4242")
		if may := member.role == crm.RoleBroker || member.name == "agent1"; private != may {
			t.Errorf("%s is shown the private half: %v", member.name, private)
		}
	}
	owner.call("GET", "/clients?deleted=true&filter[FirstName]=kept", nil).want(t, 200).into(t, &list)
	if list.Total != 0 {
		t.Errorf("%s is listed", kept.ID)
	}
	owner.call("GET", "/clients?deleted=true&q=gone", nil).want(t, 200).into(t, &list)
	if list.Total != 1 {
		t.Error("a deleted one is not found")
	}
	owner.call("GET", "/search?q=gone", nil).want(t, 200).into(t, &list)
	if list.Total != 0 {
		t.Error("a deleted one is found among the others")
	}
	owner.call("POST", "/clients/"+made.ID.String()+"/restore", nil).want(t, 200)
	owner.call("GET", "/clients?deleted=true", nil).want(t, 200).into(t, &list)
	if list.Total != 0 {
		t.Error("a restored one is listed")
	}
	// What is left of an erased record is nobody's to see.
	owner.call("DELETE", "/clients/"+made.ID.String(), nil).want(t, 204)
	if err := h.store.Erase(t.Context(), made.ID); err != nil {
		t.Fatal(err)
	}
	h.as("broker").call("GET", "/clients?deleted=true", nil).want(t, 200).into(t, &list)
	if list.Total != 0 || len(list.Items) != 0 {
		t.Errorf("an erased one is listed: %v", list.Items)
	}
}

func TestLists_FilterTextsInAnyCaseAndWhatIsEmpty(t *testing.T) {
	h := newTestServer(t)
	g := h.as("agent1")
	for _, fields := range []string{
		`{"name":"Ann","email":"Ann.Lee@Example.test","source":"web","stage":"new"}`,
		`{"name":"Bob","phone":"+19165550100","source":"web","stage":"new","areas":["Oak Park"]}`,
	} {
		g.call("POST", "/leads", `{"fields":`+fields+`}`).want(t, 201)
	}
	for query, want := range map[string]string{
		"filter[email]=ANN.lee@example.TEST": "Ann", "filter[email][empty]=true": "Bob",
		"filter[email][empty]=false": "Ann",
		"filter[areas]=oak%20park":   "Bob", "filter[areas][empty]=true": "Ann", "filter[score][empty]=true": "Ann Bob",
		"filter[email]=ann.lee@example": "", "filter[email][ne]=ann.lee@EXAMPLE.test": "Bob",
	} {
		var list struct{ Items []recordJSON }
		g.call("GET", "/leads?sort=name&"+query, nil).want(t, 200).into(t, &list)
		var names []string
		for _, item := range list.Items {
			names = append(names, strings.Trim(string(item.Fields["name"]), `"`))
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
}

func TestLists_SayAllThatIsWrongAtOnce(t *testing.T) {
	h := newTestServer(t)
	query := "sort=areas&filter[score]=many&filter[nothing]=1&filter[stage][empty]=maybe&deleted=true"
	got := h.as("agent1").call("GET", "/leads?"+query, nil).want(t, 400)
	var problem struct {
		Field, Detail string
		Errors        []struct{ Field, Code, Detail string }
	}
	got.into(t, &problem)
	var fields []string
	for _, one := range problem.Errors {
		fields = append(fields, one.Field)
		if one.Code != "invalid" || one.Detail == "" {
			t.Errorf("not a whole error: %s", got.body)
		}
	}
	if text := strings.Join(fields, " "); text != "sort nothing score stage" || problem.Field != "sort" {
		t.Errorf("it names %s: %s", text, got.body)
	}
}

func TestFeeds_GoOnWhereAPageEnded(t *testing.T) {
	h := newTestServer(t)
	g := h.as("agent1")
	for range 5 {
		record := g.createLead("Ann", crm.VisibilityTeam).ID
		h.notify(h.as("agent2").user.ID, record)
	}
	h.as("outsider").createLead("Eve", crm.VisibilityBroker)
	type page struct {
		Items []json.RawMessage
		Next  *string
	}
	for path, want := range map[string]int{"/activity?limit=2": 5, "/notifications?limit=2": 5} {
		reader, seen := h.as("agent2"), map[string]bool{}
		var first string
		for cursor := ""; ; {
			var p page
			reader.call("GET", path+"&cursor="+cursor, nil).want(t, 200).into(t, &p)
			for _, item := range p.Items {
				seen[string(item)] = true
			}
			if p.Next == nil {
				break
			}
			cursor = *p.Next
			if first == "" {
				first = cursor
			}
		}
		if len(seen) != want {
			t.Errorf("%s: %d, want %d", path, len(seen), want)
		}
		g.call("GET", path+"&cursor="+first, nil).want(t, 400).names(t, "cursor")
		reader.call("GET", path+"&cursor=rubbish", nil).want(t, 400).names(t, "cursor")
	}
}
