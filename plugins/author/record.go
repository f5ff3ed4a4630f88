package author

import (
	"cmp"
	"encoding/json"
	"fmt"

	"roomkey/crm"
)

// record is a record of a case, as REST would show it, and whether its caller may change it.
type record struct {
	shownRecord
	ReadOnly bool   `json:"readOnly"`
	State    string `json:"state"` // archived, deleted or ""
}

type shownRecord struct {
	Type       string         `json:"type"`
	ID         string         `json:"id"`
	Owner      string         `json:"owner"`
	Team       string         `json:"team"`
	Visibility string         `json:"visibility"`
	Fields     map[string]any `json:"fields"`
	Private    map[string]any `json:"private,omitempty"`
	CreatedAt  string         `json:"createdAt"`
	UpdatedAt  string         `json:"updatedAt"`
}

const longAgo = "2026-01-01T00:00:00Z" // the default for times that a case does not give

func readRecord(raw json.RawMessage) (*record, error) {
	r := &record{shownRecord: shownRecord{Visibility: "team", CreatedAt: longAgo, UpdatedAt: longAgo}}
	if err := strict(raw, r); err != nil {
		return nil, err
	}
	kind := crm.TypeNamed(r.Type)
	if kind == nil {
		return nil, fmt.Errorf("record %s: there is no type %q", r.ID, r.Type)
	}
	if _, err := crm.ParseID(r.ID); err != nil {
		return nil, fmt.Errorf("record %q: the id must be a UUID", r.ID)
	}
	if err := cmp.Or(kind.Check(r.Fields, false), kind.Check(r.Private, true)); err != nil {
		return nil, fmt.Errorf("record %s: %w", r.ID, err)
	}
	return r, nil
}

func (r *shownRecord) row(name string) (any, bool) {
	switch name {
	case "owner":
		return r.Owner, true
	case "team":
		return r.Team, true
	case "visibility":
		return r.Visibility, true
	case "createdAt":
		return r.CreatedAt, true
	case "updatedAt":
		return r.UpdatedAt, true
	}
	return nil, false
}

func (r *shownRecord) value(name string) any {
	if value, ok := r.row(name); ok {
		return value
	}
	return r.Fields[name]
}
