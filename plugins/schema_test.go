package plugins_test

import (
	"encoding/json"
	"testing"

	"roomkey/crm"
	"roomkey/plugins"
)

func TestSchema_RefersToItsOwnDefinitionsAndToNothingElse(t *testing.T) {
	own, err := plugins.CompileSchema(json.RawMessage(`{"properties":{"a":{"$ref":"#/$defs/n"}},"$defs":{"n":{"type":"number"}}}`))
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
		if _, err := plugins.CompileSchema(json.RawMessage(`{"$ref":"` + ref + `"}`)); crm.CodeOf(err) != crm.CodeInvalid {
			t.Errorf("%s: %v", ref, err)
		}
	}
}
