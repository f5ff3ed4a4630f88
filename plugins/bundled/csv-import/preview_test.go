//go:build !wasip1

package main

import (
	"encoding/json"
	"testing"
)

// A trial run shows who is there already apart from who is only related, with whom and by what.
func TestPreview_TellsRelatedPeopleFromTheSame(t *testing.T) {
	ana := stored{ID: "11111111-1111-4111-8111-111111111111", Type: "client",
		Fields: map[string]any{"FirstName": "Ana", "LastName": "Ortiz", "Email": []any{"ortiz@example.com"}}}
	h := &house{input: `{"type":"client","file":"f"}`, dry: true, refuse: none, records: []stored{ana},
		file: []byte("First,Last,Email,Phone\nANA,Ortiz,ortiz@example.com,\nLuis,Ortiz,ortiz@example.com,\n" +
			"Dan,Weber,,707-555-0190\nLil,Weber,,(707) 555-0190\n")}
	if err := h.run(t); err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(h.output["preview"])
	if err != nil {
		t.Fatal(err)
	}
	var shown struct{ Duplicates []previewDuplicate }
	if err := json.Unmarshal(raw, &shown); err != nil {
		t.Fatal(err)
	}
	want := []previewDuplicate{
		{Row: 2, Title: "ANA Ortiz", By: "e-mail address and name", Kind: "same", Outcome: "skip", Record: ana.ID,
			Name: "Ana Ortiz"},
		{Row: 3, Title: "Luis Ortiz", By: "e-mail address", Kind: "related", Outcome: "create", Record: ana.ID,
			Name: "Ana Ortiz"},
		{Row: 5, Title: "Lil Weber", By: "phone number", Kind: "related", Outcome: "create", Other: 4},
	}
	if len(shown.Duplicates) != len(want) {
		t.Fatalf("it shows %+v", shown.Duplicates)
	}
	for i, is := range shown.Duplicates {
		if is != want[i] {
			t.Errorf("row %d is shown as %+v, not %+v", is.Row, is, want[i])
		}
	}
}
