package web_test

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"roomkey/crm"
)

func TestRecords_HistoryAtAndRevert(t *testing.T) {
	h := newTestServer(t)
	g := h.as("agent1")
	made := g.createLead("Ann", "")
	path := "/leads/" + made.ID.String()
	h.as("agent2").call("PATCH", path, map[string]any{"fields": map[string]any{"name": "Bea"}}).want(t, 200)
	var history struct {
		Items []struct {
			Heads  []string
			User   crm.ID
			At     string
			Fields []string
		}
	}
	g.call("GET", path+"/history", nil).want(t, 200).into(t, &history)
	last := history.Items[len(history.Items)-1]
	if len(history.Items) < 2 || last.User != h.as("agent2").user.ID || len(last.Fields) != 1 ||
		last.Fields[0] != "/name" || last.At == "" {
		t.Fatalf("history %+v", history)
	}
	h.pagesOfHistory(path, len(history.Items))
	then := g.call("GET", path+"/at/"+made.Heads[0], nil).want(t, 200).record(t)
	if string(then.Fields["name"]) != `"Ann"` {
		t.Errorf("then: %s", then.Fields["name"])
	}
	g.call("GET", path+"/at/"+strings.Repeat("0", 64), nil).want(t, 400).names(t, "heads")
	g.call("GET", path+"/at/xyz", nil).want(t, 400).names(t, "heads")
	g.call("POST", path+"/revert", map[string]any{"heads": []string{}}).want(t, 400).names(t, "heads")
	back := g.call("POST", path+"/revert", map[string]any{"heads": made.Heads}).want(t, 200).record(t)
	if string(back.Fields["name"]) != `"Ann"` || back.Heads[0] == made.Heads[0] {
		t.Errorf("reverted to %s at %v", back.Fields["name"], back.Heads)
	}
}

// Heads that can't be are refused before anything is looked up, whoever asks.
func TestRecords_RevertWithoutHeadsIsInvalid(t *testing.T) {
	h := newTestServer(t)
	made := h.as("agent1").createLead("Ann", crm.VisibilityPrivate)
	for _, body := range []string{`{"heads":null}`, `{"heads":[null]}`, `{"heads":[]}`, `{}`} {
		for _, name := range []string{"agent1", "outsider"} {
			h.as(name).call("POST", "/leads/"+made.ID.String()+"/revert", body).want(t, 400).names(t, "heads")
		}
	}
}

// pagesOfHistory looks whether the pages of a record's history, from the last on, are what it is as a whole.
func (h *testServer) pagesOfHistory(path string, all int) {
	h.t.Helper()
	type answer struct {
		Items []json.RawMessage
		Next  *string
	}
	g := h.as("agent1")
	var whole, page answer
	g.call("GET", path+"/history", nil).want(h.t, 200).into(h.t, &whole)
	if len(whole.Items) != all || whole.Next != nil {
		h.t.Fatalf("%d changes of %d, and %v", len(whole.Items), all, whole.Next)
	}
	var read []json.RawMessage
	for cursor := ""; ; cursor = "&cursor=" + *page.Next {
		page = answer{}
		g.call("GET", path+"/history?limit=1"+cursor, nil).want(h.t, 200).into(h.t, &page)
		if len(page.Items) != 1 {
			h.t.Fatalf("a page of %d changes", len(page.Items))
		}
		if read = append(page.Items, read...); page.Next == nil {
			break
		}
	}
	if !reflect.DeepEqual(read, whole.Items) {
		h.t.Errorf("the pages are %s, the history is %s", read, whole.Items)
	}
	for _, cursor := range []string{"x", "-1", strconv.Itoa(all + 1), "99999999999999999999"} {
		g.call("GET", path+"/history?limit=1&cursor="+cursor, nil).want(h.t, 400).names(h.t, "cursor")
	}
	g.call("GET", path+"/history?limit=501", nil).want(h.t, 400).names(h.t, "limit")
}
