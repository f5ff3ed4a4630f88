package web

import (
	"context"
	"net/http"

	"roomkey/crm"
)

// schema answers with the record types and their fields: what forms, CSV mapping and clients are driven by.
func (s *Server) schema(_ context.Context, c *call) error {
	return c.json(http.StatusOK, map[string]any{"types": crm.Types})
}

// catalog answers with the records that the caller may read and that changed since a cursor, and the ids of those that
// the caller lost. With no cursor it begins at the beginning. The last page's next is a cursor too: for the next time.
func (s *Server) catalog(ctx context.Context, c *call) error {
	q, err := c.query()
	if err != nil {
		return err
	}
	after, err := q.text("after")
	if err != nil {
		return err
	}
	limit, err := q.limit(defaultLimit, maxCatalog)
	if err != nil {
		return err
	}
	if err := q.rest(); err != nil {
		return err
	}
	items, gone, next, err := s.store.Catalog(ctx, c.user(), after, limit)
	if err != nil {
		return err
	}
	body := appendViews([]byte(`{"items":`), items)
	body = appendValue(append(body, `,"gone":`...), append([]crm.ID{}, gone...))
	body = appendValue(append(body, `,"next":`...), next)
	return c.raw(http.StatusOK, append(body, '}'))
}
