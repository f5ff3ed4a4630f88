package store

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"roomkey/crm"
)

// Query asks for a page of the records of one type that a user may read.
type Query struct {
	Type     string   // singular: escrow
	Q        string   // words that must all occur; the last may be the beginning of one; "": any record
	Filters  []Filter // all must hold
	Sort     string   // a field's name, "updatedAt" or "createdAt"; "": the latest update first
	Desc     bool
	Archived bool   // the archived records instead of the others
	Cursor   string // Next of the page before, of the same query
	Limit    int    // 1 to 500; 0: 100
}

// Filter compares one field. "owner", "team" and "visibility" are fields here too, and so are "createdAt" and
// "updatedAt". eq and ne take every field that has one value and, as "contains", lists of strings; the others need an
// order. A record without a value is ne to all and nothing else.
type Filter struct {
	Field string
	Op    string // eq, ne, gt, gte, lt, lte
	Value string
}

// Page is a part of a list.
type Page struct {
	Items []*crm.Record // as the user may see them
	Next  string        // cursor of the next page; "" at the end
	Total int           // records of the whole list
}

const (
	defaultLimit = 100
	maxLimit     = 500
)

// compiled is a query made ready for one shelf and one user.
type compiled struct {
	shelf   *shelf
	may     []bool // by scope: readable, and what owner, team and visibility filters want
	holds   []func(slot uint32) bool
	key     func(slot uint32) uint64
	texts   *texts // of the sorted field, where it is one of strings
	desc    bool
	archive bool
	after   *position
}

// check validates what does not depend on the records.
func (q *Query) check() (*crm.RecordType, error) {
	t := crm.TypeNamed(q.Type)
	if t == nil {
		return nil, crm.Invalid("type", "there is no such type of records")
	}
	if q.Limit == 0 {
		q.Limit = defaultLimit
	}
	if q.Limit < 1 || q.Limit > maxLimit {
		return nil, crm.Invalid("limit", "must be from 1 to %d", maxLimit)
	}
	if q.Sort == "" {
		q.Sort, q.Desc = "updatedAt", true
	}
	if f := t.Root(q.Sort); q.Sort != "updatedAt" && q.Sort != "createdAt" && (f == nil || !sortable(f)) {
		return nil, crm.Invalid("sort", "lists can't be sorted by this")
	}
	return t, nil
}

// use names what a cursor of this query is good for.
func (q *Query) use(user *crm.User) string {
	return fmt.Sprintf("list %v %q %q %q %q %v %v", user.ID, q.Type, q.Q, q.Filters, q.Sort, q.Desc, q.Archived)
}

