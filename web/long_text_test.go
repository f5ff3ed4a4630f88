package web_test

import (
	"encoding/json"
	"strings"
	"testing"

	"roomkey/crm"
)

// maxPasted is how many characters one request may add to a text.
const maxPasted = 100_000

// visit is a new appointment with a description.
func visit(description string) map[string]any {
	return map[string]any{"SUMMARY": "A visit", "DTSTART": "2026-06-01T10:00:00Z", "DTEND": "2026-06-01T11:00:00Z",
		"TZID": "UTC", "kind": "showing", "DESCRIPTION": description}
}

func fieldsIn(fields map[string]any) map[string]any { return map[string]any{"fields": fields} }

// describes fails unless the record's description is the text.
func (r recordJSON) describes(t *testing.T, text string) {
	t.Helper()
	var got string
	if err := json.Unmarshal(r.Fields["DESCRIPTION"], &got); err != nil || got != text {
		t.Errorf("the text of %d bytes is not the %d bytes that were written (%v)", len(got), len(text), err)
	}
}

func TestRecords_TextsOfAHundredThousandCharactersAreTakenOnEveryWay(t *testing.T) {
	h := newTestServer(t)
	g := h.as("agent1")
	letters, faces := strings.Repeat("and so on ", maxPasted/10), strings.Repeat("🙃", maxPasted)
	made := g.call("POST", "/appointments", fieldsIn(visit(letters))).want(t, 201).record(t)
	made.describes(t, letters)
	empty := func() (path string, id any) {
		made := g.call("POST", "/appointments", fieldsIn(visit(""))).want(t, 201).record(t)
		return "/appointments/" + made.ID.String(), made.ID
	}
	path, _ := empty()
	g.call("PATCH", path, fieldsIn(map[string]any{"DESCRIPTION": faces})).want(t, 200).record(t).describes(t, faces)
	_, id := empty()
	var bulk struct{ Items []recordJSON }
	g.call("POST", "/bulk", map[string]any{"type": "appointment", "ids": []any{id},
		"patch": fieldsIn(map[string]any{"DESCRIPTION": letters})}).want(t, 200).into(t, &bulk)
	if len(bulk.Items) != 1 {
		t.Fatal("the bulk edit changed nothing")
	}
	bulk.Items[0].describes(t, letters)
	path, _ = empty()
	g.call("POST", path+"/notes", map[string]any{"body": letters}).want(t, 201)

	path = "/appointments/" + made.ID.String()
	describe := func(text string) *answer {
		return g.call("PATCH", path, fieldsIn(map[string]any{"DESCRIPTION": text}))
	}
	// More at once is refused, however little the text grows.
	describe(letters+"!").want(t, 200)
	describe(strings.Repeat("or so, ", 16_000)).want(t, 413).names(t, "/DESCRIPTION")
	describe(strings.Repeat("a", 400_001)).want(t, 413).names(t, "/DESCRIPTION")
	g.call("POST", "/appointments", fieldsIn(visit(letters+"!"))).want(t, 413).names(t, "/DESCRIPTION")
	g.call("POST", path+"/notes", map[string]any{"body": strings.Repeat("a", crm.MaxTextBytes+1)}).want(t, 413).
		names(t, "body")
	g.call("GET", path, nil).want(t, 200).record(t).describes(t, letters+"!")
}
