package store

import (
	"fmt"

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
	Items []*crm.View
	Next  string // cursor of the next page; "" at the end
	Total int    // records of the whole list
}

const (
	defaultLimit = 100
	maxLimit     = 500
)

// compiled is a query made ready for one shelf and one user.
type compiled struct {
	on      *partition
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
	if f := t.Root(q.Sort); q.Sort != "updatedAt" && q.Sort != "createdAt" && (f == nil || !f.Sortable()) {
		return nil, crm.Invalid("sort", "lists can't be sorted by this")
	}
	return t, nil
}

// use names what a cursor of this query is good for.
func (q *Query) use(user *crm.User) string {
	return fmt.Sprintf("list %v %q %q %q %q %v %v", user.ID, q.Type, q.Q, q.Filters, q.Sort, q.Desc, q.Archived)
}
