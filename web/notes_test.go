package web_test

import (
	"encoding/json"
	"strings"
	"testing"
)

// notes are the notes of a record, to be sent back.
func (r recordJSON) notes(t *testing.T) (notes []map[string]any) {
	t.Helper()
	if err := json.Unmarshal(r.Fields["notes"], &notes); err != nil {
		t.Fatal(err)
	}
	return notes
}

func TestNotes_AnothersIsForbiddenAtItsPointerAndTheBrokerRoleDeletesIt(t *testing.T) {
	h := newTestServer(t)
	author, colleague := h.as("agent1"), h.as("agent2")
	path := "/leads/" + author.createLead("Ann", "team").ID.String()
	noted := author.call("POST", path+"/notes", map[string]any{"body": "mine"}).want(t, 201).record(t)
	id := noted.notes(t)[0]["id"].(string)
	edited := func(set func(note map[string]any)) map[string]any {
		notes := noted.notes(t)
		set(notes[0])
		return fieldsIn(map[string]any{"notes": notes})
	}
	for _, patch := range []map[string]any{
		edited(func(n map[string]any) { n["body"] = "hers" }),
		edited(func(n map[string]any) { n["at"] = "2026-01-02T03:04:05Z" }),
		edited(func(n map[string]any) { n["mentions"] = []any{colleague.user.ID} }),
		edited(func(n map[string]any) { n["author"] = colleague.user.ID }),
		fieldsIn(map[string]any{"notes": []any{}}),
		fieldsIn(map[string]any{"notes": nil}),
	} {
		colleague.call("PATCH", path, patch).want(t, 403).names(t, "/notes/"+id)
	}
	var bulk struct {
		Failed []struct{ Code, Field string }
	}
	colleague.call("POST", "/bulk", map[string]any{"type": "lead", "ids": []any{noted.ID},
		"patch": fieldsIn(map[string]any{"notes": []any{}})}).want(t, 200).into(t, &bulk)
	if len(bulk.Failed) != 1 || bulk.Failed[0].Code != "forbidden" || bulk.Failed[0].Field != "/notes/"+id {
		t.Errorf("by a bulk edit: %+v", bulk)
	}
	author.call("PATCH", path, edited(func(n map[string]any) { n["body"] = "mine, again" })).want(t, 200)
	h.as("broker").call("PATCH", path, fieldsIn(map[string]any{"notes": []any{}})).want(t, 200)
	found := false
	for _, line := range h.audited(20) {
		found = found || line.Action == "note:deleted" && line.Record == noted.ID && line.Field == "/notes/"+id &&
			line.Reason == "of "+author.user.ID.String() && line.User == h.as("broker").user.ID
	}
	if !found {
		t.Error("the audit log does not tell of the deletion")
	}
}

// One note is edited and deleted by itself, without the others being sent.
func TestNotes_OneIsEditedAndDeletedByItself(t *testing.T) {
	h := newTestServer(t)
	author, colleague := h.as("agent1"), h.as("agent2")
	path := "/leads/" + author.createLead("Ann", "team").ID.String()
	author.call("POST", path+"/notes", map[string]any{"body": "mine"}).want(t, 201)
	noted := colleague.call("POST", path+"/notes", map[string]any{"body": "hers"}).want(t, 201).record(t)
	id := noted.notes(t)[0]["id"].(string)
	one := path + "/notes/" + id
	for _, c := range []struct {
		method string
		body   any
	}{{"PATCH", map[string]any{"body": "not hers"}}, {"PATCH", map[string]any{"mentions": []any{colleague.user.ID}}},
		{"PATCH", map[string]any{}}, {"DELETE", nil}} {
		colleague.call(c.method, one, c.body).want(t, 403).names(t, "/notes/"+id)
	}
	h.as("broker").call("PATCH", one, map[string]any{"body": "the broker's"}).want(t, 403).names(t, "/notes/"+id)
	author.call("PATCH", one, map[string]any{"body": " "}).want(t, 400).names(t, "body")
	author.call("PATCH", path+"/notes/none", map[string]any{"body": "x"}).want(t, 404)
	edited := author.call("PATCH", one, map[string]any{"body": "mine, again",
		"mentions": []any{colleague.user.ID, colleague.user.ID}}).want(t, 200).record(t).notes(t)
	if mentions, _ := edited[0]["mentions"].([]any); len(edited) != 2 || edited[0]["body"] != "mine, again" ||
		edited[0]["at"] != noted.notes(t)[0]["at"] || len(mentions) != 1 || edited[1]["body"] != "hers" {
		t.Errorf("the notes are %v", edited)
	}
	author.call("DELETE", one, nil).want(t, 200)
	left := h.as("broker").call("DELETE", path+"/notes/"+noted.notes(t)[1]["id"].(string), nil).want(t, 200).record(t)
	if len(left.notes(t)) != 0 {
		t.Errorf("left are %v", left.notes(t))
	}
}

func TestRecords_TheBriefingIsSearchedAndExported(t *testing.T) {
	h := newTestServer(t)
	g := h.as("agent1")
	path := "/leads/" + g.createLead("Ann", "").ID.String()
	g.call("PATCH", path, fieldsIn(map[string]any{"briefing": "Gate code is with Theodora"})).want(t, 200)
	var page struct{ Total int }
	g.call("GET", "/leads?q=theodora", nil).want(t, 200).into(t, &page)
	if page.Total != 1 {
		t.Errorf("the search finds %d records", page.Total)
	}
	csv := string(g.call("GET", "/export/leads.csv", nil).want(t, 200).body)
	if !strings.Contains(csv, ",briefing,notes") || !strings.Contains(csv, ",Gate code is with Theodora,") {
		t.Errorf("the export is %s", csv)
	}
}
