package sync_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"

	"roomkey/crm"
	realtime "roomkey/sync"
)

// restWriter writes whatever a request can hold to one record, and takes back what was written before. The server may
// refuse it, but must have a reason.
type restWriter struct {
	hub    *testHub
	id     crm.ID
	kind   *crm.RecordType
	chance *rand.Rand
	states [][]crm.Hash // heads that the record has had
	undos  []undoOf
	done   map[string]int // what was not refused
}

// undoOf is what a user may take back.
type undoOf struct {
	user *crm.User
	undo []byte
}

func (w *restWriter) write(user *crm.User, s *scribbler) {
	w.hub.Helper()
	before := w.hub.stored(w.id)
	w.states = append(w.states, slices.Concat(before.Heads, before.PrivateHeads))
	what, err := w.one(user, s, before)
	switch crm.CodeOf(err) {
	case crm.CodeInternal, crm.CodeUnavailable:
		w.hub.Errorf("REST, %s of %s: %v", what, user.Name, err)
	}
	if err == nil {
		w.done[what]++
	}
}

// one makes one request.
func (w *restWriter) one(user *crm.User, s *scribbler, before *crm.Record) (what string, err error) {
	switch w.chance.IntN(6) {
	case 0:
		return "notes", w.note(user, s, before)
	case 1:
		_, err = w.hub.Revert(w.hub.ctx, user, w.id, w.states[w.chance.IntN(len(w.states))])
		return "reverts", err
	case 2:
		if n := len(w.undos); n > 0 {
			u := w.undos[w.chance.IntN(n)]
			results, err := w.hub.Undo(w.hub.ctx, u.user, u.undo)
			if err == nil && len(results) > 0 { // the edit had changed something
				err = results[0].Err
			}
			return "undos", err
		}
	}
	what, p := w.patch(s, before)
	if w.chance.IntN(2) == 0 {
		_, err = w.hub.Patch(w.hub.ctx, user, w.id, p)
		return what, err
	}
	results, undo, err := w.hub.Bulk(w.hub.ctx, user, w.kind.Name, []crm.ID{w.id}, p)
	if err == nil {
		if err = results[0].Err; err == nil {
			w.undos = append(w.undos, undoOf{user, undo})
		}
	}
	return what, err
}

// patch gives one field a value, often one of its kind.
func (w *restWriter) patch(s *scribbler, before *crm.Record) (what string, p realtime.Patch) {
	f := &w.kind.Fields[w.chance.IntN(len(w.kind.Fields))]
	if w.kind.HasPrivate() && w.chance.IntN(3) == 0 {
		for !f.Private {
			f = &w.kind.Fields[w.chance.IntN(len(w.kind.Fields))]
		}
	}
	if f.Private {
		return "private values", realtime.Patch{Private: fieldsOf(f.Name, w.value(s, f, before.Private[f.Name]))}
	}
	return "values", realtime.Patch{Fields: fieldsOf(f.Name, w.value(s, f, before.Fields[f.Name]))}
}

// value is one for a field: null, one of its kind, what it has in another order, or anything.
func (w *restWriter) value(s *scribbler, f *crm.Field, now json.RawMessage) any {
	switch {
	case w.chance.IntN(8) == 0:
		return nil
	case w.chance.IntN(8) == 0:
		return []any{7, true, "x", []any{}, map[string]any{"id": "x"}}[w.chance.IntN(5)]
	}
	switch f.Kind {
	case crm.KindList:
		return w.list(s, f, now)
	case crm.KindMap:
		entries := map[string]any{}
		for i := range f.Fields {
			if w.chance.IntN(2) == 0 {
				entries[f.Fields[i].Name] = w.value(s, &f.Fields[i], nil)
			}
		}
		return entries
	case crm.KindNumber, crm.KindMoney:
		return w.chance.IntN(100)
	case crm.KindBool:
		return w.chance.IntN(2) == 0
	case crm.KindEnum:
		return f.Options[w.chance.IntN(len(f.Options))]
	case crm.KindDate:
		return []string{"2026-11-29", "2026-12-24"}[w.chance.IntN(2)]
	case crm.KindTime:
		return []string{"2026-11-29T10:00:00Z", "2026-12-24T10:00:00Z"}[w.chance.IntN(2)]
	}
	return s.text()
}

// list is what is there, reversed, without its first item or with that twice, and some new items.
func (w *restWriter) list(s *scribbler, f *crm.Field, now json.RawMessage) any {
	var items []any
	if len(now) > 0 {
		decode(w.hub, now, &items)
	}
	if len(items) > 0 {
		switch w.chance.IntN(4) {
		case 0:
			slices.Reverse(items)
		case 1:
			items = items[1:]
		case 2:
			items = append(items, items[0])
		}
	}
	for range w.chance.IntN(3) {
		items = append(items, w.value(s, f.Item, nil))
	}
	if items == nil {
		return []any{}
	}
	return items
}

// note writes a note, or edits or deletes one.
func (w *restWriter) note(user *crm.User, s *scribbler, before *crm.Record) error {
	var notes []struct{ ID string }
	if raw := before.Fields["notes"]; len(raw) > 0 {
		decode(w.hub, raw, &notes)
	}
	body := s.text()
	if len(notes) == 0 || w.chance.IntN(2) == 0 {
		_, err := w.hub.Note(w.hub.ctx, user, w.id, body, []crm.ID{mate.ID})
		return err
	}
	note := notes[w.chance.IntN(len(notes))].ID
	if w.chance.IntN(3) == 0 {
		_, err := w.hub.DeleteNote(w.hub.ctx, user, w.id, note)
		return err
	}
	_, err := w.hub.EditNote(w.hub.ctx, user, w.id, note, &body, nil)
	return err
}
