package editing

import (
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"time"

	"roomkey/crm"
	"roomkey/sync/live"
)

// Preview checks an edit without doing it, and says which fields it would change, and how. It returns the edit,
// completed with the parts that clients may leave out. proposed are the types of records that other edits will make, so
// that references to them are valid. Errors are those of Create and Patch.
func (ed *Editor) Preview(ctx context.Context, user *crm.User, e crm.Edit,
	proposed map[crm.ID]string) (crm.Edit, map[string]crm.Change, error) {
	t := crm.TypeNamed(e.Type)
	if t == nil {
		return e, nil, crm.Invalid("type", "there is no such type of record")
	}
	if e.New {
		if err := mayCreate(user, &e); err != nil {
			return e, nil, err
		}
	}
	changes := make(map[string]crm.Change)
	err := ed.records.Visit(ctx, e.Record, false, func(ctx context.Context, v *live.Visit) error {
		now, hidden, err := editable(v, user, t, &e)
		if err != nil {
			return err
		}
		fields, wrong := prepare(ctx, v, t, false, now, e.Fields, user, leeway{proposed: proposed})
		private, alsoWrong := prepare(ctx, v, t, true, hidden, e.Private, user, leeway{proposed: proposed})
		var missing error
		if e.New {
			missing = fields.missing(t)
		}
		if err := oneOf([]error{wrong, missing, alsoWrong}); err != nil {
			return err
		}
		e.Fields, e.Private = fields.patch, private.patch
		if err := outcomes(changes, t, false, now, fields.after); err != nil {
			return err
		}
		if err := outcomes(changes, t, true, hidden, private.after); err != nil {
			return err
		}
		return previewNote(v, user, t, &e, changes)
	})
	if err != nil {
		return crm.Edit{}, nil, err // if the caller has given up, the visit may still be writing e
	}
	return e, changes, nil
}

// mayCreate checks and completes the parts of a new record that are no fields.
func mayCreate(user *crm.User, e *crm.Edit) error {
	if user == nil || user.Disabled || user.Role == crm.RoleViewer {
		return crm.ErrForbidden
	}
	if e.Visibility == "" {
		e.Visibility = crm.VisibilityTeam
	}
	if e.Team.IsZero() {
		e.Team = live.FirstTeam(user)
	}
	return checkRow(user, crm.Row{Owner: user.ID, Team: e.Team, Broker: user.Broker, Visibility: e.Visibility})
}

// editable gives the current fields of both halves that the user may change by an edit.
func editable(v *live.Visit, user *crm.User, t *crm.RecordType,
	e *crm.Edit) (fields, private map[string]json.RawMessage, err error) {
	if e.New {
		if v.Taken() {
			return nil, nil, live.ErrTaken
		}
		return nil, nil, nil
	}
	if v.Projection() == nil && e.Upon != nil { // its maker is the user
		fields, private = halves(e.Upon)
		return fields, private, nil
	}
	if err := authorize(v, user, crm.ActionWrite); err != nil {
		return nil, nil, err
	}
	if v.Projection().Type != t.Name {
		return nil, nil, crm.ErrNotFound
	}
	if len(e.Private) > 0 {
		if err := authorize(v, user, crm.ActionPrivate); err != nil {
			return nil, nil, err
		}
	}
	return v.Projection().Fields, v.Projection().Private, nil
}

// halves splits values by pointer into the fields of both halves. The note is no field.
func halves(values map[string]json.RawMessage) (fields, private map[string]json.RawMessage) {
	fields, private = make(map[string]json.RawMessage), make(map[string]json.RawMessage)
	for pointer, value := range values {
		name, hidden := strings.CutPrefix(pointer, "/private/")
		switch {
		case pointer == crm.NotePointer:
		case hidden:
			private[crm.Unescape(name)] = value
		default:
			fields[crm.Unescape(pointer[1:])] = value
		}
	}
	return fields, private
}

// outcomes adds the changes of a prepared patch.
func outcomes(changes map[string]crm.Change, t *crm.RecordType, private bool, now map[string]json.RawMessage,
	after map[string]any) error {
	for name, value := range after {
		if same(t.Root(name), now[name], value) {
			continue
		}
		raw, err := json.Marshal(value)
		if err != nil {
			return crm.Invalid(crm.PointerTo(name, private), "can't be stored")
		}
		changes[crm.PointerTo(name, private)] = crm.Change{orNull(now[name]), raw}
	}
	return nil
}

// same reports whether a field holds a value already, derived fields aside. An empty value equals an absent one.
func same(f *crm.Field, now json.RawMessage, value any) bool {
	is := strip(f, plain(now))
	value = strip(f, value)
	return reflect.DeepEqual(is, value) || hollow(is) && hollow(value)
}

func hollow(value any) bool {
	switch v := value.(type) {
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	}
	return !present(value)
}

// previewNote checks the edit's note and names it.
func previewNote(v *live.Visit, user *crm.User, t *crm.RecordType, e *crm.Edit, changes map[string]crm.Change) error {
	if e.Note == nil {
		return nil
	}
	note := *e.Note
	if note.ID.IsZero() {
		note.ID = v.DrawID()
	}
	if note.At.IsZero() {
		note.At = v.Time()
	}
	if strings.TrimSpace(note.Body) == "" {
		return crm.Invalid("note", "is empty")
	}
	item := noteItem(&note, user)
	if err := t.Root("notes").Item.Check("note", item); err != nil {
		return renamed(err)
	}
	raw, err := json.Marshal(item)
	if err != nil {
		return crm.Invalid("note", "can't be stored")
	}
	e.Note = &note
	changes[crm.NotePointer] = crm.Change{null, raw}
	return nil
}

// noteItem is a note as an item of the record's notes.
func noteItem(n *crm.EditNote, author *crm.User) map[string]any {
	return map[string]any{
		"id":     n.ID.String(),
		"author": author.ID.String(),
		"at":     n.At.UTC().Format(time.RFC3339),
		"body":   n.Body,
	}
}
