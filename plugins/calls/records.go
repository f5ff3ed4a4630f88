package calls

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"roomkey/crm"
)

// Get is what records.get takes.
type Get struct {
	Type   string `json:"type"`
	ID     string `json:"id"`
	Shared bool   `json:"shared"` // without the private half
}

// Record is the shape of a record as REST shows it.
type Record struct {
	ID         string          `json:"id"`
	Type       string          `json:"type"`
	Owner      string          `json:"owner"`
	Team       string          `json:"team"`
	Visibility string          `json:"visibility"`
	Fields     json.RawMessage `json:"fields"`
	Private    json.RawMessage `json:"private,omitempty"`
	CreatedAt  string          `json:"createdAt"`
	UpdatedAt  string          `json:"updatedAt"`
}

// Query is what records.query takes.
type Query struct {
	Type     string                     `json:"type"`
	Q        string                     `json:"q"`
	Filter   map[string]json.RawMessage `json:"filter"`
	Sort     string                     `json:"sort"`
	Limit    int                        `json:"limit"`
	Cursor   string                     `json:"cursor"`
	Archived bool                       `json:"archived"`
	Deleted  bool                       `json:"deleted"`
	Shared   bool                       `json:"shared"`
}

// Page is the answer of records.query.
type Page struct {
	Items json.RawMessage `json:"items"`
	Next  *string         `json:"next"`
}

// Filter compares one field. Op is eq, ne, gt, gte, lt or lte.
type Filter struct{ Field, Op, Value string }

// maxFilters limits the comparisons of a query.
const maxFilters = 16

// Filters reads {field: value} and {field: {operator: value}}.
func (q *Query) Filters() ([]Filter, error) {
	var list []Filter
	for _, field := range slices.Sorted(maps.Keys(q.Filter)) {
		raw := bytes.TrimSpace(q.Filter[field])
		if !bytes.HasPrefix(raw, []byte("{")) {
			value, err := scalar(field, raw)
			if err != nil {
				return nil, err
			}
			list = append(list, Filter{field, "eq", value})
			continue
		}
		var operators map[string]json.RawMessage
		if err := json.Unmarshal(raw, &operators); err != nil {
			return nil, crm.Invalid("filter/"+field, "must be a value, or operators and values")
		}
		for _, name := range slices.Sorted(maps.Keys(operators)) {
			if !slices.Contains([]string{"eq", "ne", "gt", "gte", "lt", "lte"}, name) {
				return nil, crm.Invalid("filter/"+field, "operators are eq, ne, gt, gte, lt and lte")
			}
			value, err := scalar(field, operators[name])
			if err != nil {
				return nil, err
			}
			list = append(list, Filter{field, name, value})
		}
	}
	if len(list) > maxFilters {
		return nil, crm.Invalid("filter", "has more than %d comparisons", maxFilters)
	}
	return list, nil
}

// scalar returns a value in the form that a URL query has: texts unchanged, numbers and booleans as in JSON.
func scalar(field string, raw json.RawMessage) (string, error) {
	var text string
	if json.Unmarshal(raw, &text) == nil && string(raw) != "null" {
		return text, nil
	}
	if len(raw) == 0 || bytes.ContainsAny(raw[:1], "[{n") {
		return "", crm.Invalid("filter/"+field, "must be a text, a number or a boolean")
	}
	return string(raw), nil
}

// Limits of proposals.
const (
	maxChanges   = 500    // of one call
	MaxProposals = 20_000 // of one task
)

// Propose is what records.propose takes.
type Propose struct {
	Changes []Change `json:"changes"`
}

// Change is a record that a step wants to create or change.
type Change struct {
	Type    string          `json:"type"`
	ID      crm.ID          `json:"id"` // zero: a new record
	Fields  json.RawMessage `json:"fields"`
	Private json.RawMessage `json:"private"`
	Note    string          `json:"note"`
}

func (p *Propose) check() error {
	switch {
	case len(p.Changes) == 0:
		return crm.Invalid("changes", "is empty")
	case len(p.Changes) > maxChanges:
		return &crm.Error{Code: crm.CodeTooLarge, Field: "changes",
			Message: "are more than " + strconv.Itoa(maxChanges)}
	}
	return nil
}

// Proposals is the answer of records.propose. It contains no values, because the step may not be allowed to read them.
type Proposals struct {
	Proposals []Proposed `json:"proposals"`
}

// Proposed names the record of a proposal.
type Proposed struct {
	Record crm.ID `json:"record"`
	Type   string `json:"type"`
}

// ErrTooManyProposals is the error of a task that proposes more than MaxProposals changes.
var ErrTooManyProposals = &crm.Error{Code: crm.CodeTooLarge, Field: "changes",
	Message: "a task may propose " + strconv.Itoa(MaxProposals) + " changes"}
