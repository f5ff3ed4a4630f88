//go:build !wasip1

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// file is an input and what is right about it. Its kind is what people do that other imports get wrong.
type file struct {
	kind  string
	name  string // in testdata; or
	text  string // the bytes
	as    string // type of record
	given string // further members of the input
	there []stored

	// Parts of what is proposed, in order: "FirstName=Ana TEL=…" is searched in the record's fields as JSON.
	want []string
	// Parts of the report that must be said, and texts that must not occur in what is proposed.
	said  []string
	never []string
	made  int // records; -1: as many as want has
}

func (f *file) run(t *testing.T) (h *house, records []string, report string) {
	t.Helper()
	content := []byte(f.text)
	if f.name != "" {
		var err error
		if content, err = os.ReadFile(filepath.Join("testdata", f.name)); err != nil {
			t.Fatal(err)
		}
	}
	given := ""
	if f.given != "" {
		given = "," + f.given
	}
	h = &house{input: `{"type":"` + f.as + `","file":"f"` + given + `}`, file: content, records: f.there, refuse: none}
	if err := h.run(t); err != nil {
		t.Errorf("%s: %v", f.kind, err)
		return h, nil, ""
	}
	for _, r := range h.changes {
		records = append(records, flat(r.Fields)+" | "+flat(r.Private)+" | "+strings.Join(r.Notes, "\n"))
	}
	raw, err := json.Marshal(h.output)
	if err != nil {
		t.Fatal(err)
	}
	return h, records, strings.NewReplacer(`\u0026`, "&", `\"`, `"`).Replace(string(raw))
}

// flat shows fields as "Email=[ana@example.com] FirstName=Ana".
func flat(fields map[string]any) string {
	var parts []string
	for _, name := range sorted(fields) {
		value := fields[name]
		if number, ok := value.(float64); ok {
			value = fmt.Sprintf("%.10g", number)
		}
		parts = append(parts, fmt.Sprintf("%s=%v", name, value))
	}
	return strings.Join(parts, " ")
}

func (f *file) check(t *testing.T) {
	t.Helper()
	_, records, report := f.run(t)
	if want := len(f.want); f.made >= 0 && len(records) != max(f.made, want) {
		t.Errorf("%s: %d records are made, not %d: %q\n%s", f.kind, len(records), max(f.made, want), records, report)
		return
	}
	for i, want := range f.want {
		for _, part := range strings.Split(want, "; ") {
			if i >= len(records) || !strings.Contains(records[i], part) {
				t.Errorf("%s: record %d lacks %s: %q", f.kind, i+1, part, slices.Concat(records, []string{report}))
			}
		}
	}
	for _, part := range f.said {
		if !strings.Contains(report, part) {
			t.Errorf("%s: nobody is told %q: %s", f.kind, part, report)
		}
	}
	for _, part := range f.never {
		if all := strings.Join(records, "\n"); strings.Contains(all, part) {
			t.Errorf("%s: %q is in %s", f.kind, part, all)
		}
	}
}

// checkAll checks each of several files in a test of its own, which is named for its kind.
func checkAll(t *testing.T, files []file) {
	t.Helper()
	for _, f := range files {
		t.Run(f.kind, f.check)
	}
}

// kindOfFile is a case of cases.json in a folder of testdata.
type kindOfFile struct {
	Kind, File, As, Duplicates string
	Want, Said, Never          []string
	Changes                    int // proposed, where there are more than records
}

// The project's cases: what other programs write, and what is right about it.
func TestFiles_AreReadAsAPersonWould(t *testing.T) {
	for _, folder := range []string{"files", "programs", "kinds"} { // the app's tests read those of files too
		text, err := os.ReadFile(filepath.Join("testdata", folder, "cases.json"))
		if err != nil {
			t.Fatal(err)
		}
		var cases []kindOfFile
		if err := json.Unmarshal(text, &cases); err != nil || len(cases) == 0 {
			t.Fatalf("%d cases: %v", len(cases), err)
		}
		var files []file
		for _, c := range cases {
			f := file{kind: c.Kind, name: filepath.Join(folder, c.File), as: c.As, want: c.Want, said: c.Said,
				never: c.Never, made: c.Changes}
			if c.Duplicates != "" {
				f.given = `"duplicates":"` + c.Duplicates + `"`
			}
			files = append(files, f)
		}
		checkAll(t, files)
	}
}
