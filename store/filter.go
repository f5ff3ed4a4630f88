package store

import (
	"bytes"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"roomkey/crm"
)

// filter adds a filter to the query. Errors name the field.
func (c *compiled) filter(t *crm.RecordType, x *content, f *Filter) error {
	if !slices.Contains([]string{"eq", "ne", "gt", "gte", "lt", "lte", "empty"}, f.Op) {
		return crm.Invalid(f.Field, "there is no comparison of this name")
	}
	if f.Op == "empty" {
		return c.filterEmpty(t, x, f)
	}
	switch f.Field {
	case "owner", "team", "visibility":
		return c.filterScope(x, f)
	case "createdAt", "updatedAt":
		at, err := time.Parse(time.RFC3339Nano, f.Value)
		if err != nil {
			return crm.Invalid(f.Field, "must be a time with its zone, as RFC 3339 has it")
		}
		times := c.on.created
		if f.Field == "updatedAt" {
			times = c.on.updated
		}
		c.compare(f.Op, timeKey(at.UnixMicro()), func(slot uint32) uint64 { return timeKey(times[slot]) })
		return nil
	}
	column, err := c.column(t, f.Field)
	if err != nil {
		return err
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

// column is that of a field by which lists can be filtered.
func (c *compiled) column(t *crm.RecordType, name string) (*column, error) {
	if column := c.on.named[name]; column != nil {
		return column, nil
	}
	if t.Root(name) == nil {
		return nil, crm.Invalid(name, "there is no such field")
	}
	return nil, crm.Invalid(name, "lists can't be filtered by this field")
}

// filterEmpty asks whether a field has a value.
func (c *compiled) filterEmpty(t *crm.RecordType, x *content, f *Filter) error {
	if f.Value != "true" && f.Value != "false" {
		return crm.Invalid(f.Field, "must be true or false")
	}
	empty := f.Value == "true"
	switch f.Field {
	case "owner", "team", "visibility", "createdAt", "updatedAt":
		for i := range x.scopes {
			none := f.Field == "team" && x.scopes[i].Team.IsZero() || f.Field == "owner" && x.scopes[i].Owner.IsZero()
			c.may[i] = c.may[i] && none == empty
		}
		return nil
	}
	column, err := c.column(t, f.Field)
	if err == nil {
		c.holds = append(c.holds, func(slot uint32) bool { return (column.keys[slot] == 0) == empty })
	}
	return err
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

// compare adds a comparison of keys; a key of 0 means no value.
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

// filterText compares strings: eq and ne in upper and lower case, the others in the order in which lists are sorted.
func (c *compiled) filterText(column *column, f *Filter) error {
	folded := fold([]byte(f.Value))
	key := prefixKey(folded)
	wanted := []byte(f.Value)
	equal := func(slot uint32) bool {
		return column.keys[slot] == key && bytes.EqualFold(column.texts.get(slot), wanted)
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

// filterEqual compares ids for equality; a list is equal to each value that it contains.
func (c *compiled) filterEqual(column *column, f *Filter) error {
	if f.Op != "eq" && f.Op != "ne" {
		return crm.Invalid(f.Field, "can only be equal or not")
	}
	var equal func(slot uint32) bool
	if column.field.Kind == crm.KindRef {
		id, err := crm.ParseID(f.Value)
		if err != nil || id.IsZero() {
			return crm.Invalid(f.Field, "must be the id of a %s", column.field.Ref)
		}
		high, low := refKeys(id)
		equal = func(slot uint32) bool { return column.keys[slot] == high && column.low[slot] == low }
	} else {
		if err := column.field.Item.CheckString(f.Field, f.Value); err != nil {
			return err
		}
		item := []byte(f.Value)
		equal = func(slot uint32) bool { return column.keys[slot] != 0 && hasItem(column.texts.get(slot), item) }
	}
	if f.Op == "ne" {
		c.holds = append(c.holds, func(slot uint32) bool { return !equal(slot) })
	} else {
		c.holds = append(c.holds, equal)
	}
	return nil
}

// hasItem says whether a list, as joinItems has it, holds an item in upper or lower case.
func hasItem(joined, item []byte) bool {
	for one := range bytes.SplitSeq(joined, []byte{0}) {
		if len(one) > 0 && bytes.EqualFold(one, item) {
			return true
		}
	}
	return false
}

// filterScope restricts the scopes by owner, team or visibility.
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
		has := map[string]string{"owner": row.Owner.String(), "team": row.Team.String(),
			"visibility": string(row.Visibility)}[f.Field]
		c.may[i] = c.may[i] && (has == wanted) == (f.Op == "eq")
	}
	return nil
}
