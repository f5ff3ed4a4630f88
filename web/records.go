package web

import (
	"context"
	"encoding/json"
	"net/http"

	"roomkey/crm"
	realtime "roomkey/sync"
)

// record finds the record of an address as the caller may see it: one of another type is as absent as one that the
// caller may not read.
func (s *Server) record(ctx context.Context, c *call) (*crm.View, error) {
	id, err := c.id("id")
	if err != nil {
		return nil, err
	}
	found, err := s.store.Record(ctx, id)
	if err != nil {
		return nil, err
	}
	seen := found.For(c.user())
	if seen == nil || seen.Type() != c.route.kind.Name {
		return nil, crm.ErrNotFound
	}
	return seen, nil
}

// one answers with a record; with nothing where the caller may not see it: a transfer may have taken it from them.
func (c *call) one(status int, seen *crm.View) error {
	if seen == nil {
		return c.nothing()
	}
	return c.raw(status, appendView(nil, seen))
}

func (s *Server) getRecord(ctx context.Context, c *call) error {
	record, err := s.record(ctx, c)
	if err != nil {
		return err
	}
	return c.one(http.StatusOK, record)
}

// createRecord makes a record of the caller's.
func (s *Server) createRecord(ctx context.Context, c *call) error {
	asked, err := read[struct {
		Fields     json.RawMessage `json:"fields"`
		Private    json.RawMessage `json:"private"`
		Visibility crm.Visibility  `json:"visibility"`
	}](c)
	if err != nil {
		return err
	}
	made, err := s.hub.Create(ctx, c.user(), realtime.NewRecord{Type: c.route.kind.Name, Fields: asked.Fields, Private: asked.Private,
		Visibility: asked.Visibility})
	if err != nil {
		return err
	}
	return c.one(http.StatusCreated, made.For(c.user()))
}

// patchRecord applies a JSON Merge Patch (RFC 7396) over {fields, private}.
func (s *Server) patchRecord(ctx context.Context, c *call) error {
	asked, err := readPatch[struct {
		Fields  json.RawMessage `json:"fields"`
		Private json.RawMessage `json:"private"`
	}](c)
	if err != nil {
		return err
	}
	record, err := s.record(ctx, c)
	if err != nil {
		return err
	}
	changed, err := s.hub.Patch(ctx, c.user(), record.ID(), realtime.Patch{Fields: asked.Fields, Private: asked.Private})
	if err != nil {
		return err
	}
	return c.one(http.StatusOK, changed.For(c.user()))
}

func (s *Server) deleteRecord(ctx context.Context, c *call) error {
	record, err := s.record(ctx, c)
	if err != nil {
		return err
	}
	if err := s.hub.Delete(ctx, c.user(), record.ID()); err != nil {
		return err
	}
	return c.nothing()
}

func (s *Server) archiveRecord(ctx context.Context, c *call) error {
	record, err := s.record(ctx, c)
	if err != nil {
		return err
	}
	changed, err := s.hub.Archive(ctx, c.user(), record.ID())
	if err != nil {
		return err
	}
	return c.one(http.StatusOK, changed.For(c.user()))
}

// restoreRecord brings an archived or a deleted record back. A deleted one can't be found by record, which is why the hub
// alone decides here.
func (s *Server) restoreRecord(ctx context.Context, c *call) error {
	id, err := c.id("id")
	if err != nil {
		return err
	}
	found, err := s.store.Record(ctx, id)
	if err != nil {
		return err
	}
	if found.Type != c.route.kind.Name {
		return crm.ErrNotFound
	}
	changed, err := s.hub.Restore(ctx, c.user(), id)
	if err != nil {
		return err
	}
	return c.one(http.StatusOK, changed.For(c.user()))
}

// transferRecord gives a record another owner, team or visibility.
func (s *Server) transferRecord(ctx context.Context, c *call) error {
	asked, err := read[struct {
		Owner      *crm.ID         `json:"owner"`
		Team       *crm.ID         `json:"team"`
		Visibility *crm.Visibility `json:"visibility"`
	}](c)
	if err != nil {
		return err
	}
	record, err := s.record(ctx, c)
	if err != nil {
		return err
	}
	changed, err := s.hub.Transfer(ctx, c.user(), record.ID(), realtime.Transfer{Owner: asked.Owner, Team: asked.Team, Visibility: asked.Visibility})
	if err != nil {
		return err
	}
	return c.one(http.StatusOK, changed.For(c.user()))
}

// addNote appends a note of the caller's.
func (s *Server) addNote(ctx context.Context, c *call) error {
	asked, err := read[struct {
		Body     string   `json:"body"`
		Mentions []crm.ID `json:"mentions"`
	}](c)
	if err != nil {
		return err
	}
	record, err := s.record(ctx, c)
	if err != nil {
		return err
	}
	changed, err := s.hub.Note(ctx, c.user(), record.ID(), asked.Body, distinct(asked.Mentions))
	if err != nil {
		return err
	}
	return c.one(http.StatusCreated, changed.For(c.user()))
}
