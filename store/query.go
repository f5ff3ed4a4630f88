package store

import (
	"errors"
	"fmt"

	"roomkey/crm"
	"roomkey/crm/search"
)

// Query asks for a page of the records of one type that a user may read.
type Query struct {
	Type     string   // singular: escrow
	Q        string   // what people type, see package search; "": any record
	Filters  []Filter // all must hold
	Sort     string   // a field's name, "updatedAt" or "createdAt"; "": best found first, then the latest update
	Desc     bool
	Archived bool   // the archived records instead of the others
	Deleted  bool   // those that were deleted and that the user may bring back, archived or not
	Cursor   string // Next of the page before, of the same query
	Limit    int    // 1 to 500; 0: 100
}

// Filter compares one field. "owner", "team", "visibility", "createdAt" and "updatedAt" count as fields too. eq and ne
// work on every field with one value; on a list of strings they mean "contains". Texts are equal in upper and lower
// case. empty asks whether there is a value at all. The others need a field with an order. A record without a value
// matches ne, and no other comparison.
type Filter struct {
	Field string
	Op    string // eq, ne, gt, gte, lt, lte, empty
	Value string // of empty: true or false
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

// compiled is a query made ready for one partition and one user.
type compiled struct {
	on      *partition
	may     []bool // by scope: readable, and what owner, team and visibility filters want
	holds   []func(slot uint32) bool
	key     func(slot uint32) uint64
	texts   *texts // of the sorted field, if it holds strings
	desc    bool
	archive bool
	deleted bool
	after   *position
	found   *found
	ranked  bool // by how well slots are found
}

// check validates the parts of a query that do not depend on the records. All that is wrong comes at once.
func (q *Query) check() (t *crm.RecordType, err error) {
	var wrong []error
	if t = crm.TypeNamed(q.Type); t == nil {
		return nil, crm.Invalid("type", "there is no such type of records")
	}
	if q.Limit == 0 {
		q.Limit = defaultLimit
	}
	if q.Limit < 1 || q.Limit > maxLimit {
		wrong = append(wrong, crm.Invalid("limit", "must be from 1 to %d", maxLimit))
	}
	if q.Sort == "" && search.Read(q.Q).Blank {
		q.Sort, q.Desc = "updatedAt", true
	}
	switch f := t.Root(q.Sort); {
	case q.Sort == "" || q.Sort == "updatedAt" || q.Sort == "createdAt":
	case f == nil || !f.Sortable():
		wrong = append(wrong, crm.Invalid("sort", "lists can't be sorted by this"))
	}
	return t, errors.Join(wrong...)
}

// use describes the query and the user that a cursor is valid for. After a restore changes are counted otherwise, so a
// cursor holds for its epoch.
func (q *Query) use(epoch string, user *crm.User) string {
	return fmt.Sprintf("list %s %v %q %q %q %q %v %v %v", epoch, user.ID, q.Type, q.Q, q.Filters, q.Sort, q.Desc,
		q.Archived, q.Deleted)
}
