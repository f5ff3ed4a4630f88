package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"roomkey/plugins/bundled/merge"
	roomkey "roomkey/plugins/sdk/go"
)

const batch = 200 // changes of one call

// kept is a record that others are merged into, and its changes.
type kept struct {
	person          *person
	fields, private map[string]any
	patch, hidden   map[string]any
	notes           []string
}

// merges are the changes for pairs.
type merges struct {
	task    *roomkey.Task
	kept    map[string]*kept
	order   []*kept
	dropped []roomkey.Change
	refused []string
}

// mergeAll proposes the changes of the pairs: one change for each record that is kept, and one for each that is removed
// from use. It returns the number of changes, and the refused ones.
func mergeAll(t *roomkey.Task, pairs []pair) (proposed int, refused []string, err error) {
	m := &merges{task: t, kept: make(map[string]*kept)}
	for i, p := range pairs {
		t.Progress(70+25*float64(i)/float64(len(pairs)), fmt.Sprintf("Merging (%d/%d)", i+1, len(pairs)), nil)
		if err := m.add(p); err != nil {
			return 0, nil, err
		}
	}
	var changes []roomkey.Change
	for _, k := range m.order {
		change := roomkey.Change{Type: k.person.kind, ID: k.person.id, Note: strings.Join(k.notes, "\n")}
		if len(k.patch) > 0 {
			change.Fields = k.patch
		}
		if len(k.hidden) > 0 {
			change.Private = k.hidden
		}
		changes = append(changes, change)
	}
	changes = append(changes, m.dropped...)
	for part := range slices.Chunk(changes, batch) {
		if err := m.propose(part); err != nil {
			return 0, nil, err
		}
	}
	return len(changes) - len(m.refused), m.refused, nil
}

// propose proposes changes together. If one is refused, because the caller may read but not write its record, the
// others are proposed all the same.
func (m *merges) propose(changes []roomkey.Change) error {
	_, err := m.task.Propose(changes...)
	switch {
	case err == nil:
		return nil
	case !errors.Is(err, roomkey.Denied) && !errors.Is(err, roomkey.Invalid) && !errors.Is(err, roomkey.NotFound):
		return err
	case len(changes) == 1:
		m.refused = append(m.refused, fmt.Sprintf("%s %s stays as it is: %v", changes[0].Type, changes[0].ID, err))
		return nil
	}
	half := len(changes) / 2
	if err := m.propose(changes[:half]); err != nil {
		return err
	}
	return m.propose(changes[half:])
}

func (m *merges) load(p *person) (*kept, error) {
	if k := m.kept[p.id]; k != nil {
		return k, nil
	}
	k := &kept{person: p, patch: map[string]any{}, hidden: map[string]any{}}
	var err error
	if k.fields, k.private, err = m.read(p); err != nil {
		return nil, err
	}
	m.kept[p.id], m.order = k, append(m.order, k)
	return k, nil
}

// read returns a record's fields. The private ones are nil if the caller may not read them.
func (m *merges) read(p *person) (fields, private map[string]any, err error) {
	record, err := m.task.Get(p.kind, p.id)
	if err != nil {
		return nil, nil, err
	}
	fields = map[string]any{}
	if err := record.Decode(&fields); err != nil {
		return nil, nil, err
	}
	if len(record.Private) > 0 {
		err = json.Unmarshal(record.Private, &private)
	}
	return fields, private, err
}

// personal are fields about the work with a record; they are not filled from another record.
var personal = []string{"notes", "stage", "ContactStatus", "score", "assignedAt", "firstResponseAt", "lostReason",
	"client"}

// add adds one pair to the changes.
func (m *merges) add(p pair) error {
	if p.keep.kind != p.drop.kind { // a lead is linked to its client
		m.dropped = append(m.dropped,
			roomkey.Change{Type: "lead", ID: p.drop.id, Fields: map[string]any{"client": p.keep.id},
				Note: fmt.Sprintf("Is the client %s (%s): %s.", p.keep.name(), p.keep.id, because(p))})
		return nil
	}
	into, err := m.load(p.keep)
	if err != nil {
		return err
	}
	fields, private, err := m.read(p.drop)
	if err != nil {
		return err
	}
	for _, name := range personal {
		if name != "client" || into.fields["client"] != nil {
			delete(fields, name)
		}
	}
	differs := differing(into.fields, fields)
	merge.Gaps(into.patch, merge.Gaps(into.fields, fields))
	if into.private != nil && private != nil {
		merge.Gaps(into.hidden, merge.Gaps(into.private, private))
	}
	merge.Refusals(into.patch, into.fields, fields) // a refusal of contact counts in both records
	note := fmt.Sprintf("Merged with %s (%s): %s.", p.drop.name(), p.drop.id, because(p))
	if len(differs) > 0 {
		note += " There it said " + strings.Join(differs, ", ") + "."
	}
	into.notes = append(into.notes, note)
	m.drop(p)
	return nil
}

// drop removes the newer record from use.
func (m *merges) drop(p pair) {
	change := roomkey.Change{Type: p.drop.kind, ID: p.drop.id,
		Note: fmt.Sprintf("Is %s (%s), who is kept: %s.", p.keep.name(), p.keep.id, because(p))}
	if p.drop.kind == "client" {
		change.Fields = map[string]any{"ContactStatus": "Deleted"}
	} else {
		change.Fields = map[string]any{"stage": "trash", "lostReason": "duplicate of " + p.keep.name()}
	}
	m.dropped = append(m.dropped, change)
}

func because(p pair) string {
	var words []string
	for _, r := range p.reasons {
		if r.Points > 0 {
			words = append(words, r.Why)
		}
	}
	return strings.Join(words, "; ")
}

// worth are the fields whose other value is mentioned in a note.
var worth = []string{"name", "FirstName", "LastName", "email", "phone", "Company", "JobTitle", "SpousePartnerName",
	"intent", "timeframe"}

func differing(kept, other map[string]any) (list []string) {
	for _, name := range worth {
		a, _ := kept[name].(string)
		b, _ := other[name].(string)
		if a != "" && b != "" && a != b {
			list = append(list, name+" “"+b+"”")
		}
	}
	return list
}
