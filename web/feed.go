package web

import (
	"context"
	"encoding/json"
	"net/http"

	"roomkey/crm"
)

// Bounds of feeds.
const (
	defaultActivity = 20
	maxMarked       = 500 // notifications marked at once
)

// activityJSON is something that happened to a record: who did what when, never a value.
type activityJSON struct {
	At     string `json:"at"`
	User   crm.ID `json:"user"`
	Action string `json:"action"`
	Record crm.ID `json:"record"`
	Field  string `json:"field,omitempty"`
	Reason string `json:"reason,omitempty"`
}

// activity answers with what happened lately to records that the caller may read, the newest first.
func (s *Server) activity(ctx context.Context, c *call) error {
	q, err := c.query()
	if err != nil {
		return err
	}
	limit, err := q.limit(defaultActivity, maxLimit)
	if err != nil {
		return err
	}
	if err := q.rest(); err != nil {
		return err
	}
	lines, err := s.store.Activity(ctx, c.user(), limit)
	if err != nil {
		return err
	}
	items := make([]activityJSON, 0, len(lines))
	for _, line := range lines {
		items = append(items, activityJSON{stamp(line.At), line.User, line.Action, line.Record, line.Field, line.Reason})
	}
	return c.json(http.StatusOK, map[string]any{"items": items})
}

// notificationJSON is something that the caller was told.
type notificationJSON struct {
	ID     crm.ID          `json:"id"`
	At     string          `json:"at"`
	Read   bool            `json:"read"`
	Kind   string          `json:"kind"`
	Record crm.ID          `json:"record"`
	By     crm.ID          `json:"by"`
	Data   json.RawMessage `json:"data,omitempty"`
}

// listNotifications answers with the caller's notifications, the newest first. One about a record that the caller may no
// longer read is left out.
func (s *Server) listNotifications(ctx context.Context, c *call) error {
	q, err := c.query()
	if err != nil {
		return err
	}
	limit, err := q.limit(defaultLimit, maxLimit)
	if err != nil {
		return err
	}
	if err := q.rest(); err != nil {
		return err
	}
	notifications, err := s.store.Notifications(ctx, c.user().ID, limit)
	if err != nil {
		return err
	}
	var about []crm.ID
	for _, n := range notifications {
		about = append(about, n.Record)
	}
	records, err := s.store.Records(ctx, distinct(about))
	if err != nil {
		return err
	}
	readable := map[crm.ID]bool{{}: true} // about no record
	for _, record := range records {
		readable[record.ID] = record.For(c.user()) != nil
	}
	items := []notificationJSON{}
	for _, n := range notifications {
		if readable[n.Record] {
			items = append(items, notificationJSON{n.ID, stamp(n.At), n.Read, n.Kind, n.Record, n.By, n.Data})
		}
	}
	return c.json(http.StatusOK, map[string]any{"items": items})
}

// readNotifications marks some of the caller's notifications as read, or all where none are named.
func (s *Server) readNotifications(ctx context.Context, c *call) error {
	asked, err := read[struct {
		IDs []crm.ID `json:"ids"`
	}](c)
	if err != nil {
		return err
	}
	if len(asked.IDs) > maxMarked {
		return crm.Invalid("ids", "are more than %d", maxMarked)
	}
	if err := s.store.ReadNotifications(ctx, c.user().ID, asked.IDs...); err != nil {
		return err
	}
	return c.nothing()
}
