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
		return addNote(ctx, v, user, body, mentions)
	})
}

// addNote appends one note and does not touch the others, so that no note is lost when two people write at the same
// time.
func addNote(ctx context.Context, v *live.Visit, user *crm.User, body string, mentions []crm.ID) error {
	if err := authorize(v, user, crm.ActionWrite); err != nil {
		return err
	}
	if strings.TrimSpace(body) == "" {
		return crm.Invalid("body", "is required")
	}
	note := map[string]any{"author": user.ID.String(), "at": v.Time().UTC().Format(time.RFC3339), "body": body}
	if len(mentions) > 0 {
		names := make([]any, len(mentions))
		for i, id := range mentions {
			if v.FindUser(ctx, user.Broker, id) == nil {
				return crm.Invalid("mentions", "there is no such user")
			}
			names[i] = id.String()
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
	err = v.WriteAs(ctx, false, user, crdt.Draft{Items: []crdt.ItemPatch{{
		Pointer: "/notes", ID: v.DrawID().String(), Patch: raw,
	}}})
	return err
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