// compile makes q ready. The caller holds the index.
func (q *Query) compile(t *crm.RecordType, user *crm.User, x *content, after *position) (*compiled, error) {
	c := &compiled{shelf: x.shelves[shelfName{user.Broker, t.Name}], may: x.readable(user), desc: q.Desc, archive: q.Archived, after: after}
	if c.shelf == nil {
		c.shelf = newShelf(t) // filters are checked in any case
	}
	switch q.Sort {
	case "updatedAt":
		c.key = func(slot uint32) uint64 { return timeKey(c.shelf.updated[slot]) }
	case "createdAt":
		c.key = func(slot uint32) uint64 { return timeKey(c.shelf.created[slot]) }
	default:
		sorted := c.shelf.named[q.Sort]
		c.key = func(slot uint32) uint64 { return sorted.keys[slot] }
		c.texts = sorted.texts
	}
	for i := range q.Filters {
		if err := c.filter(t, x, &q.Filters[i]); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// filter adds a filter. Errors name the field.
func (c *compiled) filter(t *crm.RecordType, x *content, f *Filter) error {
	if !slices.Contains([]string{"eq", "ne", "gt", "gte", "lt", "lte"}, f.Op) {
		return crm.Invalid(f.Field, "there is no comparison of this name")
	}
	switch f.Field {
	case "owner", "team", "visibility":
		return c.filterScope(x, f)
	case "createdAt", "updatedAt":
		at, err := time.Parse(time.RFC3339Nano, f.Value)
		if err != nil {
			return crm.Invalid(f.Field, "must be a time with its zone, as RFC 3339 has it")
		}
		times := c.shelf.created
		if f.Field == "updatedAt" {
			times = c.shelf.updated
		}
		c.compare(f.Op, timeKey(at.UnixMicro()), func(slot uint32) uint64 { return timeKey(times[slot]) })
		return nil
	}
	column := c.shelf.named[f.Field]
	if column == nil {
		if t.Root(f.Field) == nil {
			return crm.Invalid(f.Field, "there is no such field")
		}
		return crm.Invalid(f.Field, "lists can't be filtered by this field")
	}
	switch column.field.Kind {
	case crm.KindString:
		return c.filterText(column, f)
	case crm.KindList, crm.KindRef:
		return c.filterEqual(column, f)
	}
	key, err := filterKey(column.field, f)
	if err != nil {
		return err
	}
	c.compare(f.Op, key, func(slot uint32) uint64 { return column.keys[slot] })
	return nil
}

// filterKey is the key of a filter's value.
func filterKey(field *crm.Field, f *Filter) (uint64, error) {
	switch field.Kind {
	case crm.KindNumber, crm.KindMoney:
		n, err := strconv.ParseFloat(f.Value, 64)
		if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
			return 0, crm.Invalid(f.Field, "must be a number")
		}
		return floatKey(n), nil
	case crm.KindBool:
		if f.Value != "true" && f.Value != "false" {
			return 0, crm.Invalid(f.Field, "must be true or false")
		}
		return scalarKey(field, []byte(f.Value)), nil
	}
	if err := field.CheckString(f.Field, f.Value); err != nil {
		return 0, err
	}
	return scalarKey(field, strconv.AppendQuote(nil, f.Value)), nil
}

// compare adds a comparison of keys, of which 0 means no value.
func (c *compiled) compare(op string, with uint64, key func(slot uint32) uint64) {
	var hold func(slot uint32) bool
	switch op {
	case "eq":
		hold = func(slot uint32) bool { return key(slot) == with }
	case "ne":
		hold = func(slot uint32) bool { return key(slot) != with }
	case "gt":
		hold = func(slot uint32) bool { return key(slot) > with }
	case "gte":
		hold = func(slot uint32) bool { return key(slot) >= with }
	case "lt":
		hold = func(slot uint32) bool { k := key(slot); return k != 0 && k < with }
	case "lte":
		hold = func(slot uint32) bool { k := key(slot); return k != 0 && k <= with }
	}
	c.holds = append(c.holds, hold)
}

// filterText compares strings: eq and ne to the letter, the others as lists are sorted.
func (c *compiled) filterText(column *column, f *Filter) error {
	folded := fold([]byte(f.Value))
	key := prefixKey(folded)
	equal := func(slot uint32) bool {
		return column.keys[slot] == key && string(column.texts.get(slot)) == f.Value
	}
	switch f.Op {
	case "eq":
		c.holds = append(c.holds, equal)
	case "ne":
		c.holds = append(c.holds, func(slot uint32) bool { return !equal(slot) })
	default:
		c.holds = append(c.holds, func(slot uint32) bool {
			if column.keys[slot] == 0 {
				return false
			}
			order := strings.Compare(fold(column.texts.get(slot)), folded)
			switch f.Op {
			case "gt":
				return order > 0
			case "gte":
				return order >= 0
			case "lt":
				return order < 0
			}
			return order <= 0
		})
	}
	return nil
}

// filterEqual compares ids, and asks lists whether they contain a value.
func (c *compiled) filterEqual(column *column, f *Filter) error {
	if f.Op != "eq" && f.Op != "ne" {
		return crm.Invalid(f.Field, "can only be equal or not")
	}
	var equal func(slot uint32) bool
	if column.field.Kind == crm.KindRef {
		high, low := refKeys(f.Value)
		if high == 0 && low == 0 {
			return crm.Invalid(f.Field, "must be the id of a %s", column.field.Ref)
		}
		equal = func(slot uint32) bool { return column.keys[slot] == high && column.low[slot] == low }
	} else {
		if err := column.field.Item.CheckString(f.Field, f.Value); err != nil {
			return err
		}
		item := "\x00" + f.Value + "\x00"
		equal = func(slot uint32) bool {
			return column.keys[slot] != 0 && strings.Contains(string(column.texts.get(slot)), item)
		}
	}
	if f.Op == "ne" {
		c.holds = append(c.holds, func(slot uint32) bool { return !equal(slot) })
	} else {
		c.holds = append(c.holds, equal)
	}
	return nil
}

// filterScope narrows the scopes.
func (c *compiled) filterScope(x *content, f *Filter) error {
	if f.Op != "eq" && f.Op != "ne" {
		return crm.Invalid(f.Field, "can only be equal or not")
	}
	wanted := f.Value
	if f.Field != "visibility" {
		id, err := crm.ParseID(f.Value)
		if err != nil {
			return crm.Invalid(f.Field, "must be an id")
		}
		wanted = id.String()
	} else if !slices.Contains(crm.Visibilities, crm.Visibility(f.Value)) {
		return crm.Invalid(f.Field, "must be one of: private, team, broker")
	}
	for i := range x.scopes {
		row := &x.scopes[i]
		has := map[string]string{"owner": row.Owner.String(), "team": row.Team.String(), "visibility": string(row.Visibility)}[f.Field]
		c.may[i] = c.may[i] && (has == wanted) == (f.Op == "eq")
	}
	return nil
}
