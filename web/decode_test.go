package web_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"roomkey/crm"
	"roomkey/web"
	"roomkey/web/api"
)

type sample struct {
	Name   string          `json:"name"`
	Count  *int            `json:"count"`
	IDs    []crm.ID        `json:"ids"`
	Fields json.RawMessage `json:"fields"`
}

func TestDecode_NamesWhatIsWrong(t *testing.T) {
	cases := []struct{ name, body, field string }{
		{"empty", ``, ""},
		{"not an object", `[1]`, ""},
		{"null", `null`, ""},
		{"cut off", `{"name":"a"`, ""},
		{"something after", `{"name":"a"} {}`, ""},
		{"unknown member", `{"name":"a","nmae":"b"}`, "nmae"},
		{"other case", `{"Name":"a"}`, "Name"},
		{"twice", `{"name":"a","name":"b"}`, "name"},
		{"twice within", `{"fields":{"a":[{"b":1},{"b":{"c/":1,"d":2,"c/":3}}]}}`, "/a/1/b/c~1"},
		{"twice within another member", `{"ids":[],"count":{"a":1,"a":2}}`, "count/a"},
		{"no UTF-8", "{\"name\":\"a\xff\"}", ""},
		{"half a character", `{"name":"a\ud83d"}`, ""},
		{"half a character before another", `{"name":"\ud83d\ud83c\udfe0"}`, ""},
		{"the other half alone", `{"name":"\\\udfe0"}`, ""},
		{"wrong kind", `{"name":1}`, "name"},
		{"wrong kind of number", `{"count":"1"}`, "count"},
		{"null where a text must be", `{"name":null}`, "name"},
		{"no id", `{"ids":["x"]}`, "ids"},
		{"null where a list must be", `{"ids":null}`, "ids"},
		{"null within a list", `{"ids":["00000000-0000-4000-8000-000000000001",null]}`, "ids"},
		{"no list", `{"ids":{}}`, "ids"},
		{"long unknown member", `{"` + strings.Repeat("x", 500) + `":1}`, strings.Repeat("x", 64)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := web.Decode[sample]([]byte(c.body))
			var known *crm.Error
			if !errors.As(err, &known) || known.Code != crm.CodeInvalid {
				t.Fatalf("got %v, want invalid", err)
			}
			if known.Field != c.field {
				t.Errorf("it names %q, want %q", known.Field, c.field)
			}
		})
	}
}

func TestDecode_TakesWhatIsRight(t *testing.T) {
	got, err := web.Decode[sample]([]byte(` {"name":"ä\ud83c\udfe0\\ud83c\u00e4","count":null,` +
		`"fields":{"a":[null,{"a":{"a":1}},{"a":[]}]},"ids":["00000000-0000-4000-8000-000000000001"]} `))
	if err != nil {
		t.Fatal(err)
	}
	if got.Name != "ä🏠\\ud83cä" || got.Count != nil || string(got.Fields) != `{"a":[null,{"a":{"a":1}},{"a":[]}]}` ||
		len(got.IDs) != 1 {
		t.Errorf("got %+v", got)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"name":"a","fields":{"b":1}}`))
	f.Add([]byte(`{"name":{"name":1}}`))
	f.Add([]byte("{\"\\u0000\":1}"))
	f.Fuzz(func(t *testing.T, body []byte) {
		_, err := web.Decode[sample](body)
		if err != nil && crm.CodeOf(err) != crm.CodeInvalid {
			t.Errorf("%v is not invalid", err)
		}
		if err == nil && !json.Valid(body) {
			t.Error("what is not JSON was taken")
		}
	})
}

// A list that is too long is refused by its length: none of its items is decoded for that.
func TestDecode_ChecksALengthBeforeItsItems(t *testing.T) {
	_, err := web.Decode[api.DecideRequest]([]byte(`{"changes":[1` + strings.Repeat(",1", 10_000) + `]}`))
	var known *crm.Error
	if !errors.As(err, &known) || known.Field != "changes" || known.Message != "must have 1 to 10000 items" {
		t.Errorf("got %.200v", err)
	}
	if _, err := web.Decode[api.DecideRequest]([]byte(`{"changes":[]}`)); crm.CodeOf(err) != crm.CodeInvalid {
		t.Errorf("an empty list: %v", err)
	}
}

// No more faults are collected than a problem names.
func TestDecode_CollectsAHundredFaults(t *testing.T) {
	var unknown strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&unknown, `,"x%d":1`, i)
	}
	for _, body := range []string{
		`{"changes":[1` + strings.Repeat(",1", 9_999) + `]}`,
		`{"changes":[{"pointer":""` + unknown.String() + `}]}`,
		`{"changes":null` + unknown.String() + `}`,
	} {
		_, err := web.Decode[api.DecideRequest]([]byte(body))
		joined, ok := err.(interface{ Unwrap() []error })
		if !ok || len(joined.Unwrap()) != 100 {
			t.Errorf("%.40s: got %.200v", body, err)
		}
	}
}

func TestDecode_GrantsAreReadStrictly(t *testing.T) {
	_, err := web.Decode[api.GrantPluginRequest]([]byte(`{"capabilities":{"http":["a.test"],"files":["/"]}}`))
	var known *crm.Error
	if !errors.As(err, &known) || known.Field != "capabilities/files" {
		t.Errorf("got %v", err)
	}
}
