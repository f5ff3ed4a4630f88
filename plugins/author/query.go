package author

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"roomkey/crm"
	"roomkey/plugins/calls"
)

func (s *stage) opGet(in []byte) (any, error) {
	asked, err := calls.Read[calls.Get](in)
	if err != nil {
		return nil, err
	}
	if err := s.mayRead(asked.Type); err != nil {
		return nil, err
	}
	if r := s.find(asked.Type, asked.ID); r != nil {
		return s.shown(r, asked.Shared), nil
	}
	return nil, crm.ErrNotFound
}

// shown returns what of a record the step is given: the private half only if plugin.json asks for it.
func (s *stage) shown(r *record, sharedOnly bool) *shownRecord {
	if !sharedOnly && s.manifest.Capabilities.MayReadPrivate(r.Type) {
		return &r.shownRecord
	}
	shared := r.shownRecord
	shared.Private = nil
	return &shared
}

func (s *stage) find(kind, id string) *record {
	for _, r := range s.test.records {
		if r.Type == kind && strings.EqualFold(r.ID, id) {
			return r
		}
	}
	return nil
}

func (s *stage) mayRead(kind string) error {
	if crm.TypeNamed(kind) == nil {
		return calls.Refuse("invalid", "type: there is no such type of record")
	}
	if !s.manifest.Capabilities.MayRead(kind) {
		return calls.Refuse("denied", "plugin.json does not ask for the capability records.read of %s", kind)
	}
	return nil
}

// page is the answer of records.query.
type page struct {
	Items []*shownRecord `json:"items"`
	Next  *string        `json:"next"`
}

// query is the request of records.query.
type query struct {
	calls.Query
	filter map[string]any
}

func readQuery(in []byte) (*query, error) {
	asked, err := calls.Read[calls.Query](in)
	if err != nil {
		return nil, err
	}
	if _, err := asked.Filters(); err != nil {
		return nil, err
	}
	q := &query{Query: asked, filter: make(map[string]any, len(asked.Filter))}
	for field, raw := range asked.Filter {
		var value any
		if err := json.Unmarshal(raw, &value); err != nil {
			return nil, calls.Refuse("invalid", "filter/%s: is not valid JSON", field)
		}
		q.filter[field] = value
	}
	return q, nil
}

func (s *stage) opQuery(in []byte) (any, error) {
	asked, err := readQuery(in)
	if err != nil {
		return nil, err
	}
	if err := s.mayRead(asked.Type); err != nil {
		return nil, err
	}
	found := []*shownRecord{}
	for _, r := range s.test.records {
		matches, err := asked.matches(r)
		if err != nil {
			return nil, err
		}
		if r.Type == asked.Type && matches && r.State == asked.state() {
			found = append(found, s.shown(r, asked.Shared))
		}
	}
	if field, descending := strings.CutPrefix(asked.Sort, "-"); asked.Sort != "" {
		slices.SortStableFunc(found, func(a, b *shownRecord) int {
			order, _ := compare(a.value(field), b.value(field))
			if descending {
				return -order
			}
			return order
		})
	}
	return asked.page(found)
}

// state is that of the records that are asked for.
func (q *query) state() string {
	switch {
	case q.Deleted:
		return "deleted"
	case q.Archived:
		return "archived"
	}
	return ""
}

// page returns one page. The cursor is the index of the next page's first record.
func (q *query) page(found []*shownRecord) (any, error) {
	if q.Limit == 0 {
		q.Limit = 100
	}
	if q.Limit < 1 || q.Limit > 500 {
		return nil, calls.Refuse("invalid", "limit: must be 1 to 500")
	}
	from := 0
	if q.Cursor != "" {
		var err error
		if from, err = strconv.Atoi(q.Cursor); err != nil || from < 0 || from > len(found) {
			return nil, calls.Refuse("invalid", "cursor: is not one that this query returned")
		}
	}
	to := min(from+q.Limit, len(found))
	answer := page{Items: found[from:to]}
	if to < len(found) {
		next := strconv.Itoa(to)
		answer.Next = &next
	}
	return answer, nil
}

// matches reports whether a record meets all conditions.
func (q *query) matches(r *record) (bool, error) {
	all := strings.ToLower(words(r.Fields))
	for _, word := range strings.Fields(strings.ToLower(q.Q)) {
		if !strings.Contains(all, " "+word) { // matches the beginning of a word
			return false, nil
		}
	}
	for _, name := range slices.Sorted(maps.Keys(q.filter)) {
		if q.Type != r.Type {
			continue
		}
		if _, row := r.row(name); !row && crm.TypeNamed(r.Type).Root(name) == nil {
			return false, calls.Refuse("invalid", "filter/%s: there is no such field", name)
		}
		operators, ok := q.filter[name].(map[string]any)
		if !ok {
			operators = map[string]any{"eq": q.filter[name]}
		}
		for op, with := range operators {
			if holds, err := holds(op, r.value(name), with); err != nil || !holds {
				return false, err
			}
		}
	}
	return true, nil
}

func holds(op string, value, with any) (bool, error) {
	if list, ok := value.([]any); ok && (op == "eq" || op == "ne") {
		return slices.Contains(list, with) == (op == "eq"), nil
	}
	order, comparable := compare(value, with)
	switch op {
	case "eq":
		return comparable && order == 0, nil
	case "ne":
		return !comparable || order != 0, nil
	case "gt":
		return comparable && order > 0, nil
	case "gte":
		return comparable && order >= 0, nil
	case "lt":
		return comparable && order < 0, nil
	case "lte":
		return comparable && order <= 0, nil
	}
	return false, calls.Refuse("invalid", "filter: operators are eq, ne, gt, gte, lt and lte")
}

// compare orders two values of the same kind. A missing value comes first.
func compare(a, b any) (order int, comparable bool) {
	switch a := a.(type) {
	case nil:
		if b == nil {
			return 0, true
		}
		return -1, false
	case float64:
		if b, ok := b.(float64); ok {
			return cmp.Compare(a, b), true
		}
	case string:
		if b, ok := b.(string); ok {
			return cmp.Compare(a, b), true
		}
	case bool:
		if b, ok := b.(bool); ok && a == b {
			return 0, true
		}
	}
	return 1, false
}

// words returns the texts in a value, each after a space.
func words(value any) string {
	var all strings.Builder
	switch value := value.(type) {
	case string:
		all.WriteString(" " + value)
	case []any:
		for _, item := range value {
			all.WriteString(words(item))
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(value)) {
			all.WriteString(words(value[name]))
		}
	}
	return all.String()
}
