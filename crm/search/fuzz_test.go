package search_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"roomkey/crm"
	"roomkey/crm/search"
)

// FuzzTerms: whatever somebody writes, its terms are within their bounds and hold nothing that the full-text index
// would take for syntax, and whoever types a term of a title finds it.
func FuzzTerms(f *testing.F) {
	for _, typed := range typed {
		f.Add(typed)
	}
	for _, fold := range folds {
		f.Add(fold[0])
	}
	f.Fuzz(func(t *testing.T, text string) {
		raw, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		terms := search.Of(crm.TypeNamed("lead"),
			map[string]json.RawMessage{"name": raw, "briefing": raw, "source": raw})
		for _, class := range [][]string{terms.Title, terms.Near, terms.Prose, terms.Numbers} {
			for _, term := range class {
				n := utf8.RuneCountInString(term)
				if n == 0 || n > 40 || strings.ContainsAny(term, " \t\n\"'*~(){}:^+-") {
					t.Fatalf("%q has the term %q", text, term)
				}
			}
		}
		for _, term := range terms.Title {
			if query := search.Read(term); len(query.Wants) > 1 || query.Tier(&terms) != search.TitleWhole {
				t.Fatalf("%q of %q finds it in tier %d by %q", term, text, query.Tier(&terms), query.Wants)
			}
		}
		query := search.Read(text)
		for _, want := range query.Wants {
			if len(want.Any) == 0 || len(query.Wants) > 16 {
				t.Fatalf("%q wants %q", text, query.Wants)
			}
		}
	})
}
