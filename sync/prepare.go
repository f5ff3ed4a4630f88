package sync

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"roomkey/crm"
)

// prepared is a patch of one half of a record that was found good.
type prepared struct {
	patch json.RawMessage // for the engine; nil where there is nothing to do
	after map[string]any  // the root fields that the patch names, as they will be; nil: gone
}

// leeway is what is forgiven where something is taken back, or only proposed, rather than done.
type leeway struct {
	moves    bool              // the status may go back where it came from
	authors  bool              // somebody else's note may come back
	proposed map[crm.ID]string // the types of records that may be referred to although they are not there yet
}

// prepare checks a merge patch against the schema, the references and the moves of the status, and fills in what clients
// may leave out: the ids of list items, and a note's author and time. The error names the field.
func (d *dossier) prepare(ctx context.Context, t *crm.RecordType, private bool, now map[string]json.RawMessage, patch json.RawMessage,
	user *crm.User, leeway leeway) (*prepared, error) {
	p := &prepared{after: make(map[string]any)}
	names, err := objectOf(patch, private)
	if err != nil || len(names) == 0 {
		return p, err
	}
	out := make(map[string]any, len(names))
	merged := make(map[string]json.RawMessage, len(names))
	for name, value := range names {
		at := crm.PointerTo(name, private)
		field := t.Root(name)
		if field == nil || field.Private != private {
			return nil, crm.Invalid(at, "there is no such field")
		}
		if field.Derived || field.Server {
			return nil, crm.Invalid(at, "is written by the server alone")
		}
		m := merger{d: d, user: user}
		old := plain(now[name])
		if out[name], p.after[name] = m.merge(field, strip(field, old), value); m.err != nil {
			return nil, m.err
		}
		if err := checkField(field, at, old, p.after[name], user, leeway); err != nil {
			return nil, err
		}
		if merged[name], err = json.Marshal(p.after[name]); err != nil {
			return nil, crm.Invalid(at, "can't be stored")
		}
	}
	if err := checkRequired(t, now, p.after, private); err != nil {
		return nil, err
	}
	lookup := func(fields map[string]json.RawMessage) func(string) (json.RawMessage, bool) {
		return func(name string) (json.RawMessage, bool) { raw, ok := fields[name]; return raw, ok }
	}
	roots := make([]string, 0, len(names))
	for name := range names {
		roots = append(roots, name)
	}
	slices.Sort(roots)
	if err := d.checkRefs(ctx, t, private, roots, lookup(merged), lookup(now), user, leeway.proposed); err != nil {
		return nil, err
	}
	p.patch, err = json.Marshal(out)
	return p, err
}

// objectOf reads a patch; nothing and null patch nothing.
func objectOf(patch json.RawMessage, private bool) (map[string]any, error) {
	if len(patch) == 0 {
		return nil, nil
	}
	var names map[string]any
	if err := json.Unmarshal(patch, &names); err != nil {
		name := "fields"
		if private {
			name = "private"
		}
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) && strings.HasPrefix(wrong.Value, "number ") {
			return nil, crm.Invalid(name, "has a number that is out of range")
		}
		return nil, crm.Invalid(name, "must be an object")
	}
	return names, nil
}

func plain(raw json.RawMessage) any {
	var value any
	if len(raw) > 0 && json.Unmarshal(raw, &value) != nil {
		return nil
	}
	return value
}

// strip takes out what is derived.
func strip(f *crm.Field, value any) any {
	m, ok := value.(map[string]any)
	if !ok {
		return value
	}
	for i := range f.Fields {
		if f.Fields[i].Derived {
			delete(m, f.Fields[i].Name)
		}
	}
	return m
}

// checkField checks one root field as it will be.
func checkField(f *crm.Field, at string, old, after any, user *crm.User, leeway leeway) error {
	if after == nil {
		if was, ok := old.(string); ok && !leeway.moves {
			return f.CheckMove(at, was, "")
		}
		return nil
	}
	if err := f.Check(at, after); err != nil {
		return err
	}
	was, _ := old.(string)
	is, text := after.(string)
	if text && f.Kind == crm.KindText {
		return checkGrowth(at, was, is)
	}
	if text && !leeway.moves {
		return f.CheckMove(at, was, is)
	}
	if f.Name == "notes" && !f.Private && !leeway.authors {
		return checkNotes(at, old, after, user)
	}
	return nil
}

// maxTyped is how much longer one change may make a text, in characters: each is an operation, and a change has 10,000 at most
// (R43), some of which are for what else it does.
const maxTyped = 9_000

// checkGrowth says which text is too long for one change, before the engine has written it.
func checkGrowth(at, was, is string) error {
	if utf8.RuneCountInString(is)-utf8.RuneCountInString(was) > maxTyped {
		return &crm.Error{Code: crm.CodeTooLarge, Field: at, Message: "gets longer by more than 9,000 characters at once"}
	}
	return nil
}

