package editing

import (
	"time"

	"roomkey/crm"
	"roomkey/sync/live"
)

// merger applies a merge patch to a value, guided by the schema.
type merger struct {
	v    *live.Visit
	user *crm.User
	err  error
}

// merge gives the patch for the engine, completed, and the value afterwards.
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
		item["id"] = m.v.DrawID().String()
	}
	id, _ := item["id"].(string)
	if _, known := was[id]; known || !isNotes(f) {
		return
	}
	if item["author"] == nil {
		item["author"] = m.user.ID.String()
	}
	if item["at"] == nil {
		item["at"] = m.v.Time().UTC().Format(time.RFC3339)
	}
}
