package web

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"roomkey/crm"
	realtime "roomkey/sync"
)

// maxHeads bounds how many heads an address or a body names.
const maxHeads = 64

// changeJSON is one entry of a record's history.
type changeJSON struct {
	Heads   []crm.Hash `json:"heads"`
	Private bool       `json:"private,omitempty"`
	User    crm.ID     `json:"user"`
	Actor   string     `json:"actor"`
	At      string     `json:"at"`        // the server's receipt time
	Claimed string     `json:"claimedAt"` // the author's claim
	Message string     `json:"message"`
	Fields  []string   `json:"fields"`
	Task    *byTask    `json:"task,omitempty"` // absent: a person's own
}

// byTask says which task made a change, or took back what it had made.
type byTask struct {
	ID      crm.ID `json:"id"`
	Plugin  string `json:"plugin"`
	Version string `json:"version"`
	Undo    bool   `json:"undo,omitempty"`
}

// recordHistory answers with who changed what when, oldest first.
func (s *Server) recordHistory(ctx context.Context, c *call) error {
	record, err := s.record(ctx, c)
	if err != nil {
		return err
	}
	entries, err := s.hub.History(ctx, c.user(), record.ID())
	if err != nil {
		return err
	}
	tasks, err := s.changesByTasks(ctx, record.ID())
	if err != nil {
		return err
	}
	items := make([]changeJSON, 0, len(entries))
	for _, e := range entries {
		if !record.Access().ReadsHalf(e.Private) {
			continue
		}
		items = append(items, changeJSON{Heads: e.Heads, Private: e.Private, User: e.User, Actor: e.Actor, At: stamp(e.At),
			Claimed: stamp(e.Claimed), Message: e.Message, Fields: append([]string{}, e.Fields...), Task: tasks[e.Hash]})
	}
	return c.json(http.StatusOK, map[string]any{"items": items})
}

// changesByTasks finds the changes of a record that tasks have made, for as long as the tasks are kept. A change's own message
// proves nothing: whoever writes one says what they like.
func (s *Server) changesByTasks(ctx context.Context, record crm.ID) (map[crm.Hash]*byTask, error) {
	edits, err := s.store.TaskEdits(ctx, record)
	if err != nil {
		return nil, err
	}
	changes := make(map[crm.Hash]*byTask)
	for _, edit := range edits {
		for _, raw := range edit.Applied {
			var done realtime.Applied
			if err := json.Unmarshal(raw, &done); err != nil {
				return nil, err
			}
			for _, hash := range done.Hashes {
				changes[hash] = &byTask{ID: edit.Task, Plugin: edit.Plugin, Version: edit.Version}
			}
			for _, hash := range done.Undone {
				changes[hash] = &byTask{ID: edit.Task, Plugin: edit.Plugin, Version: edit.Version, Undo: true}
			}
		}
	}
	return changes, nil
}

func stamp(at time.Time) string { return at.UTC().Format(timeFormat) }

// recordAt answers with the record as it was at heads, which the address names with commas between them.
func (s *Server) recordAt(ctx context.Context, c *call) error {
	heads, err := parseHeads(strings.Split(c.param("heads"), ","))
	if err != nil {
		return err
	}
	record, err := s.record(ctx, c)
	if err != nil {
		return err
	}
	then, err := s.hub.At(ctx, c.user(), record.ID(), heads)
	if err != nil {
		return err
	}
	return c.one(http.StatusOK, then.For(c.user()))
}

// revertRecord makes the record's fields again what they were at heads, by a new change.
func (s *Server) revertRecord(ctx context.Context, c *call) error {
	asked, err := read[struct {
		Heads []string `json:"heads"`
	}](c)
	if err != nil {
		return err
	}
	heads, err := parseHeads(asked.Heads)
	if err != nil {
		return err
	}
	record, err := s.record(ctx, c)
	if err != nil {
		return err
	}
	changed, err := s.hub.Revert(ctx, c.user(), record.ID(), heads)
	if err != nil {
		return err
	}
	return c.one(http.StatusOK, changed.For(c.user()))
}

func parseHeads(texts []string) ([]crm.Hash, error) {
	if len(texts) == 0 || len(texts) > maxHeads {
		return nil, crm.Invalid("heads", "must be 1 to %d hashes", maxHeads)
	}
	heads := make([]crm.Hash, 0, len(texts))
	for _, text := range texts {
		head, err := crm.ParseHash(text)
		if err != nil {
			return nil, crm.Invalid("heads", "a hash has 64 hexadecimal digits")
		}
		heads = append(heads, head)
	}
	return heads, nil
}

// failureJSON is what went wrong with one of several records.
type failureJSON struct {
	ID     crm.ID   `json:"id"`
	Code   crm.Code `json:"code"`
	Detail string   `json:"detail"`
	Field  string   `json:"field,omitempty"`
}

// results answers with what became of several records: those that were changed, and why others were not.
func (c *call) results(results []realtime.BulkResult, undo string) error {
	var changed []*crm.View
	failed := []failureJSON{}
	for _, r := range results {
		if r.Err == nil {
			if seen := r.Record.For(c.user()); seen != nil {
				changed = append(changed, seen)
			}
			continue
		}
		p := problemOf(r.Err)
		failed = append(failed, failureJSON{r.ID, p.Code, p.Detail, p.Field})
	}
	body := appendViews([]byte(`{"items":`), changed)
	body = appendValue(append(body, `,"failed":`...), failed)
	if undo != "" {
		body = appendValue(append(body, `,"undo":`...), undo)
	}
	return c.raw(http.StatusOK, append(body, '}'))
}
