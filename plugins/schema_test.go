package plugins_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"roomkey/crm"
	"roomkey/plugins"
)

// T13
func TestCapabilities_Propose(t *testing.T) {
	c := plugins.Capabilities{Propose: []string{"lead.*", "client", "listing.PublicRemarks",
		"escrow./private/commission"}}
	for _, ask := range []struct {
		kind, pointer string
		may           bool
	}{
		{"lead", "/score", true}, {"lead", "/private/budget", false}, {"client", "/FirstName", true},
		{"client", "/private/budget", false},
		{"listing", "/PublicRemarks", true}, {"listing", "/ListPrice", false}, {"listing", "/PublicRemarks/0", false},
		{"escrow", "/private/commission", true}, {"escrow", "/commission", false},
		{"escrow", "/private/loanAmount", false}, {"appointment", "/kind", false},
	} {
		if may := c.MayPropose(ask.kind, ask.pointer); may != ask.may {
			t.Errorf("%s%s may be proposed: %v", ask.kind, ask.pointer, may)
		}
	}
}

func TestSchema_NamesTheMemberAndNoValue(t *testing.T) {
	for _, c := range []struct{ name, schema, value, field, message string }{
		{"required", `{"required":["a"]}`, `{}`, "/a", "is required"},
		{"deep", `{"properties":{"a":{"items":{"required":["b"]}}}}`, `{"a":[{"b":1},{}]}`, "/a/1/b", "is required"},
		{"type", `{"properties":{"a":{"type":["string","null"]}}}`, `{"a":1}`, "/a",
			"must be of the type null or string"},
		{"escaped", `{"additionalProperties":false}`, `{"a/b~c":1}`, "/a~1b~0c", "there is no such member here"},
		{"enum", `{"properties":{"a":{"enum":["x","y"]}}}`, `{"a":"CANARY"}`, "/a", `must be one of: "x", "y"`},
		{"pattern", `{"properties":{"a":{"pattern":"^[0-9]+$"}}}`, `{"a":"CANARY"}`, "/a", "must match ^[0-9]+$"},
		{"date", `{"properties":{"a":{"format":"date"}}}`, `{"a":"CANARY"}`, "/a", "must be a date"},
		{"minimum", `{"properties":{"a":{"minimum":1.5}}}`, `{"a":1}`, "/a", "must be at least 1.5"},
		{"the whole", `{"type":"object"}`, `[]`, "", "must be of the type object"},
		{"any of", `{"properties":{"a":{"anyOf":[{"type":"string"},{"type":"number"}]}}}`, `{"a":[]}`, "/a",
			"must be of the type string"},
		{"too large a number", `{}`, `{"a":1e999999999}`, "", "is not valid JSON"},
		{"half of it", `{}`, `{"a":`, "", "is not valid JSON"},
	} {
		t.Run(c.name, func(t *testing.T) {
			schema, err := plugins.CompileSchema(json.RawMessage(c.schema))
			if err != nil {
				t.Fatal(err)
			}
			var wrong *crm.Error
			if err := schema.Check(json.RawMessage(c.value)); !errors.As(err, &wrong) ||
				wrong.Code != crm.CodeInvalid || wrong.Field != c.field || wrong.Message != c.message {
				t.Errorf("says %v", err)
			}
		})
	}
}

func TestCompileSchema_RefusesWhatIsNone(t *testing.T) {
	for _, bad := range []string{`{`, `7`, `{"type":"thing"}`, `{"$ref":"https://example.com/x"}`,
		`{"$ref":"file:///etc/passwd"}`, `{"$ref":"#/none"}`, `{"pattern":"("}`} {
		if _, err := plugins.CompileSchema(json.RawMessage(bad)); crm.CodeOf(err) != crm.CodeInvalid {
			t.Errorf("%s: %v", bad, err)
		}
	}
	if schema, err := plugins.CompileSchema(nil); err != nil || schema.Check(json.RawMessage(`[1]`)) != nil {
		t.Errorf("no schema takes nothing: %v", err)
	}
}

func TestSchema_RefersToItsOwnDefinitionsAndToNothingElse(t *testing.T) {
	own, err := plugins.CompileSchema(
		json.RawMessage(`{"properties":{"a":{"$ref":"#/$defs/n"}},"$defs":{"n":{"type":"number"}}}`))
	if err != nil {
		t.Fatal(err)
	}
	if err := own.Check(json.RawMessage(`{"a":1}`)); err != nil {
		t.Errorf("a number: %v", err)
	}
	if err := own.Check(json.RawMessage(`{"a":"1"}`)); crm.CodeOf(err) != crm.CodeInvalid {
		t.Errorf("a text: %v", err)
	}
	for _, ref := range []string{"https://example.com/schema.json", "other.json", "file:///etc/passwd"} {
		if _, err := plugins.CompileSchema(json.RawMessage(`{"$ref":"` + ref + `"}`)); crm.CodeOf(
			err) != crm.CodeInvalid {
			t.Errorf("%s: %v", ref, err)
		}
	}
}

