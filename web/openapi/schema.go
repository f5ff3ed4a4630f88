package main

import (
	"strings"

	"roomkey/crm"
)

// schema is a JSON Schema (2020-12), or another part of the document, as it is written.
type schema = map[string]any

// prefix stands before the name of a component where another part refers to it.
const prefix = "#/components/schemas/"

// title is a type of record as names of components begin.
func title(kind *crm.RecordType) string { return strings.ToUpper(kind.Name[:1]) + kind.Name[1:] }

func oneOf[T ~string](options []T) schema { return schema{"type": "string", "enum": options} }

func timeSchema() schema { return schema{"type": "string", "format": "date-time"} }

func orNull(value schema) schema { return schema{"anyOf": []schema{value, {"type": "null"}}} }
