package projection_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/sync/live/projection"
)

// staff are the people of a brokerage, who hear of everything.
type staff []*crm.User

func (s staff) SharedRooms(*crm.Record) []crm.Room  { return nil }
func (s staff) PrivateRooms(*crm.Record) []crm.Room { return nil }
func (s staff) People(crm.ID) []*crm.User           { return s }

// A mention notifies as by the note's author, so it must have come from the author, or with what the server moves.
func TestJournal_TellsOfMentionsByTheirAuthorsAlone(t *testing.T) {
	house := crm.ID{9}
	ana := &crm.User{ID: crm.ID{1}, Role: crm.RoleAgent, Broker: house}
	ben := &crm.User{ID: crm.ID{2}, Role: crm.RoleAgent, Broker: house}
	boss := &crm.User{ID: crm.ID{3}, Role: crm.RoleBroker, Broker: house}
	record := func(mentions ...string) *crm.Record {
		raw, err := json.Marshal([]any{map[string]any{"id": "n1", "author": ana.ID.String(), "mentions": mentions}})
		if err != nil {
			t.Fatal(err)
		}
		return &crm.Record{ID: crm.ID{4}, Type: "lead",
			Row:    crm.Row{Owner: ana.ID, Broker: house, Visibility: crm.VisibilityBroker},
			Fields: map[string]json.RawMessage{"notes": raw}}
	}
	for _, c := range []struct {
		name string
		by   crm.ID
		told int
	}{
		{"its author", ana.ID, 1}, {"the server", crm.ID{}, 1}, {"a colleague", ben.ID, 0},
		{"the broker role", boss.ID, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			j := projection.Journal{Record: crm.ID{4}, Audience: staff{ana, ben, boss}}
			j.Updated(record(), record(ben.ID.String()), c.by, time.Unix(1, 0))
			if len(j.Notices) != c.told || c.told == 1 && j.Notices[0].By != ana.ID {
				t.Errorf("told %v", j.Notices)
			}
		})
	}
}

// Who deletes another's note leaves a line in the audit log; authors delete their own without one, and the server moves
// notes.
func TestJournal_NotesInTheAuditLogWhoDeletedAnothersNote(t *testing.T) {
	ana, boss := crm.ID{1}, crm.ID{3}
	with := &crm.Record{ID: crm.ID{4}, Type: "lead", Fields: map[string]json.RawMessage{
		"notes": json.RawMessage(`[{"id":"a/b","author":"` + ana.String() + `"}]`)}}
	without := &crm.Record{ID: crm.ID{4}, Type: "lead",
		Fields: map[string]json.RawMessage{"notes": json.RawMessage("[]")}}
	for by, want := range map[crm.ID]string{boss: "[/notes/a~1b of " + ana.String() + "]", ana: "[]", {}: "[]"} {
		j := projection.Journal{Record: crm.ID{4}, Audience: staff{}}
		j.Updated(with, without, by, time.Unix(1, 0))
		said := []string{}
		for _, e := range j.Audit {
			if e.Action == "note:deleted" {
				said = append(said, e.Field+" "+e.Reason)
			}
		}
		if fmt.Sprint(said) != want {
			t.Errorf("by %s: %v, want %s", by, said, want)
		}
	}
}
