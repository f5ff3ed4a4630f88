package web_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// notedVisit makes an appointment of agent1 with a description, and returns its address and its entity tag.
func (h *testServer) notedVisit(description string) (path, tag string, made recordJSON) {
	h.t.Helper()
	answer := h.as("agent1").call("POST", "/appointments", fieldsIn(visit(description)))
	if answer.status != 201 {
		h.t.Fatalf("%d: %s", answer.status, answer.body)
	}
	answer.into(h.t, &made)
	return "/appointments/" + made.ID.String(), answer.header.Get("ETag"), made
}

func TestRecords_IfMatchOfAnotherStateChangesNothing(t *testing.T) {
	h := newTestServer(t)
	g, mate := h.as("agent1"), h.as("agent2")
	path, tag, made := h.notedVisit("ours")
	if got := g.call("GET", path, nil).want(t, 200).header.Get("ETag"); got != tag || tag == "" {
		t.Fatalf("made %s, read %s", tag, got)
	}
	fresh := mate.call("PATCH", path, fieldsIn(map[string]any{"LOCATION": "Here"}), "If-Match", tag).
		want(t, 200).header.Get("ETag")
	if fresh == tag {
		t.Fatal("a change keeps the entity tag")
	}
	heads := map[string]any{"heads": made.Heads}
	for _, stale := range []string{tag, "W/" + fresh, `"` + made.Heads[0] + `"`, `"x", "y"`} {
		for _, c := range []struct {
			method, path string
			body         any
		}{
			{"PATCH", path, fieldsIn(map[string]any{"DESCRIPTION": "theirs"})},
			{"POST", path + "/notes", map[string]any{"body": "Called"}},
			{"POST", path + "/revert", heads},
			{"POST", path + "/transfer", map[string]any{"visibility": "broker"}},
			{"POST", path + "/archive", nil},
			{"POST", path + "/restore", nil},
			{"DELETE", path, nil},
		} {
			g.call(c.method, c.path, c.body, "If-Match", stale).want(t, 412).names(t, "If-Match")
		}
	}
	after := g.call("GET", path, nil).want(t, 200)
	if after.header.Get("ETag") != fresh {
		t.Error("what was refused has changed something")
	}
	after.record(t).describes(t, "ours")
	g.call("PATCH", path, fieldsIn(map[string]any{"DESCRIPTION": "no"}), "If-Match", "ours").want(t, 400).
		names(t, "If-Match")
	for i, form := range []string{"%s", `"x", %s`, "*"} {
		fresh = g.call("PATCH", path, fieldsIn(map[string]any{"LOCATION": fmt.Sprint("At ", i)}),
			"If-Match", strings.ReplaceAll(form, "%s", fresh)).want(t, 200).header.Get("ETag")
	}
	shared := g.call("POST", path+"/transfer", map[string]any{"visibility": "broker"}, "If-Match", fresh).want(t, 200)
	if shared.header.Get("ETag") == fresh {
		t.Error("a transfer keeps the entity tag")
	}
	h.as("outsider").call("PATCH", path, fieldsIn(map[string]any{"LOCATION": "x"}), "If-Match", tag).want(t, 404)
	g.call("DELETE", path, nil, "If-Match", shared.header.Get("ETag")).want(t, 204)
}