// Authors write schemas and users write values. Neither may stop the server.
func FuzzSchema(f *testing.F) {
	f.Add([]byte(`{"type":"object","properties":{"a":{"$ref":"#/$defs/x"}},"$defs":{"x":{"minLength":1}}}`),
		[]byte(`{"a":""}`))
	f.Add([]byte(`{"$ref":"#"}`), []byte(`{}`))
	f.Add([]byte(`{"$dynamicRef":"#a","$dynamicAnchor":"a","not":{}}`), []byte(`[[[[]]]]`))
	f.Add([]byte(`{"minimum":1e308,"multipleOf":1e-300}`), []byte(`1e300`))
	f.Fuzz(func(t *testing.T, schema, value []byte) {
		compiled, err := plugins.CompileSchema(schema)
		if err != nil {
			return
		}
		var wrong *crm.Error
		if err := compiled.Check(value); err != nil && !errors.As(err, &wrong) {
			t.Errorf("says %v", err)
		}
	})
}

// Strangers write schemas and the values that they validate, and the server itself does the checks. None may take much
// time or memory (T3).
func TestSchema_IsBoundedInItsWork(t *testing.T) {
	var doubling []string
	for i := range 60 {
		doubling = append(doubling, fmt.Sprintf(`"d%d":{"allOf":[{"$ref":"#/$defs/d%d"},{"$ref":"#/$defs/d%d"}]}`, i,
			i+1, i+1))
	}
	enum := strings.TrimSuffix(strings.Repeat("1,", 600), ",")
	for _, c := range []struct{ name, schema string }{
		{"a pattern that repeats", `{"pattern":"` + strings.Repeat("(x?y?z?){300}", 10) + `$"}`},
		{"patterns in names", `{"patternProperties":{"(x{900}){1}y{900}":{}}}`},
		{"many patterns", `{"allOf":[` + strings.Repeat(`{"pattern":"x{900}"},`, 100) + `{}]}`},
		{"a long enum", `{"enum":[` + enum + `]}`},
		{"where it leads only a check knows", `{"$dynamicRef":"#a","$defs":{"a":{"$dynamicAnchor":"a"}}}`},
		{"the schema of schemas", `{"$ref":"https://json-schema.org/draft/2020-12/schema"}`},
	} {
		if _, err := plugins.CompileSchema(json.RawMessage(c.schema)); crm.CodeOf(err) != crm.CodeInvalid &&
			crm.CodeOf(err) != crm.CodeTooLarge {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	deep := strings.Repeat("[", 60) + "1" + strings.Repeat("]", 60)
	for _, c := range []struct {
		name, schema, value string
		code                crm.Code
	}{
		{"all of, doubled", `{"$ref":"#/$defs/d0","$defs":{` + strings.Join(doubling, ",") + `,"d60":{}}}`, `1`,
			crm.CodeTooLarge},
		{"any of, doubled and unfit", `{"$ref":"#/$defs/d0","$defs":{` + strings.ReplaceAll(strings.Join(doubling, ","),
			"allOf", "anyOf") + `,"d60":false}}`, `1`, crm.CodeTooLarge},
		{"looked at in two ways", `{"contains":{"$ref":"#"},"items":{"$ref":"#"}}`, deep, crm.CodeTooLarge},
		{"a pattern over a long text", `{"allOf":[` + strings.Repeat(`{"pattern":"(x?y){100}q"},`, 30) + `{}]}`,
			`"` + strings.Repeat("x", 1<<20) + `"`, crm.CodeTooLarge},
		{"deep", `{}`, strings.Repeat("[", 101) + strings.Repeat("]", 101), crm.CodeTooLarge},
		{"wrong in very many places", `{"items":{"type":"string"}}`, "[" + strings.Repeat("1,", 1<<16) + "1]",
			crm.CodeInvalid},
		{"large and right", `{"items":{"type":"integer","minimum":1}}`, "[" + strings.Repeat("1,", 1<<16) + "1]", ""},
		{"a long text", `{"properties":{"csv":{"type":"string","pattern":"^[^\u0000]*$"}}}`,
			`{"csv":"` + strings.Repeat("a,b\\n", 1<<17) + `"}`, ""},
	} {
		schema, err := plugins.CompileSchema(json.RawMessage(c.schema))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if err := schema.Check(json.RawMessage(c.value)); crm.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %s", c.name, err, c.code)
		}
	}
}
