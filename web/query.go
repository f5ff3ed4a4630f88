package web

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"roomkey/crm"
	"roomkey/store"
)

// Bounds of lists.
const (
	defaultLimit = 100
	maxLimit     = 500
	maxCatalog   = 10_000 // a page of the catalog: a device that starts loads everything
	maxQuery     = 200    // bytes of a full-text query
	maxFilters   = 16
)

// filterName is a filter's name in an address: filter[field] or filter[field][operator].
var filterName = regexp.MustCompile(`^filter\[([A-Za-z]{1,64})\](?:\[(eq|ne|gt|gte|lt|lte)\])?$`)

// query is the part of an address after the question mark, decoded and copied. Every parameter is asked for by name;
// rest refuses those that nobody asked for.
type query struct {
	values url.Values
	asked  []string
}

func (c *call) query() (*query, error) {
	values, err := url.ParseQuery(string(c.fiber.Request().URI().QueryString()))
	if err != nil {
		return nil, crm.Invalid("", "the address's query is malformed")
	}
	return &query{values: values}, nil
}

// text is one parameter; "" where there is none. Giving it twice is an error.
func (q *query) text(name string) (string, error) {
	q.asked = append(q.asked, name)
	values := q.values[name]
	if len(values) > 1 {
		return "", crm.Invalid(name, "is there twice")
	}
	if len(values) == 0 {
		return "", nil
	}
	return values[0], nil
}

// limit is the parameter of that name: how many items to answer with.
func (q *query) limit(usual, most int) (int, error) {
	text, err := q.text("limit")
	if err != nil || text == "" {
		return usual, err
	}
	limit, err := strconv.Atoi(text)
	if err != nil || limit < 1 || limit > most {
		return 0, crm.Invalid("limit", "must be a number from 1 to %d", most)
	}
	return limit, nil
}

func (q *query) flag(name string) (bool, error) {
	text, err := q.text(name)
	if err != nil {
		return false, err
	}
	switch text {
	case "", "false":
		return false, nil
	case "true":
		return true, nil
	}
	return false, crm.Invalid(name, "must be true or false")
}

// rest refuses parameters that nobody asked for: a misspelt filter must not answer with everything.
func (q *query) rest() error {
	for name := range q.values {
		if !slices.Contains(q.asked, name) {
			return crm.Invalid(clip(name), "there is no such parameter here")
		}
	}
	return nil
}

// list reads the parameters of a list of records.
func (q *query) list(kind *crm.RecordType) (store.Query, error) {
	list := store.Query{Type: kind.Name}
	var err error
	if list.Q, err = q.text("q"); err != nil {
		return list, err
	}
	if len(list.Q) > maxQuery {
		return list, crm.Invalid("q", "is longer than %d bytes", maxQuery)
	}
	if list.Filters, err = q.filters(kind); err != nil {
		return list, err
	}
	sort, err := q.text("sort")
	if err != nil {
		return list, err
	}
	list.Sort, list.Desc = strings.CutPrefix(sort, "-")
	if list.Archived, err = q.flag("archived"); err != nil {
		return list, err
	}
	if list.Cursor, err = q.text("cursor"); err != nil {
		return list, err
	}
	if list.Limit, err = q.limit(defaultLimit, maxLimit); err != nil {
		return list, err
	}
	return list, q.rest()
}

// filters reads every filter[…] parameter. Which fields may be filtered by, the store decides.
func (q *query) filters(kind *crm.RecordType) ([]store.Filter, error) {
	var filters []store.Filter
	names := make([]string, 0, len(q.values))
	for name := range q.values {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		match := filterName.FindStringSubmatch(name)
		if match == nil {
			continue
		}
		value, err := q.text(name)
		if err != nil {
			return nil, err
		}
		operator := match[2]
		if operator == "" {
			operator = "eq"
		}
		filters = append(filters, store.Filter{Field: match[1], Op: operator, Value: value})
	}
	if len(filters) > maxFilters {
		return nil, crm.Invalid("filter", "there are more than %d filters", maxFilters)
	}
	return filters, nil
}
