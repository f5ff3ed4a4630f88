package web

import (
	"maps"
	"slices"
	"strings"

	"roomkey/crm"
)

// The builders below keep a line of the tables a line.

func reference(name string) schema { return schema{"$ref": "#/components/schemas/" + name} }
func listOf(item schema) schema    { return schema{"type": "array", "items": item} }
func oneOf(options ...string) schema {
	return schema{"type": "string", "enum": options}
}
func orNull(s schema) schema { return schema{"anyOf": []schema{s, {"type": "null"}}} }

var (
	textSchema = schema{"type": "string"}
	flagSchema = schema{"type": "boolean"}
	timeSchema = schema{"type": "string", "format": "date-time"}
)

// object is a map with exactly these members; the name of one that may be absent ends in a question mark.
func object(members schema) schema {
	properties, required := make(schema, len(members)), []string{}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		plain, optional := strings.CutSuffix(name, "?")
		properties[plain] = members[name]
		if !optional {
			required = append(required, plain)
		}
	}
	return schema{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
}

// page is an answer that lists items, with further members.
func page(item schema, more schema) schema {
	members := schema{"items": listOf(item)}
	maps.Copy(members, more)
	return object(members)
}

const uuidPattern = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

// components are the schemas that others refer to: those of every record type, from the table in crm, and the rest.
func components() schema {
	all := schema{
		"ID":      schema{"type": "string", "format": "uuid", "pattern": "^" + uuidPattern + "$"},
		"MaybeID": schema{"type": "string", "pattern": "^(" + uuidPattern + ")?$", "description": "An id, or an empty text for none."},
		"Hash":    schema{"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "SHA-256 of an Automerge change."},
		"Pointer": schema{"type": "string", "description": "JSON Pointer (RFC 6901) relative to fields; private ones begin with /private/."},
		"Problem": object(schema{"type": textSchema, "title": textSchema, "status": schema{"type": "integer"}, "code": codes(), "detail": textSchema,
			"field?": schema{"type": "string", "description": "What is at fault: a JSON Pointer for fields of records, a name for all else."}}),
		"User": object(schema{"id": reference("ID"), "email": textSchema, "name": textSchema, "role": roles(), "broker": reference("ID"),
			"teams": listOf(reference("ID")), "disabled?": flagSchema,
			"password?":    schema{"type": "string", "description": "Of a new user for whom none was given; shown once."},
			"actorPrefix?": schema{"type": "string", "description": "Of the caller: how the Automerge actors of their devices begin, hexadecimal."}}),
		"Team":   object(schema{"id": reference("ID"), "name": textSchema}),
		"SignIn": object(schema{"accessToken": textSchema, "expiresAt": timeSchema, "user": reference("User")}),
		"Token": object(schema{"id": reference("ID"), "name": textSchema, "scope": oneOf(scopeRead, scopeWrite), "createdAt": timeSchema,
			"usedAt": orNull(timeSchema), "expiresAt": orNull(timeSchema), "token?": schema{"type": "string", "description": "Shown once."}}),
		"Failure": object(schema{"id": reference("MaybeID"), "code": codes(), "detail": textSchema, "field?": textSchema}),
		"Value": object(schema{"value": schema{}, "actor": textSchema, "user": reference("MaybeID"),
			"at": schema{"type": "string", "format": "date-time", "description": "The author's claim."}}),
		"Change": object(schema{"heads": listOf(reference("Hash")), "private?": flagSchema, "user": reference("MaybeID"), "actor": textSchema,
			"at":        schema{"type": "string", "format": "date-time", "description": "When the server received it."},
			"claimedAt": schema{"type": "string", "format": "date-time", "description": "The author's claim."},
			"message":   textSchema, "fields": listOf(reference("Pointer")), "task?": reference("ByTask")}),
		// Absent where a person made the change, and once the task is forgotten.
		"ByTask": object(schema{"id": reference("ID"), "plugin": textSchema, "version": textSchema,
			"undo?": schema{"type": "boolean", "description": "It takes back what the task had changed."}}),
	}
	maps.Copy(all, taskComponents())
	var records []schema
	for _, kind := range crm.Types {
		name := title(kind)
		records = append(records, reference(name))
		all[name] = recordSchema(kind)
		for _, private := range []bool{false, true} {
			half := halves[private]
			all[name+half] = fieldsSchema(kind, private, toShow)
			all[name+half+"Patch"] = fieldsSchema(kind, private, toPatch)
			all[name+half+"New"] = fieldsSchema(kind, private, toCreate)
		}
	}
	all["Record"] = schema{"oneOf": records}
	return all
}

// halves name a record's shared and its private fields.
var halves = map[bool]string{false: "Fields", true: "Private"}

func title(kind *crm.RecordType) string { return strings.ToUpper(kind.Name[:1]) + kind.Name[1:] }

func codes() schema {
	return oneOf(string(crm.CodeInvalid), string(crm.CodeUnauthenticated), string(crm.CodeForbidden), string(crm.CodeNotFound), string(crm.CodeConflict),
		string(crm.CodeTooLarge), string(crm.CodeRateLimited), string(crm.CodeUnavailable), string(crm.CodeInternal))
}

func roles() schema { return schema{"type": "string", "enum": crm.Roles} }

func visibilities() schema { return schema{"type": "string", "enum": crm.Visibilities} }

func recordSchema(kind *crm.RecordType) schema {
	return object(schema{
		"id": reference("ID"), "type": schema{"const": kind.Name}, "documentId": textSchema,
		"privateDocumentId?": schema{"type": "string", "description": "Only for who may read the private half."},
		"owner":              reference("MaybeID"), "team": reference("MaybeID"), "visibility": visibilities(), "heads": listOf(reference("Hash")),
		"fields":   reference(title(kind) + "Fields"),
		"private?": reference(title(kind) + "Private"),
		"conflicts": schema{"type": "object", "additionalProperties": schema{"type": "array", "minItems": 2, "items": reference("Value")},
			"description": "By JSON Pointer, the values that were set at once; the first is the one that fields show."},
		"flags":     listOf(schema{"type": "string", "description": "For people to look at, such as review:/status."}),
		"createdAt": timeSchema, "updatedAt": timeSchema, "archivedAt": orNull(timeSchema), "deletedAt": orNull(timeSchema),
	})
}

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
		value := maps.Clone(fieldSchema(f, use)) // kinds share theirs
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
		return flagSchema
	case crm.KindEnum:
		return oneOf(f.Options...)
	case crm.KindDate:
		return schema{"type": "string", "format": "date"}
	case crm.KindTime:
		return timeSchema
	case crm.KindRef:
		return schema{"allOf": []schema{reference("ID")}, "description": "The id of a " + f.Ref + "."}
	case crm.KindMoney, crm.KindNumber:
		return numberSchema(f)
	case crm.KindText:
		return schema{"type": "string", "maxLength": crm.MaxTextBytes, "description": "Collaborative: a patch is spliced in by difference."}
	}
	return schema{"type": "string", "maxLength": crm.MaxStringBytes}
}

func numberSchema(f *crm.Field) schema {
	number := schema{"type": "number"}
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
