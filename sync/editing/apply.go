package editing

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"slices"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/live"
)

// Applied tells what an edit changed. It holds values of fields, so it must be kept as safe as the record.
type Applied struct {
	Record  crm.ID                `json:"record"`
	New     bool                  `json:"new,omitempty"`
	Changes map[string]crm.Change `json:"changes"` // by the pointers of crm.Edit
	// the pointers of fields that somebody has changed in the meantime
	Skipped      []string   `json:"skipped,omitempty"`
	Hashes       []crm.Hash `json:"hashes,omitempty"` // of the changes that were written
	Undone       []crm.Hash `json:"undone,omitempty"` // of the changes that took it back
	Heads        []crm.Hash `json:"heads"`            // of the record afterwards
	PrivateHeads []crm.Hash `json:"privateHeads,omitempty"`
	// The heads before it; empty for a record that it made.
	From        []crm.Hash `json:"from,omitempty"`
	PrivateFrom []crm.Hash `json:"privateFrom,omitempty"`
}

// ApplyEdit does an edit, or those parts of it that pointers name (nil: all), by the task's own actor, and returns when
// it is durable. Doing it again changes nothing. If expected names a value for a field, and the field holds neither
// that value nor the edit's, ApplyEdit leaves the field as it is and names it in Skipped. If e.Before tells of an
// earlier try, ApplyEdit credits that try with fields that hold the edit's value already. Errors are those of Create
// and Patch; nothing was done then.
func (ed *Editor) ApplyEdit(ctx context.Context, user *crm.User, e crm.Edit, pointers []string,
	expected map[string]json.RawMessage) (*Applied, error) {
	t := crm.TypeNamed(e.Type)
	if t == nil {
		return nil, crm.Invalid("type", "there is no such type of record")
	}
	if pointers != nil {
		var err error
		if e, err = e.Only(func(pointer string) bool { return slices.Contains(pointers, pointer) }); err != nil {
			return nil, err
		}
	}
	if e.New {
		if err := mayCreate(user, &e); err != nil {
			return nil, err
		}
	}
	done := &Applied{Record: e.Record, New: e.New, Changes: make(map[string]crm.Change)}
	_, err := ed.change(ctx, user, e.Record, func(ctx context.Context, v *live.Visit) error {
		before := v.Projection()
		mark := v.Checkpoint()
		err := applyEdit(ctx, v, user, t, e, expected, done)
		if err == nil {
			tell(v, before, mark, user, &e, done)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return done, nil
}

func applyEdit(ctx context.Context, v *live.Visit, user *crm.User, t *crm.RecordType, e crm.Edit,
	expected map[string]json.RawMessage, done *Applied) error {
	if e.New && v.Projection() == nil {
		row := crm.Row{Owner: user.ID, Team: e.Team, Broker: user.Broker, Visibility: e.Visibility}
		n := NewRecord{ID: e.Record, Type: e.Type, Fields: e.Fields, Private: e.Private, By: originOf(&e)}
		if err := create(ctx, v, user, t, row, n); err != nil {
			return err
		}
		return appendNote(ctx, v, user, &e)
	}
	existing := e
	existing.New = false
	now, hidden, err := editable(v, user, t, &existing)
	if err != nil {
		return err
	}
	fields, err := unguarded(ctx, v, t, user, now, e.Fields, false, expected, done)
	if err != nil {
		return err
	}
	private, err := unguarded(ctx, v, t, user, hidden, e.Private, true, expected, done)
	if err != nil {
		return err
	}
	if err := patch(ctx, v, user, Patch{Fields: fields, Private: private, By: originOf(&e)}, leeway{}); err != nil {
		return err
	}
	return appendNote(ctx, v, user, &e)
}

// unguarded removes from a patch the fields that somebody has changed since it was proposed, and those that hold its
// value already.
func unguarded(ctx context.Context, v *live.Visit, t *crm.RecordType, user *crm.User, now map[string]json.RawMessage,
	patch json.RawMessage, private bool, expected map[string]json.RawMessage, done *Applied) (json.RawMessage, error) {
	p, err := prepare(ctx, v, t, private, now, patch, user, leeway{})
	if err != nil {
		return nil, err
	}
	left := []string{}
	for name, value := range p.after {
		pointer := crm.PointerTo(name, private)
		was, guarded := expected[pointer]
		switch {
		case same(t.Root(name), now[name], value):
		case guarded && !same(t.Root(name), now[name], plain(was)):
			done.Skipped = append(done.Skipped, pointer)
		default:
			left = append(left, pointer)
		}
	}
	slices.Sort(done.Skipped)
	return crm.PatchOnly(patch, private, func(pointer string) bool { return slices.Contains(left, pointer) })
}

// appendNote appends the edit's note, unless it is there.
func appendNote(ctx context.Context, v *live.Visit, user *crm.User, e *crm.Edit) error {
	if e.Note == nil || noteNamed(v, e.Note.ID.String()) != nil {
		return nil
	}
	raw, err := json.Marshal(noteItem(e.Note, user))
	if err != nil {
		return crm.Invalid("note", "can't be stored")
	}
	draft := v.DraftFor(user, originOf(e))
	draft.Items = []crdt.ItemPatch{{Pointer: "/notes", ID: e.Note.ID.String(), Patch: raw}}
	err = v.WriteAs(ctx, false, user, draft)
	return err
}

// noteNamed is the record's note by this id; nil where there is none.
func noteNamed(v *live.Visit, id string) map[string]any {
	notes, _ := plain(v.Projection().Fields["notes"]).([]any)
	for _, item := range notes {
		if note, ok := item.(map[string]any); ok && note["id"] == id {
			return note
		}
	}
	return nil
}

// tell adds to Applied what the edit changed, from the record before and after it.
func tell(v *live.Visit, before *crm.Record, mark live.Checkpoint, user *crm.User, e *crm.Edit, done *Applied) {
	var old crm.Record
	if before != nil {
		old = *before
	}
	named := func(patch json.RawMessage, private bool, was, is map[string]json.RawMessage) {
		var names map[string]json.RawMessage
		_ = json.Unmarshal(patch, &names) // prepare has read it
		for name := range names {
			pointer := crm.PointerTo(name, private)
			if slices.Contains(done.Skipped, pointer) {
				continue
			}
			before := was[name]
			if first, ok := e.Before[pointer]; ok && bytes.Equal(before, is[name]) {
				before = first
			}
			done.Changes[pointer] = crm.Change{orNull(before), orNull(is[name])}
		}
	}
	named(e.Fields, false, old.Fields, v.Projection().Fields)
	named(e.Private, true, old.Private, v.Projection().Private)
	if e.Note != nil {
		if raw, err := json.Marshal(noteItem(e.Note, user)); err == nil {
			done.Changes[crm.NotePointer] = crm.Change{null, raw}
		}
	}
	done.Hashes = append(done.Hashes, v.WrittenSince(mark, user, originOf(e))...)
	done.Heads, done.PrivateHeads = v.Projection().Heads, v.Projection().PrivateHeads
	done.From, done.PrivateFrom = old.Heads, old.PrivateHeads
}

// originOf is the task that an edit is credited to, and its message.
func originOf(e *crm.Edit) live.Origin { return live.Origin{Task: e.Task, Message: e.Message} }

// Merge adds the effect of a later edit of the same record.
func (a *Applied) Merge(later *Applied) {
	changes := maps.Clone(a.Changes)
	for pointer, change := range later.Changes {
		if first, ok := changes[pointer]; ok {
			change[0] = first[0]
		}
		changes[pointer] = change
	}
	a.Changes, a.Skipped = changes, later.Skipped
	a.Hashes = append(slices.Clip(a.Hashes), later.Hashes...)
	a.Heads, a.PrivateHeads = later.Heads, later.PrivateHeads
}
