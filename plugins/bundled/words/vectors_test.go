package words_test

import (
	"encoding/json"
	"os"
	"testing"

	"roomkey/plugins/bundled/words"
)

// The app reads and writes money as the plugins do: by the same vectors.
func TestMoney_IsReadAndWrittenAsTheAppDoes(t *testing.T) {
	text, err := os.ReadFile("../../../crm/testdata/vectors/values.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []struct {
		Kind, Typed, Shown string
		Value              any
	}
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, v := range all {
		if v.Kind != "money" {
			continue
		}
		cents, ok := words.Money(v.Typed)
		if value, may := v.Value.(float64); ok != may || ok && float64(cents) != value {
			t.Errorf("%q is %d (%v), not %v", v.Typed, cents, ok, v.Value)
		}
		if ok && words.Dollars(cents) != v.Shown {
			t.Errorf("%d is %s, not %s", cents, words.Dollars(cents), v.Shown)
		}
		read++
	}
	if read == 0 {
		t.Error("there are no amounts")
	}
}
