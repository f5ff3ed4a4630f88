package projection

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"roomkey/crm"
)

// changesFile is one of the vectors that the app's tests read too: its rows follow events by it.
const changesFile = "../../../crm/testdata/vectors/changes.json"

var updateVectors = flag.Bool("update", false, "write the vectors anew")

// changeVector is a record's fields before and after, and what the event between them says. Reload is for the app: it
// can't follow by the event alone.
type changeVector struct {
	Name    string                     `json:"name"`
	Before  map[string]json.RawMessage `json:"before"`
	After   map[string]json.RawMessage `json:"after"`
	Changes map[string]crm.Change      `json:"changes"`
	Reload  bool                       `json:"reload,omitempty"`
}

func TestVectors_EventsTellTheDifference(t *testing.T) {
	kept, err := os.ReadFile(changesFile)
	if err != nil {
		t.Fatal(err)
	}
	var all []changeVector
	if err := json.Unmarshal(kept, &all); err != nil || len(all) == 0 {
		t.Fatal(len(all), err)
	}
	for i := range all {
		all[i].Changes = differences("", all[i].Before, all[i].After)
	}
	text := []byte("[\n")
	for i := range all {
		line, err := json.Marshal(all[i])
		if err != nil {
			t.Fatal(err)
		}
		if text = append(append(text, "  "...), line...); i < len(all)-1 {
			text = append(text, ',')
		}
		text = append(text, '\n')
	}
	text = append(text, "]\n"...)
	if *updateVectors {
		if err := os.WriteFile(changesFile, text, 0o644); err != nil {
			t.Fatal(err)
		}
	} else if !bytes.Equal(kept, text) {
		t.Errorf("the changes are not those that events tell: go test ./sync/live/projection -run Vectors -update\n%s", text)
	}
}
