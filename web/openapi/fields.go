package main

import (
	"slices"
	"strings"

	"roomkey/crm"
)

// use is what a schema of fields is for.
type use int

const (
	toShow   use = iota // what answers show, derived fields too
	toPatch             // a merge patch: null takes a value away
	toCreate            // what a new record must have
)

// fieldsSchema is one half of a record's fields.
func fieldsSchema(kind *crm.RecordType, private bool, use use) schema {
	fields := slices.DeleteFunc(slices.Clone(kind.Fields), func(f crm.Field) bool { return f.Private != private })
	half := mapSchema(fields, use)
	if !private && use != toShow && kind.Rules != nil {
		half["x-rules"] = kind.Rules
	}
	if private || use != toCreate {
		return half
	}
	required := []string{}
	for _, f := range fields {
		if f.Required {
			required = append(required, f.Name)
		}
	}
	half["required"] = required
	var groups []schema
	for _, group := range kind.RequireOne {
		var either []schema
		for _, name := range group {
			either = append(either, schema{"required": []string{name}})
		}
		groups = append(groups, schema{"anyOf": either})
	}
	if groups != nil {
		half["allOf"] = groups
	}
	return half
}

func mapSchema(fields []crm.Field, use use) schema {
	properties := make(schema)
	for i := range fields {
		f := &fields[i]
		if use != toShow && (f.Derived || f.Server) {
			continue
		}
		value := fieldSchema(f, use)
		value["title"] = f.Label
		if use != toShow {
			value = orNull(value)
		}
		properties[f.Name] = value
	}
	return schema{"type": "object", "properties": properties, "additionalProperties": false}
}

// fieldSchema is a field's value. Lengths in the table are bytes, of which a text has no fewer than characters.
func fieldSchema(f *crm.Field, use use) schema {
	switch f.Kind {
	case crm.KindList:
		return schema{"type": "array", "maxItems": crm.MaxListItems, "items": fieldSchema(f.Item, use)}
	case crm.KindMap:
		return mapSchema(f.Fields, use)
	case crm.KindBool:
		return schema{"type": "boolean"}
	case crm.KindEnum:
		return oneOf(f.Options)
	case crm.KindDate:
		return daysOf(f, schema{"type": "string", "format": "date"}, use)
	case crm.KindTime:
		return daysOf(f, timeSchema(), use)
	case crm.KindRef:
		return schema{"allOf": []schema{{"$ref": prefix + "ID"}}, "description": "The id of a " + f.Ref + "."}
	case crm.KindMoney, crm.KindNumber:
		return numberSchema(f, use)
	case crm.KindText:
		return schema{"type": "string", "maxLength": crm.MaxTextBytes,
			"description": "Collaborative: a patch is spliced in by difference."}
	}
	text := schema{"type": "string", "maxLength": f.MaxBytes()}
	if f.Pattern != "" && use != toShow {
		text["pattern"], text["description"] = f.Pattern, upper(f.Hint)+"."
	}
	return text
}

// upper begins a sentence.
func upper(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// daysOf says which days a date or time may be of. What is stored may be from before that rule.
func daysOf(f *crm.Field, value schema, use use) schema {
	if use == toShow {
		return value
	}
	last := f.Latest
	if f.Past {
		last = "today"
	}
	said := "From " + f.Earliest + " to " + last + "."
	if before, ok := value["description"].(string); ok {
		said = before + " " + said
	}
	value["description"] = said
	return value
}

func numberSchema(f *crm.Field, use use) schema {
	number := schema{"type": "number"}
	if f.Whole && use != toShow {
		number["type"] = "integer"
	}
	if f.Kind == crm.KindMoney {
		number = schema{"type": "integer", "maximum": int64(crm.MaxMoney), "description": "Cents."}
	}
	if f.Min != nil {
		number["minimum"] = *f.Min
	}
	if f.Max != nil {
		number["maximum"] = *f.Max
	}
	return number
}
