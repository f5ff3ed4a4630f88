package main

import (
	"reflect"

	"roomkey/crm"
	"roomkey/web/api"
)

const uuidPattern = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

// overlay is the components that no struct of Go's says: texts of a certain form, names from lists, and for each type
// of record its fields, from the table in crm.
func (g *generator) overlay() schema {
	all := schema{
		"ID": schema{"type": "string", "format": "uuid", "pattern": "^" + uuidPattern + "$"},
		"MaybeID": schema{"type": "string", "pattern": "^(" + uuidPattern + ")?$",
			"description": "An id, or an empty text for none."},
		"Hash": schema{"type": "string", "pattern": "^[0-9a-f]{64}$",
			"description": "SHA-256 of an Automerge change."},
		"Pointer": schema{"type": "string", "description": g.comments.of(reflect.TypeFor[api.Pointer](), "")},
		"Time":    timeSchema(),
		"File":    schema{"type": "string", "format": "binary"},
		"Object":  schema{"type": "object", "additionalProperties": true},
		"Text":    schema{"type": "string", "minLength": 1, "maxLength": crm.MaxTextBytes},
		"Base": schema{"anyOf": []schema{
			{"type": "string", "description": "An entity tag, or heads with commas between them."},
			{"type": "array", "items": schema{"$ref": prefix + "Hash"}, "minItems": 1, "maxItems": 64},
		}},
		"SomeIDs":        schema{"type": "array", "items": schema{"$ref": prefix + "ID"}, "minItems": 1},
		"BeforeAndAfter": schema{"type": "array", "prefixItems": []schema{{}, {}}, "minItems": 2, "maxItems": 2},
		"Role":           oneOf(crm.Roles),
		"Visibility":     oneOf(crm.Visibilities),
		"VisibilityOrNone": schema{"type": "string", "enum": append([]crm.Visibility{""}, crm.Visibilities...),
			"description": "team unless told."},
		"Code": oneOf([]crm.Code{crm.CodeInvalid, crm.CodeUnauthenticated, crm.CodeForbidden, crm.CodeNotFound,
			crm.CodeConflict, crm.CodeStale,
			crm.CodeTooLarge, crm.CodeRateLimited, crm.CodeUnavailable, crm.CodeInternal}),
		"TaskStatus": oneOf([]crm.TaskStatus{crm.TaskQueued, crm.TaskRunning, crm.TaskReview, crm.TaskCompleted,
			crm.TaskFailed,
			crm.TaskCancelled}),
		"Decision": oneOf([]crm.Decision{crm.Accepted, crm.Rejected, crm.Undone, crm.Refused}),
		"Kind": oneOf([]crm.Kind{crm.KindText, crm.KindString, crm.KindEnum, crm.KindMoney,
			crm.KindNumber, crm.KindDate,
			crm.KindTime, crm.KindBool, crm.KindRef, crm.KindList, crm.KindMap}),
	}
	var records []schema
	for _, kind := range crm.Types {
		name := title(kind)
		records = append(records, schema{"$ref": prefix + name})
		all[name+"Sort"] = oneOf(sorts(kind))
		for half, private := range map[string]bool{"Fields": false, "Private": true} {
			all[name+half] = fieldsSchema(kind, private, toShow)
			all[name+half+"Patch"] = fieldsSchema(kind, private, toPatch)
			all[name+half+"New"] = fieldsSchema(kind, private, toCreate)
		}
	}
	all["Record"] = schema{"oneOf": records}
	return all
}
