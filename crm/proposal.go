package crm

import (
	"encoding/json"
	"time"
)

// Edit is what a task does to one record on behalf of a user: the record is made, or fields of it are patched, or a
// note is appended. Its parts are named by the JSON Pointers of root fields ("/purchasePrice", "/private/commission");
// "/notes/-" is the note.
type Edit struct {
	// Record is the id of a new record too: the author of the edit chooses it, so that applying it twice makes one
	// record.
	Record     ID              `json:"record"`
	New        bool            `json:"new,omitempty"`
	Type       string          `json:"type"`
	Visibility Visibility      `json:"visibility,omitempty"` // of a new record; "": team
	Team       ID              `json:"team,omitzero"`        // of a new record; zero: the user's first
	Fields     json.RawMessage `json:"fields,omitempty"`     // JSON Merge Patch (RFC 7396)
	Private    json.RawMessage `json:"private,omitempty"`
	Note       *EditNote       `json:"note,omitempty"`
	Task       ID              `json:"-"` // whose actor writes it
	// What its fields held before an earlier try, of which nobody knows whether it was done; nil: there was none.
	Before map[string]json.RawMessage `json:"-"`
	// What the task's earlier edits give the record, by pointer, where they make it and nobody has accepted them
	// yet; nil: the record is there.
	Upon    map[string]json.RawMessage `json:"-"`
	Version string                     `json:"version,omitempty"` // of the plugin that proposes it
	Message string                     `json:"message,omitempty"` // the change's: which task, plugin and version
}

// EditNote is a note to append.
type EditNote struct {
	ID   ID        `json:"id"` // zero: one is drawn
	At   time.Time `json:"at"`
	Body string    `json:"body"`
}

// Only is the edit without the parts that are not named. Error code: invalid, for fields that are no object; they are
// left out then.
func (e Edit) Only(named func(pointer string) bool) (Edit, error) {
	var err, hidden error
	e.Fields, err = PatchOnly(e.Fields, false, named)
	if e.Private, hidden = PatchOnly(e.Private, true, named); err == nil {
		err = hidden
	}
	if !named(NotePointer) {
		e.Note = nil
	}
	return e, err
}

// PatchOnly leaves of a merge patch those root fields whose pointers are named; nil where none is. What is named and
// not there is no error: it may be in the other half.
func PatchOnly(patch json.RawMessage, private bool, named func(pointer string) bool) (json.RawMessage, error) {
	if len(patch) == 0 {
		return patch, nil
	}
	var names map[string]json.RawMessage
	if err := json.Unmarshal(patch, &names); err != nil {
		return nil, Invalid("fields", "must be an object")
	}
	for name := range names {
		if !named(PointerTo(name, private)) {
			delete(names, name)
		}
	}
	if len(names) == 0 {
		return nil, nil
	}
	return json.Marshal(names)
}

// Change is a field's value before and after, null where there is none.
type Change = [2]json.RawMessage

// Decision is what became of one field of a proposal.
type Decision string

// The four decisions. An absent one means that nobody has decided yet.
const (
	Accepted Decision = "accepted"
	Rejected Decision = "rejected"
	Undone   Decision = "undone"  // accepted first, and taken back
	Refused  Decision = "refused" // accepted, and then it could not be done
)

// Proposal is one change that a step wants to make, on its way through the hands of those who decide.
type Proposal struct {
	Num       int // within the task, from 1
	Step      int // that made it
	Edit      Edit
	Changes   map[string]Change   // by pointer, as of when it was proposed
	Decisions map[string]Decision // by pointer
	Reasons   map[string]string   // why a field was skipped or refused, in words, by pointer
	// Applying are pointers that were accepted and may have been applied already; true: even over people's later
	// changes.
	Applying map[string]bool
	By       ID                // who accepted Applying
	Applied  []json.RawMessage // what was done, in the order of doing, for undo; and what undid it
}

// TaskEdit is what was done to a record for a task.
type TaskEdit struct {
	Task            ID
	Plugin, Version string            // that proposed it
	Applied         []json.RawMessage // the proposal's
}

// Open lists the pointers that nobody has decided on, in no order.
func (p *Proposal) Open() []string {
	var open []string
	for pointer := range p.Changes {
		if p.Decisions[pointer] == "" {
			open = append(open, pointer)
		}
	}
	return open
}

// Status sums up the decisions: "pending" while one is lacking, then the first of accepted, undone, refused and
// rejected that some field has.
func (p *Proposal) Status() string {
	if len(p.Open()) > 0 {
		return "pending"
	}
	for _, status := range []Decision{Accepted, Undone, Refused} {
		for _, decision := range p.Decisions {
			if decision == status {
				return string(status)
			}
		}
	}
	return string(Rejected)
}

// WithoutUnaccepted is the proposal without what nobody has accepted. What was accepted, and taken back or not, is in
// the record's own history; what is being applied counts as that, and of it alone the edit keeps values, which are
// still to be written. Reasons are left out: they may quote some. Where nothing is left, Changes is empty.
func (p Proposal) WithoutUnaccepted() Proposal {
	changes, decisions := p.Changes, p.Decisions
	p.Changes, p.Decisions, p.Reasons = make(map[string]Change), make(map[string]Decision), nil
	for pointer, change := range changes {
		decision := decisions[pointer]
		if _, applying := p.Applying[pointer]; !applying && decision != Accepted && decision != Undone {
			continue
		}
		if p.Changes[pointer] = change; decision != "" {
			p.Decisions[pointer] = decision
		}
	}
	p.Edit, _ = p.Edit.Only(func(pointer string) bool { // what can't be read goes, too
		_, applying := p.Applying[pointer]
		return applying
	})
	return p
}

// Decide notes what became of all that is being applied, and why.
func (p *Proposal) Decide(d Decision, reason string) {
	for pointer := range p.Applying {
		p.Settle(pointer, d, reason)
	}
	p.Applying = nil
}

// Settle notes what became of one field, and why.
func (p *Proposal) Settle(pointer string, d Decision, reason string) {
	if p.Decisions == nil {
		p.Decisions = make(map[string]Decision)
	}
	p.Decisions[pointer] = d
	p.Explain(pointer, reason)
}

// Explain notes why something is as it is; "" forgets it.
func (p *Proposal) Explain(pointer, reason string) {
	if reason == "" {
		delete(p.Reasons, pointer)
		return
	}
	if p.Reasons == nil {
		p.Reasons = make(map[string]string)
	}
	p.Reasons[pointer] = reason
}
