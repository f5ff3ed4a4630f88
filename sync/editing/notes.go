package editing

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/live"
)

// Note appends a note by the user. mentions are users of the brokerage.
func (ed *Editor) Note(ctx context.Context, user *crm.User, id crm.ID, body string,
	mentions []crm.ID) (*crm.Record, error) {
	return ed.change(ctx, user, id, func(ctx context.Context, v *live.Visit) error {
		before := v.Projection()
		if err := addNote(ctx, v, user, body, mentions); err != nil {
			return err
		}
		return noteResponse(ctx, v, user, before)
	})
}

// addNote appends one note and does not touch the others, so that no note is lost when two people write at the same
// time.
func addNote(ctx context.Context, v *live.Visit, user *crm.User, body string, mentions []crm.ID) error {
	if err := authorize(v, user, crm.ActionWrite); err != nil {
		return err
	}
	note := map[string]any{"author": user.ID.String(), "at": v.Time().UTC().Format(time.RFC3339)}
	return writeNote(ctx, v, user, v.DrawID().String(), note, &body, &mentions)
}

// EditNote changes the body of a note of the user's, or whom it mentions; nil stays. Error: forbidden, with the note's
// pointer, for a note of somebody else.
func (ed *Editor) EditNote(ctx context.Context, user *crm.User, id crm.ID, note string, body *string,
	mentions *[]crm.ID) (*crm.Record, error) {
	return ed.change(ctx, user, id, func(ctx context.Context, v *live.Visit) error {
		if err := authorizeNote(v, user, note, false); err != nil {
			return err
		}
		return writeNote(ctx, v, user, note, map[string]any{}, body, mentions)
	})
}

// DeleteNote deletes a note of the user's; the broker role deletes anybody's. Error: forbidden, as for EditNote.
func (ed *Editor) DeleteNote(ctx context.Context, user *crm.User, id crm.ID, note string) (*crm.Record, error) {
	return ed.change(ctx, user, id, func(ctx context.Context, v *live.Visit) error {
		if err := authorizeNote(v, user, note, user.MayDeleteNotes()); err != nil {
			return err
		}
		return v.WriteAs(ctx, false, user, crdt.Draft{Items: []crdt.ItemPatch{{
			Pointer: "/notes", ID: note, Patch: null,
		}}})
	})
}

// authorizeNote asks whether the user may change one note: their own, or anyOnes.
func authorizeNote(v *live.Visit, user *crm.User, id string, anyOnes bool) error {
	if err := authorize(v, user, crm.ActionWrite); err != nil {
		return err
	}
	note := noteNamed(v, id)
	switch {
	case note == nil:
		return crm.ErrNotFound
	case !anyOnes && !writtenBy(user, note):
		return notYours("/notes", id)
	}
	return nil
}

// writeNote writes parts of one note: those given, the body and the mentions, if they are not nil.
func writeNote(ctx context.Context, v *live.Visit, user *crm.User, id string, note map[string]any, body *string,
	mentions *[]crm.ID) error {
	if body != nil {
		if strings.TrimSpace(*body) == "" {
			return crm.Invalid("body", "is required")
		}
		note["body"] = *body
	}
	if mentions != nil {
		names := make([]any, len(*mentions))
		for i, mentioned := range *mentions {
			if v.FindUser(ctx, user.Broker, mentioned) == nil {
				return crm.Invalid("mentions", "there is no such user")
			}
			names[i] = mentioned.String()
		}
		note["mentions"] = names
	}
	field := crm.TypeNamed(v.Projection().Type).Root("notes")
	if err := field.Item.Check("", note); err != nil {
		return renamed(err)
	}
	raw, err := json.Marshal(note)
	if err != nil {
		return crm.Invalid("body", "can't be stored")
	}
	return v.WriteAs(ctx, false, user, crdt.Draft{Items: []crdt.ItemPatch{{Pointer: "/notes", ID: id, Patch: raw}}})
}

// renamed names the request's own parameter in place of a field of the note.
func renamed(err error) error {
	bad, ok := err.(*crm.Error)
	if !ok {
		return err
	}
	named := *bad
	named.Field, _, _ = strings.Cut(strings.TrimPrefix(bad.Field, "/"), "/")
	return &named
}
