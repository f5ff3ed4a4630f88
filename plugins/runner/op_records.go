package runner

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"slices"

	"roomkey/crm"
)

func (a *attempt) opGet(ctx context.Context, in []byte) (any, error) {
	asked, err := read[struct {
		Type   string `json:"type"`
		ID     string `json:"id"`
		Shared bool   `json:"shared"` // without the private half
	}](in)
	if err != nil {
		return nil, err
	}
	who, err := a.authority(ctx)
	if err != nil {
		return nil, err
	}
	if err := who.read(asked.Type); err != nil {
		return nil, err
	}
	id, err := crm.ParseID(asked.ID)
	if err != nil {
		return nil, crm.ErrNotFound
	}
	record, err := a.run.Records.Get(ctx, who.user, asked.Type, id)
	if err != nil {
		return nil, err
	}
	record = who.seen(record, asked.Shared)
	a.run.widenReach(record)
	return json.RawMessage(a.run.Records.Show(nil, record)), nil
}

// maxFilters limits the comparisons of a query.
const maxFilters = 16

// queryAnswer is the answer of records.query.
type queryAnswer struct {
	Items json.RawMessage `json:"items"`
	Next  *string         `json:"next"`
}

func (a *attempt) opQuery(ctx context.Context, in []byte) (any, error) {
	asked, err := read[struct {
		Type   string                     `json:"type"`
		Q      string                     `json:"q"`
		Filter map[string]json.RawMessage `json:"filter"`
		Sort   string                     `json:"sort"`
		Limit  int                        `json:"limit"`
		Cursor string                     `json:"cursor"`
		Shared bool                       `json:"shared"`

		Archived bool `json:"archived"`
		Deleted  bool `json:"deleted"`
	}](in)
	if err != nil {
		return nil, err
	}
	who, err := a.authority(ctx)
	if err != nil {
		return nil, err
	}
	if err := who.read(asked.Type); err != nil {
		return nil, err
	}
	q := Query{Type: asked.Type, Q: asked.Q, Sort: asked.Sort, Limit: asked.Limit, Cursor: asked.Cursor,
		Archived: asked.Archived, Deleted: asked.Deleted}
	if q.Filters, err = filters(asked.Filter); err != nil {
		return nil, err
	}
	records, next, err := a.run.Records.Query(ctx, who.user, q)
	if err != nil {
		return nil, err
	}
	for i, record := range records {
		records[i] = who.seen(record, asked.Shared)
	}
	a.run.widenReach(records...)
	answer := queryAnswer{Items: json.RawMessage("[")}
	for i, record := range records {
		if i > 0 {
			answer.Items = append(answer.Items, ',')
		}
		answer.Items = a.run.Records.Show(answer.Items, record)
	}
	answer.Items = append(answer.Items, ']')
	if next != "" {
		answer.Next = &next
	}
	return answer, nil
}

// filters reads {field: value} and {field: {operator: value}}.
func filters(asked map[string]json.RawMessage) ([]Filter, error) {
	var list []Filter
	for _, field := range slices.Sorted(maps.Keys(asked)) {
		raw := bytes.TrimSpace(asked[field])
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
