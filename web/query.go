package web

import (
	"maps"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strconv"

	"roomkey/crm"
	"roomkey/web/api"
)

// maxFilters bounds how many filters a list takes.
const maxFilters = 16

// filterName is a filter's name in an address: filter[field] or filter[field][operator].
var filterName = regexp.MustCompile(`^filter\[([A-Za-z]{1,64})\](?:\[(eq|ne|gt|gte|lt|lte|empty)\])?$`)

var filterList = reflect.TypeFor[api.Filters]()

// readQuery takes a parameter out of values, which Fiber's memory has no part in. Giving it twice is an error.
func (v *value) readQuery(values url.Values, target reflect.Value) error {
	field := target.FieldByIndex(v.index)
	if field.Type() == filterList {
		filters, err := takeFilters(values)
		field.Set(reflect.ValueOf(filters))
		return err
	}
	texts := values[v.name]
	delete(values, v.name)
	if len(texts) > 1 {
		return crm.Invalid(v.name, "is there twice")
	}
	text := v.usual
	if len(texts) == 1 && texts[0] != "" {
		text = texts[0]
	}
	switch field.Kind() {
	case reflect.Bool:
		if text != "" && text != "true" && text != "false" {
			return crm.Invalid(v.name, "must be true or false")
		}
		field.SetBool(text == "true")
		return nil
	case reflect.Int:
		n, err := strconv.Atoi(text)
		if err != nil {
			n = v.bounds.min - 1
		}
		field.SetInt(int64(n))
	default:
		field.SetString(text)
	}
	return v.bounds.check(v.name, field)
}

// takeFilters takes every filter[…] parameter out of values, those that are wrong too. Which fields may be filtered by,
// the store decides.
func takeFilters(values url.Values) (api.Filters, error) {
	var filters api.Filters
	var wrong faults
	for _, name := range slices.Sorted(maps.Keys(values)) {
		match := filterName.FindStringSubmatch(name)
		if match == nil {
			continue
		}
		texts := values[name]
		delete(values, name)
		if len(texts) > 1 {
			wrong.add(crm.Invalid(name, "is there twice"))
			continue
		}
		operator := match[2]
		if operator == "" {
			operator = "eq"
		}
		filters = append(filters, api.Filter{Field: match[1], Op: operator, Value: texts[0]})
	}
	if len(filters) > maxFilters {
		wrong.add(crm.Invalid("filter", "there are more than %d filters", maxFilters))
	}
	return filters, wrong.err()
}