// checkNotes sees that nobody signs for somebody else.
func checkNotes(at string, old, after any, user *crm.User) error {
	authors := make(map[string]any)
	notes, _ := old.([]any)
	for _, item := range notes {
		if note, ok := item.(map[string]any); ok {
			if id, ok := note["id"].(string); ok {
				authors[id] = note["author"]
			}
		}
	}
	notes, _ = after.([]any)
	for i, item := range notes {
		note, _ := item.(map[string]any)
		id, _ := note["id"].(string)
		author, known := authors[id]
		if !known {
			author = user.ID.String()
		}
		if note["author"] != author {
			return &crm.Error{Code: crm.CodeForbidden, Field: at + "/" + strconv.Itoa(i) + "/author", Message: "must be yourself"}
		}
	}
	return nil
}

// checkRequired sees that the patch takes away nothing that is required.
func checkRequired(t *crm.RecordType, now map[string]json.RawMessage, after map[string]any, private bool) error {
	if private {
		return nil
	}
	has := func(name string) bool {
		if value, patched := after[name]; patched {
			return present(value)
		}
		return present(plain(now[name]))
	}
	for i := range t.Fields {
		f := &t.Fields[i]
		if _, patched := after[f.Name]; patched && f.Required && !has(f.Name) {
			return crm.Invalid("/"+crm.Escape(f.Name), "is required")
		}
	}
	for _, group := range t.RequireOne {
		touched := slices.ContainsFunc(group, func(name string) bool { _, patched := after[name]; return patched })
		if touched && !slices.ContainsFunc(group, has) {
			return crm.Invalid("/"+crm.Escape(group[0]), "is required, or else: %s", group[len(group)-1])
		}
	}
	return nil
}

// merger applies a merge patch to a value, guided by the schema.
type merger struct {
	d    *dossier
	user *crm.User
	err  error
}

// merge gives the patch for the engine, with what was left out filled in, and the value afterwards.
func (m *merger) merge(f *crm.Field, old, patch any) (out, after any) {
	switch {
	case patch == nil && f.Kind == crm.KindList:
		return []any{}, []any{}
	case patch == nil && f.Kind == crm.KindText:
		return "", ""
	case patch == nil && f.Kind == crm.KindMap:
		return m.clearMap(old)
	case patch == nil:
		return nil, nil
	}
	if entries, ok := patch.(map[string]any); ok && f.Kind == crm.KindMap {
		return m.mergeMap(f, old, entries)
	}
	if items, ok := patch.([]any); ok && f.Kind == crm.KindList && f.Item.Kind == crm.KindMap {
		return m.mergeList(f, old, items)
	}
	return patch, patch
}

// clearMap empties a map without removing it: another device may be writing to it.
func (m *merger) clearMap(old any) (out, after any) {
	entries, _ := old.(map[string]any)
	cleared := make(map[string]any, len(entries))
	for name := range entries {
		cleared[name] = nil
	}
	return cleared, map[string]any{}
}

func (m *merger) mergeMap(f *crm.Field, old any, patch map[string]any) (out, after any) {
	was, _ := old.(map[string]any)
	sent := make(map[string]any, len(patch))
	will := make(map[string]any, len(was)+len(patch))
	for name, value := range was {
		will[name] = value
	}
	for name, value := range patch {
		child := f.Child(name)
		if child == nil { // Check names it
			sent[name], will[name] = value, value
			continue
		}
		var next any
		sent[name], next = m.merge(child, was[name], value)
		if will[name] = next; next == nil {
			delete(will, name)
			if _, there := was[name]; !there {
				delete(sent, name)
			}
		}
	}
	return sent, will
}

func (m *merger) mergeList(f *crm.Field, old any, items []any) (out, after any) {
	was := make(map[string]any)
	list, _ := old.([]any)
	for _, item := range list {
		if entry, ok := item.(map[string]any); ok {
			if id, ok := entry["id"].(string); ok {
				was[id] = entry
			}
		}
	}
	sent, will := make([]any, len(items)), make([]any, len(items))
	for i, item := range items {
		entry, ok := item.(map[string]any)
		if !ok { // Check names it
			sent[i], will[i] = item, item
			continue
		}
		m.fill(f, entry, was)
		id, _ := entry["id"].(string)
		sent[i], will[i] = m.mergeMap(f.Item, was[id], entry)
	}
	return sent, will
}

// fill gives an item its id, and a new note its author and time.
func (m *merger) fill(f *crm.Field, item map[string]any, was map[string]any) {
	if item["id"] == nil || item["id"] == "" {
		item["id"] = crm.NewID(m.d.hub.config.Random).String()
	}
	id, _ := item["id"].(string)
	if _, known := was[id]; known || f.Name != "notes" || f.Private {
		return
	}
	if item["author"] == nil {
		item["author"] = m.user.ID.String()
	}
	if item["at"] == nil {
		item["at"] = m.d.hub.config.Now().UTC().Format(time.RFC3339)
	}
}
