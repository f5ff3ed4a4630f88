package crm_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"roomkey/crm"
)

// The files of testdata/vectors say what Go and the app's TypeScript must agree on. Both read them: this test, which
// writes those that Go computes, and web/app/src/vectors.test.ts.
var update = flag.Bool("update", false, "write the vectors again")

// vectors compares a file of vectors with what Go computes, one line for each.
func vectors[V any](t *testing.T, name string, computed []V) {
	t.Helper()
	text := []byte("[\n")
	for i, v := range computed {
		line, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		text = append(append(text, "  "...), line...)
		if i < len(computed)-1 {
			text = append(text, ',')
		}
		text = append(text, '\n')
	}
	text = append(text, "]\n"...)
	file := filepath.Join("testdata", "vectors", name)
	if *update {
		if err := os.WriteFile(file, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if kept, err := os.ReadFile(file); err != nil || !bytes.Equal(kept, text) {
		t.Errorf("%s is not what Go computes (%v): go test ./crm -run Vectors -update", name, err)
	}
}

// May is what a user may do with a record, in one brokerage.
func TestVectors_AccessRule(t *testing.T) {
	type vector struct {
		User crm.User     `json:"user"`
		Row  crm.Row      `json:"row"`
		May  []crm.Action `json:"may"`
	}
	var all []vector
	for _, role := range crm.Roles {
		for _, relation := range []string{"owner", "teammate", "colleague"} {
			for _, visibility := range crm.Visibilities {
				v := vector{User: *relations[relation](role), May: []crm.Action{}}
				v.Row = crm.Row{Owner: owner, Team: harbor, Broker: broker, Visibility: visibility}
				for _, action := range crm.Actions {
					if v.User.May(action, v.Row) {
						v.May = append(v.May, action)
					}
				}
				all = append(all, v)
			}
		}
	}
	vectors(t, "access.json", all)
}

// A pointer names steps of the private half, or of the shared one.
func TestVectors_Pointers(t *testing.T) {
	type vector struct {
		Pointer string   `json:"pointer"`
		Private bool     `json:"private"`
		Steps   []string `json:"steps"`
	}
	var all []vector
	add := func(private bool, steps ...string) {
		pointer := crm.PointerTo(steps[0], private)
		for _, step := range steps[1:] {
			pointer += "/" + crm.Escape(step)
		}
		if crm.IsPrivate(pointer) != private {
			t.Errorf("%s is private: %v", pointer, !private)
		}
		all = append(all, vector{pointer, private, steps})
	}
	add(false, "purchasePrice")
	add(true, "loanAmount")
	add(true, "commission", "splits", "0", "pct")
	add(false, "contingencies", "3f2a", "status")
	add(false, "notes", "-")
	add(false, "a/b~c", "~1")
	add(false, "privateer")
	add(false, "tags", "10")
	vectors(t, "pointers.json", all)
}

// The schema as GET /schema answers, and what each pointer into it is called.
func TestVectors_Labels(t *testing.T) {
	vectors(t, "schema.json", crm.Types)
	type vector struct {
		Type    string            `json:"type"`
		Pointer string            `json:"pointer"`
		Label   string            `json:"label"`
		Options map[string]string `json:"options,omitempty"`
	}
	var all []vector
	for _, kind := range crm.Types {
		var walk func(at string, f *crm.Field)
		walk = func(at string, f *crm.Field) {
			v := vector{Type: kind.Name, Pointer: at, Label: kind.Field(at).Label}
			for _, option := range f.Options {
				if v.Options == nil {
					v.Options = make(map[string]string)
				}
				if v.Options[option] = option; f.OptionLabels[option] != "" {
					v.Options[option] = f.OptionLabels[option]
				}
			}
			all = append(all, v)
			for i := range f.Fields {
				walk(at+"/"+crm.Escape(f.Fields[i].Name), &f.Fields[i])
			}
			if f.Item != nil {
				walk(at+"/0", f.Item)
			}
		}
		for i := range kind.Fields {
			f := &kind.Fields[i]
			walk(crm.PointerTo(f.Name, f.Private), f)
		}
	}
	vectors(t, "labels.json", all)
}

// Value is what a person typed and what is written for it; without a value, typed is nothing that may be written.
type valueVector struct {
	Kind  crm.Kind `json:"kind"`
	Typed string   `json:"typed"`
	Value any      `json:"value"`
}

func TestVectors_Values(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("testdata", "vectors", "values.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all []valueVector
	if err := json.Unmarshal(text, &all); err != nil || len(all) == 0 {
		t.Fatal(len(all), err)
	}
	kinds := []crm.Kind{crm.KindMoney, crm.KindNumber, crm.KindDate, crm.KindTime, crm.KindBool, crm.KindString}
	for _, v := range all {
		field := &crm.Field{Name: "x", Kind: v.Kind}
		value := v.Value
		if value == nil {
			value = v.Typed
		}
		if err := field.Check("/x", value); (err == nil) != (v.Value != nil) {
			t.Errorf("%s %s for %q: %v", v.Kind, strconv.Quote(v.Typed), v.Value, err)
		}
		if !slices.Contains(kinds, v.Kind) {
			t.Errorf("a value of kind %s", v.Kind)
		}
	}
}
