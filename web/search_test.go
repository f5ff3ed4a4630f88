package web_test

import (
	"net/url"
	"strings"
	"testing"
)

// Whoever may read a record finds it by what they know of it, among records of all types, the best found first.
func TestSearch_FindsRecordsOfAllTypes(t *testing.T) {
	h := newTestServer(t)
	g := h.as("agent1")
	lead := g.call("POST", "/leads", map[string]any{"fields": map[string]any{"name": "Ana Quillfeather",
		"phone": "(279) 555-0142", "source": "Web", "stage": "new"}, "visibility": "team"}).want(t, 201).record(t)
	client := g.call("POST", "/clients", map[string]any{"fields": map[string]any{"FirstName": "Bo", "LastName": "Quill",
		"Email": []string{"bo@quill.test"}}, "private": map[string]any{"budget": 77700}, "visibility": "team"}).
		want(t, 201).record(t)
	type answer struct {
		Items []recordJSON
		Total int
	}
	find := func(as *testClient, query string) (found answer) {
		t.Helper()
		as.call("GET", "/search?q="+url.QueryEscape(query), nil).want(t, 200).into(t, &found)
		return found
	}
	if found := find(g, "quill"); found.Total != 2 || found.Items[0].ID != client.ID || found.Items[1].ID != lead.ID {
		t.Errorf("the whole word is not the first of %+v", found)
	}
	for query, total := range map[string]int{"+1 279-555-0142": 1, "BO@QUILL": 1, "ana bo": 0, "777": 0, "": 0,
		"%": 0} {
		if found := find(g, query); found.Total != total {
			t.Errorf("%q finds %d, want %d", query, found.Total, total)
		}
	}
	for name, total := range map[string]int{"agent2": 2, "viewer": 2, "broker": 2, "agent3": 0, "outsider": 0} {
		if found := find(h.as(name), "quill"); found.Total != total || len(found.Items) != total {
			t.Errorf("%s finds %d, want %d", name, found.Total, total)
		}
	}
	for query, field := range map[string]string{"limit=101": "limit", "limit=0": "limit", "type=house": "type",
		"archived=true": "archived", "q=" + strings.Repeat("a", 1001): "q"} {
		g.call("GET", "/search?"+query, nil).want(t, 400).names(t, field)
	}
	var one answer
	g.call("GET", "/search?q=quill&type=lead", nil).want(t, 200).into(t, &one)
	if one.Total != 1 {
		t.Errorf("%d leads are found", one.Total)
	}
}
