package main

import (
	"slices"

	"roomkey/crm"
)

// The operators of filters: those that any field takes, and those that want an order.
var (
	equality = []string{"eq", "ne"}
	order    = []string{"gt", "gte", "lt", "lte"}
)

// filters are a list's filters as parameters, each by its own name: filter[field] and filter[field][op]. Every
// generated client can use them as they come.
func filters(kind *crm.RecordType) []schema {
	var list []schema
	add := func(name string, value schema, ordered bool) {
		list = append(list, filter("filter["+name+"]", value))
		operators := equality
		if ordered {
			operators = slices.Concat(equality, order)
		}
		for _, operator := range operators {
			list = append(list, filter("filter["+name+"]["+operator+"]", value))
		}
		list = append(list, filter("filter["+name+"][empty]", schema{"type": "boolean"}))
	}
	id, moment := schema{"$ref": prefix + "ID"}, timeSchema()
	add("owner", id, false)
	add("team", id, false)
	add("visibility", schema{"$ref": prefix + "Visibility"}, false)
	add("createdAt", moment, true)
	add("updatedAt", moment, true)
	for i := range kind.Fields {
		if f := &kind.Fields[i]; f.Filterable() {
			add(f.Name, filterValue(f), f.Sortable())
		}
	}
	return list
}

func filter(name string, value schema) schema {
	return schema{"name": name, "in": "query", "schema": value}
}

// filterValue is what a field is compared with: of a list, an item that it contains.
func filterValue(f *crm.Field) schema {
	if f.Kind == crm.KindList {
		f = f.Item
	}
	return fieldSchema(f, toShow)
}

// sorts are what lists are sorted by, upwards and downwards.
func sorts(kind *crm.RecordType) []string {
	names := []string{"createdAt", "updatedAt"}
	for i := range kind.Fields {
		if kind.Fields[i].Sortable() {
			names = append(names, kind.Fields[i].Name)
		}
	}
	for _, name := range slices.Clone(names) {
		names = append(names, "-"+name)
	}
	return names
}
