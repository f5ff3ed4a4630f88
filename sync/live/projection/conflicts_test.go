package projection_test

import (
	"encoding/json"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/sync/live/projection"
)

// rooms is an audience of two rooms without people.
type rooms struct{ staff }

func (rooms) SharedRooms(*crm.Record) []crm.Room  { return []crm.Room{"team:shared"} }
func (rooms) PrivateRooms(*crm.Record) []crm.Room { return []crm.Room{"user:private"} }

// The loser of two values changes nothing that a list shows, and neither does keeping the winner: it is told all the
// same, so that lists and inboxes know of the conflict and of its end.
func TestJournal_TellsOfTwoValuesThatShowNoChange(t *testing.T) {
	record := func(pointer string, values ...string) *crm.Record {
		rec := &crm.Record{ID: crm.ID{4}, Type: "escrow", Fields: map[string]json.RawMessage{"side": []byte(`"a"`)}}
		for _, value := range values {
			if rec.Conflicts == nil {
				rec.Conflicts = make(map[string][]crm.Conflicting)
			}
			rec.Conflicts[pointer] = append(rec.Conflicts[pointer], crm.Conflicting{Value: []byte(value)})
		}
		return rec
	}
	for _, c := range []struct {
		name    string
		old, is *crm.Record
		room    crm.Room // that is told; none
	}{
		{"begun", record("/side"), record("/side", "1", "2"), "team:shared"},
		{"ended", record("/side", "1", "2"), record("/side"), "team:shared"},
		{"a third value", record("/side", "1", "2"), record("/side", "1", "2", "3"), "team:shared"},
		{"as before", record("/side", "1", "2"), record("/side", "1", "2"), ""},
		{"none", record("/side"), record("/side"), ""},
		{"private", record("/private/x"), record("/private/x", "1", "2"), "user:private"},
	} {
		j := projection.Journal{Record: c.is.ID, Audience: rooms{}}
		j.Updated(c.old, c.is, crm.ID{1}, time.Unix(1, 0))
		var told []crm.Event
		for _, e := range j.Events {
			told = append(told, e.Rooms()...)
		}
		switch {
		case c.room == "" && len(told) > 0, c.room != "" && len(told) != 1:
			t.Errorf("%s: told %v", c.name, told)
		case c.room != "" && (told[0].Room != c.room || told[0].Name != "escrow:updated" ||
			told[0].Private != (c.room == "user:private")):
			t.Errorf("%s: told %+v", c.name, told[0])
		}
	}
}
