package editing

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/live"
)

// Place names a part of a record; an empty Pointer names all of it.
type Place struct {
	Record  crm.ID `json:"record"`
	Pointer string `json:"pointer,omitempty"`
}

// Skip is a part of a record that an undo left as it was.
type Skip struct {
	Place
	Reason string `json:"reason"`
}

// Why something is not taken back.
const (
	reasonChanged   = "it has been changed since"
	reasonGone      = "it is gone"
	reasonForbidden = "you may not change it"
)

// UndoEdits takes edits back, those of one record in the order given, and says what it took back and what it left:
// fields that people have changed since, and records made by an edit that hold later changes. A field with its former
// value counts as taken back. Undone of each edit then names the changes that the undo wrote, and Changes keeps the
// rest, so that a later undo doesn't touch the others again. Errors: unavailable and internal; some edits may have been
// taken back then.
func (ed *Editor) UndoEdits(ctx context.Context, user *crm.User, edits []*Applied,
	by live.Origin) (undone []Place, skipped []Skip, err error) {
	undos := make([]undoEdit, len(edits))
	for i := range edits {
		undos[i] = undoEdit{user: user, edit: edits[i], by: by}
	}
	records := byRecord(undos)
	each(len(records), func(i int) { records[i].run(ctx, ed) })
	for i := range undos {
		undone, skipped = append(undone, undos[i].undone...), append(skipped, undos[i].skipped...)
		if err == nil {
			err = undos[i].err
		}
	}
	return undone, skipped, err
}

// undoEdit is the undo of one edit.
type undoEdit struct {
	user    *crm.User
	edit    *Applied
	by      live.Origin
	undone  []Place
	skipped []Skip
	err     error
}

func (u *undoEdit) run(ctx context.Context, ed *Editor) {
	var err error
	if u.edit.New {
		_, err = ed.changeRow(ctx, u.user, u.edit.Record, u.deleteMade)
	} else {
		_, err = ed.change(ctx, u.user, u.edit.Record, u.restoreFields)
	}
	if err == nil {
		return
	}
	u.undone = nil
	switch crm.CodeOf(err) {
	case crm.CodeNotFound:
		u.skip("", reasonGone)
	case crm.CodeForbidden:
		u.skip("", reasonForbidden)
	case crm.CodeInvalid:
		var first *crm.Error
		if errors.As(err, &first) {
			u.skip(first.Field, first.Message)
		}
	default:
		u.err = err
	}
}

func (u *undoEdit) skip(pointer, reason string) {
	u.skipped = append(u.skipped, Skip{Place{u.edit.Record, pointer}, reason})
}

func (u *undoEdit) did(pointer string) {
	u.undone = append(u.undone, Place{u.edit.Record, pointer})
}

// deleteMade deletes the record that the edit made, if nothing of it has changed since.
func (u *undoEdit) deleteMade(_ context.Context, v *live.Visit) (*crm.RowChange, error) {
	u.undone, u.skipped = nil, nil // it may be decided on again
	switch {
	case v.Projection() == nil || !v.Projection().DeletedAt.IsZero() &&
		u.user.May(crm.ActionDelete, v.Projection().Row):
		u.did("")
		return nil, nil
	case !slices.Equal(v.Projection().Heads, u.edit.Heads),
		!slices.Equal(v.Projection().PrivateHeads, u.edit.PrivateHeads):
		if err := authorize(v, u.user, crm.ActionRead); err != nil {
			return nil, err
		}
		u.skip("", reasonChanged)
		return nil, nil
	}
	if err := authorize(v, u.user, crm.ActionDelete); err != nil {
		return nil, err
	}
	u.did("")
	return &crm.RowChange{What: crm.Deleted}, nil
}

