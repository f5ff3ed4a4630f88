package store_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"roomkey/crm"
	"roomkey/store"
)

// withNotes is a lead with so many notes, each of 1,000 characters.
func withNotes(t *testing.T, n int) *crm.Record {
	t.Helper()
	notes := make([]map[string]any, n)
	for i := range notes {
		body := fmt.Sprint(i, strings.Repeat(" a \"note\" [,]", 80))
		notes[i] = map[string]any{"id": fmt.Sprint("n", i), "body": body}
	}
	raw, err := json.Marshal(notes)
	if err != nil {
		t.Fatal(err)
	}
	return lead(1, map[string]string{"notes": string(raw)})
}

// The words of a record are bounded. Those of a long list cost no more than the bound: every edit computes them.
func TestSearchWords_OfALongListCostNoMoreThanTheirBound(t *testing.T) {
	few, many := withNotes(t, 200), withNotes(t, 4_000)
	if store.SearchWords(few) != store.SearchWords(many) {
		t.Fatal("the bound lies within the first notes, but the words differ")
	}
	words := func(r *crm.Record) float64 { return testing.AllocsPerRun(5, func() { store.SearchWords(r) }) }
	if a, b := words(few), words(many); a != b {
		t.Errorf("the words of 200 notes take %v allocations, those of 4,000 notes %v", a, b)
	}
}

func TestSearchWords_AreThoseOfAllTexts(t *testing.T) {
	r := lead(1, map[string]string{
		"name":  `"Ánn \u0041. O'Neil-2"`,
		"areas": `["Oak, \"Park\"","[x]",7,null]`,
		"notes": `[{"id":"n1","body":"First {one}"},{"id":"n2","body":"Second\\"},3]`,
	})
	want := "ánn a o neil 2 oak park x first one second "
	got := store.SearchWords(r)
	for _, word := range strings.Fields(want) {
		if !strings.Contains(" "+got, " "+word+" ") {
			t.Errorf("%q lacks %q", got, word)
		}
	}
	if len(got) != len(want) {
		t.Errorf("the words are %q, not %q in some order", got, want)
	}
	for _, raw := range []string{``, `[`, `[]`, `[1`, `["a`, `[,"b"]`, `{"a":[}`, `["a"]]`} { // no panic
		r.Fields["notes"] = json.RawMessage(raw)
		store.SearchWords(r)
	}
}
