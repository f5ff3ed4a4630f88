package calls_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/plugins/calls"
)

// section is a part of docs/plugins-calls.md: from one heading to the next.
type section struct{ title, text string }

func sections(t *testing.T) (all []section) {
	t.Helper()
	page, err := os.ReadFile("../../docs/plugins-calls.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range strings.Split(string(page), "\n## `")[1:] {
		title, text, _ := strings.Cut(part, "`\n")
		all = append(all, section{title, text})
	}
	return all
}

// rows are the paths in the first column of the table with a heading.
func (s section) rows(heading string) (paths []string) {
	_, table, found := strings.Cut(s.text, "\n| "+heading+" | |\n| --- | --- |\n")
	for found {
		var row string
		row, table, found = strings.Cut(table, "\n")
		path, ok := strings.CutPrefix(row, "| `")
		if !ok {
			break
		}
		path, _, _ = strings.Cut(path, "`")
		paths = append(paths, path)
	}
	slices.Sort(paths)
	return paths
}

// paths are those of the members that values of a type have in JSON, as the page writes them.
func paths(t reflect.Type, at string) (all []string) {
	encodes := reflect.TypeFor[json.Unmarshaler]()
	leaf := t == reflect.TypeFor[json.RawMessage]() || t == reflect.TypeFor[crm.ID]() ||
		reflect.PointerTo(t).Implements(encodes)
	switch {
	case leaf:
	case t.Kind() == reflect.Pointer:
		return paths(t.Elem(), at)
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct:
		return paths(t.Elem(), at+"*/")
	case t.Kind() == reflect.Struct:
		for i := range t.NumField() {
			name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
			if name != "-" {
				all = append(all, paths(t.Field(i).Type, at+name+"/")...)
			}
		}
		slices.Sort(all)
		return all
	}
	return []string{strings.TrimSuffix(at, "/")}
}

// members are the paths of a shape's members; nil where the shape is free or has none.
func members(shape any) []string {
	if shape == nil || reflect.TypeOf(shape).NumField() == 0 {
		return nil
	}
	return paths(reflect.TypeOf(shape), "")
}

var limitLine = regexp.MustCompile(`In one attempt:\s+([0-9,]+)\s+calls?\s+of\s+([0-9,]+)\s+KiB\.`)

func TestPage_LinesFitTheWidthOfAPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/plugins-calls.md")
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(string(page), "\n") {
		if n := utf8.RuneCountInString(line); n > 120 {
			t.Errorf("line %d has %d columns", i+1, n)
		}
	}
}

// Every call is on the page with its members and limits, and nothing else is.
func TestPage_DescribesEveryCall(t *testing.T) {
	var described []string
	for _, s := range sections(t) {
		if s.title == "plugin.json" {
			continue
		}
		described = append(described, s.title)
		call, known := calls.Named(s.title)
		if !known {
			t.Errorf("the page describes %s, which is no call", s.title)
			continue
		}
		if got, want := s.rows("takes"), members(call.Asked); !slices.Equal(got, want) {
			t.Errorf("%s takes %v, the page says %v", s.title, want, got)
		}
		if got, want := s.rows("answers"), members(call.Answer); !slices.Equal(got, want) {
			t.Errorf("%s answers %v, the page says %v", s.title, want, got)
		}
		limits := limitLine.FindStringSubmatch(s.text)
		if limits == nil || number(t, limits[1]) != call.Calls || number(t, limits[2])<<10 != call.Bytes {
			t.Errorf("%s is limited to %d calls of %d bytes, the page says %q", s.title, call.Calls, call.Bytes, limits)
		}
	}
	var there []string
	for _, call := range calls.All {
		there = append(there, call.Name)
	}
	if !slices.Equal(described, there) {
		t.Errorf("the page describes %v, the calls are %v", described, there)
	}
}

// The codes of the sentence that begins with "Refused as" are those of the call, and the page's first paragraphs name
// those of every call. plugins/runner holds the code to them.
func TestPage_NamesTheCodesOfEachCall(t *testing.T) {
	for _, s := range sections(t) {
		call, known := calls.Named(s.title)
		if !known {
			continue
		}
		_, sentence, _ := strings.Cut(s.text, "Refused as ")
		sentence, _, _ = strings.Cut(sentence, ". ")
		want := slices.Sorted(slices.Values(call.Refused))
		if got := codesIn(sentence); !slices.Equal(got, want) {
			t.Errorf("%s is refused as %v, the page says %v", s.title, want, got)
		}
	}
	page, err := os.ReadFile("../../docs/plugins-calls.md")
	if err != nil {
		t.Fatal(err)
	}
	_, every, _ := strings.Cut(string(page), "Every call can be refused as ")
	every, _, _ = strings.Cut(every, "\n\n")
	if got, want := codesIn(every), slices.Sorted(slices.Values(calls.RefusedAlways)); !slices.Equal(got, want) {
		t.Errorf("every call is refused as %v, the page says %v", want, got)
	}
}

// allCodes are those of rule P3.
var allCodes = []string{"denied", "invalid", "not_found", "conflict", "too_large", "rate_limited", "unavailable",
	"cancelled", "unsupported", "suspended", "internal"}

// codesIn are the codes that a text names, sorted.
func codesIn(text string) (codes []string) {
	for _, match := range regexp.MustCompile("`([a-z_]+)`").FindAllStringSubmatch(text, -1) {
		if slices.Contains(allCodes, match[1]) {
			codes = append(codes, match[1])
		}
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

func number(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(strings.ReplaceAll(text, ",", ""))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// The examples of the page are requests that the server takes, and answers of the shape that the SDKs read.
func TestPage_ExamplesAreWhatTheCodeTakes(t *testing.T) {
	for _, s := range sections(t) {
		call, known := calls.Named(s.title)
		if !known {
			continue
		}
		blocks := strings.Split(s.text, "```json\n")[1:]
		if len(blocks) != 2 {
			t.Errorf("%s has %d examples, not a request and an answer", s.title, len(blocks))
			continue
		}
		for i, shape := range []any{call.Asked, call.Answer} {
			text, _, _ := strings.Cut(blocks[i], "```")
			if err := fits(text, shape); err != nil {
				t.Errorf("%s, example %d: %v", s.title, i+1, err)
			}
		}
		request, _, _ := strings.Cut(blocks[0], "```")
		if err := (calls.Counter{}).Admit(s.title, []byte(request)); err != nil {
			t.Errorf("%s: %v", s.title, err)
		}
	}
}

// fits decodes a text into a value of the shape's type, without unknown members.
func fits(text string, shape any) error {
	if shape == nil {
		if !json.Valid([]byte(text)) {
			return fmt.Errorf("is not valid JSON: %s", text)
		}
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader([]byte(text)))
	decoder.DisallowUnknownFields()
	return decoder.Decode(reflect.New(reflect.TypeOf(shape)).Interface())
}

// Every key of plugin.json is on the page, and nothing else is.
func TestPage_DescribesEveryKeyOfTheManifest(t *testing.T) {
	want := paths(reflect.TypeFor[plugins.Manifest](), "")
	all := sections(t)
	if got := all[len(all)-1].rows("key"); !slices.Equal(got, want) {
		t.Errorf("the keys are %v, the page says %v", want, got)
	}
}