func TestRecords_ABaseMergesWithWhatOthersWroteSince(t *testing.T) {
	h := newTestServer(t)
	g, mate := h.as("agent1"), h.as("agent2")
	path, tag, made := h.notedVisit("one two three")
	mate.call("PATCH", path, fieldsIn(map[string]any{"DESCRIPTION": "one two three, four", "LOCATION": "Davis",
		"notes": []any{map[string]any{"body": "theirs"}}})).want(t, 200)
	for i, base := range []any{tag, made.Heads, strings.Join(made.Heads, ",")} {
		text := fmt.Sprintf("zero%d, one two three", i)
		patch := fieldsIn(map[string]any{"DESCRIPTION": text, "LOCATION": fmt.Sprint("Napa ", i),
			"notes": []any{map[string]any{"id": fmt.Sprint("note ", i), "body": "ours"}}})
		patch["base"] = base
		merged := g.call("PATCH", path, patch).want(t, 200).record(t)
		got := string(merged.Fields["DESCRIPTION"])
		if !strings.Contains(got, fmt.Sprintf("zero%d, ", i)) || !strings.HasSuffix(got, `one two three, four"`) {
			t.Errorf("the text is %s", got)
		}
		conflict := string(merged.Conflicts["/LOCATION"])
		if !strings.Contains(conflict, "Davis") || !strings.Contains(conflict, fmt.Sprint("Napa ", i)) {
			t.Errorf("the conflict is %s", conflict)
		}
		if notes := string(merged.Fields["notes"]); strings.Count(notes, `"ours"`) != i+1 ||
			strings.Count(notes, `"theirs"`) != 1 {
			t.Errorf("the notes are %s", notes)
		}
	}
	for _, bad := range []any{"rubbish", 7, []string{strings.Repeat("0", 64)}, []string{}, strings.Repeat("a", 64)} {
		body := fieldsIn(map[string]any{"LOCATION": "x"})
		body["base"] = bad
		g.call("PATCH", path, body).want(t, 400).names(t, "base")
	}
	now := g.call("GET", path, nil).want(t, 200)
	body := fieldsIn(map[string]any{"LOCATION": "Decided"})
	body["base"] = now.header.Get("ETag")
	if decided := g.call("PATCH", path, body, "If-Match", now.header.Get("ETag")).want(t, 200).
		record(t); len(decided.Conflicts) > 0 || string(decided.Fields["LOCATION"]) != `"Decided"` {
		t.Errorf("decided: %s, conflicts %v", decided.Fields["LOCATION"], decided.Conflicts)
	}
}

func TestRecords_ABaseMergesThePrivateHalf(t *testing.T) {
	h := newTestServer(t)
	g, broker := h.as("agent1"), h.as("broker")
	fields := map[string]any{"FirstName": "Ann", "Email": []string{"a@b.test"}, "ContactStatus": "Active"}
	made := g.call("POST", "/clients", map[string]any{"fields": fields, "private": map[string]any{
		"preapproval": map[string]any{"lender": "First"}}}).want(t, 201)
	path, tag := "/clients/"+made.record(t).ID.String(), made.header.Get("ETag")
	broker.call("PATCH", path, map[string]any{"private": map[string]any{"budget": 5,
		"preapproval": map[string]any{"lender": "Second"}}}).want(t, 200)
	if seen := h.as("agent2").call("GET", path, nil).want(t, 200).header.Get("ETag"); strings.Contains(seen, ":") {
		t.Errorf("who may not read the private half sees its heads: %s", seen)
	}
	merged := g.call("PATCH", path, map[string]any{"base": tag, "private": map[string]any{"budget": 7,
		"preapproval": map[string]any{"amount": 9}}}).want(t, 200).record(t)
	if got := string(merged.Private["preapproval"]); got != `{"amount":9,"lender":"Second"}` {
		t.Errorf("the map is %s", got)
	}
	if len(merged.Conflicts) != 1 {
		t.Errorf("conflicts %v", merged.Conflicts)
	}
}

// One writer knows an old text, another has written into it since. Whatever they wrote, the words of both are there.
func TestRecords_AStaleTextNeverErasesAnothers(t *testing.T) {
	h := newTestServer(t)
	g, mate := h.as("agent1"), h.as("agent2")
	path, _, _ := h.notedVisit("")
	words := []string{"a ", "é", "e\u0301 ", "👩‍👩‍👧 ", "🙃", "\n", "🇨🇭 "}
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	draw := func() (text string) {
		for range random.IntN(12) {
			text += words[random.IntN(len(words))]
		}
		return text
	}
	for range 25 {
		first, last, theirs, ours := draw(), draw(), draw(), draw()
		known := g.call("PATCH", path, fieldsIn(map[string]any{"DESCRIPTION": first + "|" + last})).want(t, 200)
		mate.call("PATCH", path, fieldsIn(map[string]any{"DESCRIPTION": first + "|" + last + "END" + theirs})).
			want(t, 200)
		patch := fieldsIn(map[string]any{"DESCRIPTION": ours + "BEGIN" + first + "|" + last})
		patch["base"] = known.header.Get("ETag")
		g.call("PATCH", path, patch).want(t, 200).record(t).
			describes(t, ours+"BEGIN"+first+"|"+last+"END"+theirs)
	}
	if t.Failed() {
		t.Log("seed", seed)
	}
}
