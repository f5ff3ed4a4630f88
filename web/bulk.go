package web

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"roomkey/crm"
	realtime "roomkey/sync"
)

// undoLife is how long a bulk edit can be taken back.
const undoLife = 24 * time.Hour

// bulk applies one merge patch to many records of a type, each for itself, and answers with those that it changed, those
// that failed and why, and a token by which all of it can be taken back once.
func (s *Server) bulk(ctx context.Context, c *call) error {
	asked, err := read[struct {
		Type  string          `json:"type"`
		IDs   []crm.ID        `json:"ids"`
		Patch json.RawMessage `json:"patch"`
	}](c)
	if err != nil {
		return err
	}
	kind := crm.TypeNamed(asked.Type)
	if kind == nil {
		kind = crm.TypePlural(asked.Type)
	}
	if kind == nil {
		return crm.Invalid("type", "there is no such type of record")
	}
	patch, err := decode[struct {
		Fields  json.RawMessage `json:"fields"`
		Private json.RawMessage `json:"private"`
	}](asked.Patch)
	if err != nil {
		return inside("patch", err)
	}
	results, undo, err := s.hub.Bulk(ctx, c.user(), kind.Name, distinct(asked.IDs), realtime.Patch{Fields: patch.Fields, Private: patch.Private})
	if err != nil {
		return err
	}
	token, err := newSecretToken(s.random)
	if err != nil {
		return err
	}
	if err := s.store.AddUndo(ctx, hashToken(token), c.user().ID, s.now().Add(undoLife), undo); err != nil {
		return err
	}
	return c.results(results, token)
}

// undo takes back what a bulk edit of the caller's did. Fields that somebody has changed since stay as they are.
func (s *Server) undo(ctx context.Context, c *call) error {
	data, err := s.store.TakeUndo(ctx, hashToken(c.param("token")), c.user().ID)
	if err != nil {
		return absent(err)
	}
	results, err := s.hub.Undo(ctx, c.user(), data)
	if err != nil {
		return err
	}
	return c.results(results, "")
}

// inside names a member of a member.
func inside(name string, err error) error {
	var known *crm.Error
	if !errors.As(err, &known) {
		return err
	}
	located := *known
	if located.Field = name; known.Field != "" {
		located.Field = name + "/" + known.Field
	}
	return &located
}

func distinct(ids []crm.ID) []crm.ID {
	seen := make(map[crm.ID]bool, len(ids))
	var list []crm.ID
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			list = append(list, id)
		}
	}
	return list
}
