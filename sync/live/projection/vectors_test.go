package projection

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"roomkey/crm"
)

// changesFile holds vectors that the tests of the app read too, because the app updates its rows from events.
const changesFile = "../../../crm/testdata/vectors/changes.json"

var updateVectors = flag.Bool("update", false, "write the vectors again")

// changeVector holds the fields of a record before and after a change, and the changes that the event carries. Reload
// says that the app can't update its row from the event alone.
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
		const update = "go test ./sync/live/projection -run Vectors -update"
		t.Errorf("the changes are not those that events tell: %s\n%s", update, text)
	}
}
