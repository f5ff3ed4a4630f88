package author

import (
	"testing"

	"roomkey/crm"
)

// A case is told what the server would refuse of a proposal, beside what the record of the case holds.
func TestPropose_IsHeldToTheRules(t *testing.T) {
	there := &record{}
	there.Fields = map[string]any{"email": "ana at home", "priceMax": 100.0}
	for _, c := range []struct {
		fields   map[string]any
		existing *record
		field    string
	}{
		{map[string]any{"email": "ana"}, nil, "/email"},
		{map[string]any{"email": "ana@example.com"}, nil, ""},
		{map[string]any{"email": "ana at home"}, there, ""}, // it was there
		{map[string]any{"priceMin": 200.0}, there, "/priceMin"},
		{map[string]any{"priceMin": 200.0}, nil, ""},
		{map[string]any{"priceMin": 200.0, "priceMax": 100.0}, nil, "/priceMax"},
	} {
		err, _ := breaksRule(crm.TypeNamed("lead"), c.fields, nil, c.existing).(*crm.Error)
		if c.field == "" && err != nil || c.field != "" && (err == nil || err.Field != c.field) {
			t.Errorf("%v: %v", c.fields, err)
		}
	}
}