// restoreFields gives fields their former values, except those that have changed since.
func (u *undoEdit) restoreFields(ctx context.Context, v *live.Visit) error {
	if err := authorize(v, u.user, crm.ActionWrite); err != nil {
		return err
	}
	mark := v.Checkpoint()
	err := u.takeBack(ctx, v)
	u.edit.Undone = append(u.edit.Undone, v.WrittenSince(mark, u.user, u.by)...)
	if err == nil {
		for _, place := range u.undone { // from now on they are people's: the next undo is about what was left
			delete(u.edit.Changes, place.Pointer)
		}
	}
	return err
}

func (u *undoEdit) takeBack(ctx context.Context, v *live.Visit) error {
	t := crm.TypeNamed(v.Projection().Type)
	p := Patch{By: u.by}
	p.Fields = u.half(t, false, v.Projection().Fields)
	if u.user.AccessTo(v.Projection().Row).ReadsPrivate() {
		p.Private = u.half(t, true, v.Projection().Private)
	} else if u.edit.touchesPrivate() {
		u.skip("/private", reasonForbidden) // whoever may not read them is not told their names
	}
	if p.Fields != nil || p.Private != nil {
		if err := patch(ctx, v, u.user, p, leeway{moves: true, authors: true}); err != nil {
			return err
		}
	}
	return u.removeNote(ctx, v)
}

// half is the patch that takes back the edit of one half of the record.
func (u *undoEdit) half(t *crm.RecordType, private bool, now map[string]json.RawMessage) json.RawMessage {
	then := make(map[string]json.RawMessage, len(now))
	maps.Copy(then, now)
	for _, pointer := range slices.Sorted(maps.Keys(u.edit.Changes)) {
		f := fieldAt(t, pointer, private)
		if f == nil {
			continue
		}
		change, is := u.edit.Changes[pointer], now[f.Name]
		switch {
		case same(f, is, plain(change[0])):
			u.did(pointer)
		case !same(f, is, plain(change[1])):
			u.skip(pointer, reasonChanged)
		default:
			if then[f.Name] = change[0]; bytes.Equal(change[0], null) {
				delete(then, f.Name)
			}
			u.did(pointer)
		}
	}
	if !private {
		then = withOthersNotes(u.user, now, then, true)
	}
	return backTo(t, private, now, then)
}

// touchesPrivate reports whether the edit changed private fields.
func (a *Applied) touchesPrivate() bool {
	for pointer := range a.Changes {
		if crm.IsPrivate(pointer) {
			return true
		}
	}
	return false
}

// fieldAt is the root field that a pointer of an edit names; nil where it is not of that half.
func fieldAt(t *crm.RecordType, pointer string, private bool) *crm.Field {
	for i := range t.Fields {
		if f := &t.Fields[i]; f.Private == private && crm.PointerTo(f.Name, private) == pointer {
			return f
		}
	}
	return nil
}

// removeNote removes the note that the edit appended, if its words are the same.
func (u *undoEdit) removeNote(ctx context.Context, v *live.Visit) error {
	change, ok := u.edit.Changes[crm.NotePointer]
	if !ok {
		return nil
	}
	var made struct {
		ID   crm.ID `json:"id"`
		Body string `json:"body"`
	}
	if err := json.Unmarshal(change[1], &made); err != nil {
		return &crm.Error{Code: crm.CodeInternal, Message: "the note can't be taken back", Err: err}
	}
	switch note := noteNamed(v, made.ID.String()); {
	case note == nil:
	case !writtenBy(u.user, note) && !u.user.MayDeleteNotes():
		u.skip(crm.NotePointer, reasonForbidden)
		return nil
	case note["body"] != made.Body:
		u.skip(crm.NotePointer, reasonChanged)
		return nil
	default:
		draft := v.DraftFor(u.user, u.by)
		draft.Items = []crdt.ItemPatch{{Pointer: "/notes", ID: made.ID.String(), Patch: null}}
		if err := v.WriteAs(ctx, false, u.user, draft); err != nil {
			return err
		}
	}
	u.did(crm.NotePointer)
	return nil
}
