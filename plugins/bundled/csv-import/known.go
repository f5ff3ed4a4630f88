package main

import (
	"strings"

	roomkey "roomkey/plugins/sdk/go"
)

// wouldBe is the id of records that a trial run would make.
const wouldBe = "new"

// known is a record that this import creates or may add to, in its state after the proposals so far.
type known struct {
	id              string   // "": not proposed yet
	state           string   // "archived", "deleted" or ""
	name            string   // of an existing record, for people
	plan            *planned // the change that creates it, in the current batch
	fields, private map[string]any
	loaded          bool
	privateToo      bool // the private fields were asked for
}

// bodies are the texts of the record's notes.
func (k *known) bodies() (list []string) {
	notes, _ := k.fields["notes"].([]any)
	for _, item := range notes {
		if note, ok := item.(map[string]any); ok {
			list = append(list, text(note["body"]))
		}
	}
	return list
}

// lacks leaves of notes those that the record doesn't have.
func (k *known) lacks(notes []string) []string {
	var left []string
	has := strings.Join(k.bodies(), "\n")
	for _, note := range notes {
		if !strings.Contains(has, note) {
			left = append(left, note)
		}
	}
	return left
}

// planned is the change that is proposed for a row, and for the rows that were merged into it.
type planned struct {
	rows            []int
	record          *known // the record that it creates or adds to
	fields, private map[string]any
	notes           []string
}

func (p *planned) change(kind string) roomkey.Change {
	return roomkey.Change{Type: kind, ID: p.record.id, Fields: encode(p.fields), Private: encode(p.private),
		Note: strings.Join(p.notes, "\n")}
}
