package web

import (
	"context"
	"net/http"
	"strconv"
)

// listRecords answers with a page of one type's records, from projections alone.
func (s *Server) listRecords(ctx context.Context, c *call) error {
	q, err := c.query()
	if err != nil {
		return err
	}
	list, err := q.list(c.route.kind)
	if err != nil {
		return err
	}
	page, err := s.store.List(ctx, c.user(), list)
	if err != nil {
		return err
	}
	body := appendViews([]byte(`{"items":`), page.Items)
	body = appendCursor(append(body, `,"next":`...), page.Next)
	body = strconv.AppendInt(append(body, `,"total":`...), int64(page.Total), 10)
	return c.raw(http.StatusOK, append(body, '}'))
}

// appendCursor writes null where there is no further page.
func appendCursor(dst []byte, next string) []byte {
	if next == "" {
		return append(dst, "null"...)
	}
	return appendValue(dst, next)
}
