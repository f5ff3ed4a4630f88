package plugins_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"roomkey/crm"
	"roomkey/plugins"
)

// whole is a plugin.json that is right.
const whole = `{
  "id": "acme.x", "version": "1.0.0", "abi": 1, "entry": "main.js", "runtime": "js",
  "steps": [{"name": "run", "title": "Run", "input": {"type": "object"}, "output": {}}],
  "capabilities": {"records.read": ["listing"], "records.propose": ["listing.PublicRemarks"], "llm": {"maxTokens": 5}},
  "limits": {"seconds": 5}
}`

// An author who has made a mistake in plugin.json is told its whole place and what would be right.
func TestOpen_LeadsTheAuthorToTheMistake(t *testing.T) {
	for _, c := range []struct{ old, new, field, message string }{
		{`"seconds": 5`, `"second": 5`, "/limits/second",
			"there is no such member: here there may be memoryMB, seconds"},
		{`"title": "Run"`, `"titel": "Run"`, "/steps/0/titel", "here there may be name, title, input, output"},
		{`"maxTokens": 5`, `"maxtokens": 5`, "/capabilities/llm/maxtokens", "it is spelt maxTokens"},
		{`["listing"]`, `"listing"`, "/capabilities/records.read", "must be a list"},
		{`["listing"]`, `["listing", 7]`, "/capabilities/records.read/1", "must be a text"},
		{`"maxTokens": 5`, `"maxTokens": 5.5`, "/capabilities/llm/maxTokens", "must be a whole number"},
		{`"maxTokens": 5`, `"maxTokens": 5.0`, "/capabilities/llm/maxTokens", "must be a whole number, in digits"},
		{`"seconds": 5`, `"seconds": 1e3`, "/limits/seconds", "must be a whole number, in digits"},
		{`"seconds": 5`, `"seconds": 99999999999999999999`, "/limits/seconds", "must be a whole number, in digits"},
		{`{"type": "object"}`, `{"const": [1e999]}`, "/steps/0/input/const/0", "is a number beyond every range"},
		{`{"type": "object"}`, strings.Repeat(`{"a":`, 9_900) + "1" + strings.Repeat("}", 9_900), "",
			"is nested deeper than 220"},
		{`{"type": "object"}`, strings.Repeat(`{"a":`, 300) + "1" + strings.Repeat("}", 300), "",
			"is nested deeper than 220"},
		{`"llm": {"maxTokens": 5}`, `"llm": true`, "/capabilities/llm", "must be an object"},
		{`["listing"]`, `["house"]`, "/capabilities/records.read/0", `"house" is not a type of record`},
		{`listing.PublicRemarks`, `listing.Remarks`, "/capabilities/records.propose/0",
			`"listing.Remarks": a listing has no field "Remarks"`},
		{`listing.PublicRemarks`, `escrow.commission`, "/capabilities/records.propose/0",
			"this field is private, and is written escrow./private/commission"},
		{`listing.PublicRemarks`, `listing./private/PublicRemarks`, "/capabilities/records.propose/0",
			"this field is not private, and is written listing.PublicRemarks"},
		{`"seconds": 5}`, `"seconds": 5`, "", "plugin.json is not valid JSON"},
		{`"limits": {`, `"limits" {`, "", "plugin.json is not valid JSON: line 5, column 12: invalid character '{'"},
		{`{"type": "object"}`, `{"type": "thing"}`, "/steps/0/input/type",
			`in a schema this must be one of: "array", "boolean", "integer", "null", "number", "object", "string"`},
		{`{"type": "object"}`, `{"properties": {"a": {"minLength": "3"}}}`, "/steps/0/input/properties/a/minLength",
			"in a schema this must be of the type integer"},
		{`{"type": "object"}`, `{"properties": {"a": {"pattern": "(["}}}`, "/steps/0/input/properties/a/pattern",
			"in a schema this must be a regular expression"},
		{`{"type": "object"}`, `{"required": "a"}`, "/steps/0/input/required", "must be of the type array"},
		{`{"type": "object"}`, `{"$ref": "#/$defs/none"}`, "/steps/0/input",
			"there is no /$defs/none, to which a $ref"},
		{`{"type": "object"}`, `{"$ref": "https://example.com/a"}`, "/steps/0/input",
			"can't refer to another document: https://example.com/a"},
	} {
		t.Run(c.new[:min(len(c.new), 80)], func(t *testing.T) {
			text := strings.Replace(whole, c.old, c.new, 1)
			if text == whole {
				t.Fatal("nothing was replaced")
			}
			raw, err := plugins.Zip(map[string][]byte{"plugin.json": []byte(text), "main.js": []byte("1")})
			if err == nil {
				_, err = plugins.Open(raw)
			}
			var wrong *crm.Error
			if !errors.As(err, &wrong) || wrong.Code != crm.CodeInvalid || wrong.Field != c.field ||
				!strings.Contains(wrong.Message, c.message) {
				t.Errorf("it says %v, want %s %s", err, c.field, c.message)
			}
		})
	}
}

// A long name costs its length once, not once for each value below it.
func TestOpen_ChecksManyMembersBelowALongNameCheaply(t *testing.T) {
	var members strings.Builder
	for i := range 2_000 {
		fmt.Fprintf(&members, `"%d":1,`, i)
	}
	text := strings.Replace(whole, `{"type": "object"}`,
		`{"x-`+strings.Repeat("n", 45_000)+`":{`+members.String()+`"last":1}}`, 1)
	raw, err := plugins.Zip(map[string][]byte{"plugin.json": []byte(text), "main.js": []byte("1")})
	if err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := plugins.Open(raw); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > 32<<20 {
		t.Errorf("a plugin.json of %d bytes took %d MiB", len(text), took>>20)
	}
}

// Of alternatives that a value fits none of, the one that it comes nearest to is explained.
func TestSchema_ExplainsTheNearestAlternative(t *testing.T) {
	for _, c := range []struct{ schema, value, field, message string }{
		{`{"anyOf":[{"type":"string"},{"properties":{"a":{"type":"number"}}}]}`, `{"a":"x"}`, "/a",
			"must be of the type number"},
		{`{"oneOf":[{"type":"object"},{"required":["a"]}]}`, `{"a":1}`, "",
			"must fit one of the alternatives, and fits several"},
		{`{"uniqueItems":true}`, `[1,2,1]`, "", "must have no item twice: 0 and 2 are equal"},
		{`{"multipleOf":5}`, `7`, "", "must be a multiple of 5"},
		{`{"maxProperties":1}`, `{"a":1,"b":2}`, "", "must have at most 1 members"},
		{`{"dependentRequired":{"a":["b"]}}`, `{"a":1}`, "", "needs b beside a"},
	} {
		schema, err := plugins.CompileSchema(json.RawMessage(c.schema))
		if err != nil {
			t.Fatal(err)
		}
		var wrong *crm.Error
		if err := schema.Check(json.RawMessage(c.value)); !errors.As(err, &wrong) || wrong.Field != c.field ||
			wrong.Message != c.message {
			t.Errorf("%s of %s says %v", c.schema, c.value, err)
		}
	}
}
