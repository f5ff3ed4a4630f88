package merge_test

import (
	"encoding/json"
	"testing"

	"roomkey/plugins/bundled/merge"
)

func TestGaps_FillsAndNeverReplaces(t *testing.T) {
	for name, c := range map[string]struct{ record, more, patch, after string }{
		"nothing new":      {`{"a":"x"}`, `{"a":"y"}`, `{}`, `{"a":"x"}`},
		"a gap":            {`{"a":""}`, `{"a":"y","b":1}`, `{"a":"y","b":1}`, `{"a":"y","b":1}`},
		"a list":           {`{"a":["x"]}`, `{"a":["x","y"]}`, `{"a":["x","y"]}`, `{"a":["x","y"]}`},
		"no list yet":      {`{}`, `{"a":["y","y"]}`, `{"a":["y"]}`, `{"a":["y"]}`},
		"an address again": {`{"Email":["a@b.co"]}`, `{"Email":["A@B.co"]}`, `{}`, `{"Email":["a@b.co"]}`},
		"a number again": {`{"TEL":[{"id":"1","number":"916 555 0101"}]}`,
			`{"TEL":[{"id":"2","number":"(916) 555-0101"}]}`, `{}`, `{"TEL":[{"id":"1","number":"916 555 0101"}]}`},
		"within a map":   {`{"m":{"a":1}}`, `{"m":{"a":2,"b":3}}`, `{"m":{"b":3}}`, `{"m":{"a":1,"b":3}}`},
		"an equal map":   {`{"m":{"a":1}}`, `{"m":{"a":2}}`, `{}`, `{"m":{"a":1}}`},
		"no map yet":     {`{}`, `{"m":{"a":2}}`, `{"m":{"a":2}}`, `{"m":{"a":2}}`},
		"a no is no gap": {`{"a":false,"n":0}`, `{"a":true,"n":1}`, `{}`, `{"a":false,"n":0}`},
		"one contingency": {`{"c":[{"type":"loan","status":"active","dueDate":"1"}]}`,
			`{"c":[{"type":"loan","status":"removed"}]}`, `{}`,
			`{"c":[{"type":"loan","status":"active","dueDate":"1"}]}`},
		"a street again": {`{"ADR":[{"street":"1 Main St"}]}`,
			`{"ADR":[{"id":"2","street":"1 Main Street"},{"id":"2","street":"2 Main St"}]}`,
			`{"ADR":[{"street":"1 Main St"},{"street":"2 Main St"}]}`,
			`{"ADR":[{"street":"1 Main St"},{"street":"2 Main St"}]}`},
		"an item of a list": {`{"p":[{"id":"1","contact":"A"}]}`, `{"p":[{"contact":"A"},{"contact":"B"}]}`,
			`{"p":[{"id":"1","contact":"A"},{"contact":"B"}]}`, `{"p":[{"id":"1","contact":"A"},{"contact":"B"}]}`},
	} {
		var record, more map[string]any
		for text, into := range map[string]*map[string]any{c.record: &record, c.more: &more} {
			if err := json.Unmarshal([]byte(text), into); err != nil {
				t.Fatal(err)
			}
		}
		patch := merge.Gaps(record, more)
		if got := text(t, patch); got != text(t, json.RawMessage(c.patch)) {
			t.Errorf("%s: the patch is %s", name, got)
		}
		if got := text(t, record); got != text(t, json.RawMessage(c.after)) {
			t.Errorf("%s: the record becomes %s", name, got)
		}
	}
}

func TestRefusals_ReplaceConsents(t *testing.T) {
	for name, c := range map[string]struct{ record, more, patch string }{
		"a refusal": {`{"consent":{"email":true}}`, `{"consent":{"email":false}}`, `{"consent":{"email":false}}`},
		"one of all": {`{"consent":{"doNotContact":false}}`, `{"consent":{"doNotContact":true}}`,
			`{"consent":{"doNotContact":true}}`},
		"no consent yet":       {`{}`, `{"consent":{"sms":false}}`, `{"consent":{"sms":false}}`},
		"a consent is none":    {`{"consent":{"email":false}}`, `{"consent":{"email":true}}`, `{}`},
		"known already":        {`{"consent":{"call":false}}`, `{"consent":{"call":false},"a":1}`, `{}`},
		"nothing else changes": {`{"a":true}`, `{"a":false,"consent":{"doNotContact":false}}`, `{}`},
	} {
		patch, record, more := map[string]any{}, map[string]any{}, map[string]any{}
		for text, into := range map[string]*map[string]any{c.record: &record, c.more: &more} {
			if err := json.Unmarshal([]byte(text), into); err != nil {
				t.Fatal(err)
			}
		}
		if merge.Refusals(patch, record, more); text(t, patch) != text(t, json.RawMessage(c.patch)) {
			t.Errorf("%s: the patch is %s", name, text(t, patch))
		}
		if merge.Refusals(patch, record, more); text(t, patch) != text(t, json.RawMessage(c.patch)) {
			t.Errorf("%s: the record does not know it: %s", name, text(t, patch))
		}
	}
}

// text is a value as JSON, names in order.
func text(t *testing.T, value any) string {
	t.Helper()
	raw, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	var plain any
	if err := json.Unmarshal(raw, &plain); err != nil {
		t.Fatal(err)
	}
	if raw, err = json.Marshal(plain); err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
