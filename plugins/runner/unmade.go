package runner

import (
	"encoding/json"
	"maps"

	"roomkey/crm"
)

// unmade are the values, by pointer, of records that a task proposes and nobody has accepted yet. The task may go on
// with such a record: a later change of it is judged upon these values.
type unmade map[crm.ID]map[string]json.RawMessage

// note records what a proposal changes, if it makes a record or changes one of these.
func (u unmade) note(record crm.ID, made bool, changes map[string]crm.Change) {
	values := u[record]
	if values == nil && !made {
		return
	}
	values = maps.Clone(values)
	if values == nil {
		values = make(map[string]json.RawMessage, len(changes))
	}
	for pointer, change := range changes {
		values[pointer] = change[1]
	}
	u[record] = values
}

// drop forgets records that were made.
func (u unmade) drop(proposals []crm.Proposal) {
	for i := range proposals {
		if p := &proposals[i]; p.Edit.New && len(p.Open()) == 0 {
			delete(u, p.Edit.Record)
		}
	}
}

// unmadeFork adds to unmade what one call proposes, when all of it is valid.
type unmadeFork struct{ from, changed unmade }

func (u unmade) fork() *unmadeFork { return &unmadeFork{from: u, changed: make(unmade)} }

// of returns a record's values; nil if it is none of these.
func (f *unmadeFork) of(record crm.ID) map[string]json.RawMessage {
	if values := f.changed[record]; values != nil {
		return values
	}
	return f.from[record]
}

func (f *unmadeFork) note(record crm.ID, made bool, changes map[string]crm.Change) {
	if values := f.of(record); values != nil {
		f.changed[record] = values
	}
	f.changed.note(record, made, changes)
}

func (f *unmadeFork) join() { maps.Copy(f.from, f.changed) }
