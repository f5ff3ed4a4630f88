package main

import (
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"roomkey/crm"
	"roomkey/web"
	"roomkey/web/api"
)

// complete adds to the library's document what Go's types can't say: which members must be there and which may be null,
// the comments, the rights and failures of each operation, and what only the schema of records knows.
func (g *generator) complete(document schema, operations []web.Operation) {
	document["info"] = schema{"title": "Roomkey", "version": "1",
		"description": "Records of a real-estate brokerage. Every failure is " +
			"application/problem+json (RFC 9457). A record that is absent and one that " +
			"the caller may not read answer the same."}
	document["servers"] = []schema{{"url": "/api/v1"}}
	document["security"] = []schema{{"bearer": []string{}}}
	components := document["components"].(schema)
	components["securitySchemes"] = schema{"bearer": schema{"type": "http", "scheme": "bearer",
		"description": "An access token of POST /auth/login, or a personal token of POST /tokens."}}
	components["responses"] = failures()
	components["parameters"] = schema{"IdempotencyKey": schema{"name": "Idempotency-Key", "in": "header",
		"description": "The request is done once, however often it is sent with this key.",
		"schema":      schema{"type": "string", "minLength": 1, "maxLength": 255}}}
	all := components["schemas"].(schema)
	for name, made := range all {
		g.completeComponent(name, made.(schema))
	}
	maps.Copy(all, g.overlay())
	paths := document["paths"].(schema)
	for i := range operations {
		op := &operations[i]
		g.completeOperation(op, paths[op.Path].(schema)[strings.ToLower(op.Method)].(schema))
	}
	prune(document, all)
}

// completeComponent adds what tags and comments say to an object's schema.
func (g *generator) completeComponent(name string, made schema) {
	t := g.named[name]
	if t == nil || t.Kind() != reflect.Struct {
		return
	}
	made["type"] = "object"
	made["additionalProperties"] = false
	if text := g.comments.of(t, ""); text != "" {
		made["description"] = text
	}
	properties, required := schema{}, []string{}
	for _, field := range reflect.VisibleFields(t) {
		member, options, found := strings.Cut(tagOf(field, "json", "formData"), ",")
		if !found {
			member, options = tagOf(field, "json", "formData"), ""
		}
		if field.Anonymous || member == "" || member == "-" {
			continue
		}
		value, _ := made["properties"].(schema)[member].(schema)
		properties[member] = g.property(t, field, g.kinds[name], withoutNull(value))
		if options == "" || field.Tag.Get("required") == "true" {
			required = append(required, member)
		}
	}
	if kind := g.kinds[name]; kind != nil && t == reflect.TypeFor[api.Record]() {
		properties["type"] = schema{"const": kind.Name, "type": "string"}
	}
	if made["properties"] = properties; len(required) > 0 {
		made["required"] = required
	}
}

func tagOf(field reflect.StructField, names ...string) string {
	for _, name := range names {
		if text := field.Tag.Get(name); text != "" {
			return text
		}
	}
	return ""
}

// property is the schema of a field. Lengths in tags are bytes, of which a text has no fewer than characters.
func (g *generator) property(t reflect.Type, field reflect.StructField, kind *crm.RecordType, value schema) schema {
	if target := field.Tag.Get("ref"); target != "" {
		value = reference(target, kind)
		if field.Tag.Get("list") == "true" {
			value = schema{"type": "array", "items": value}
		}
	}
	text := g.commentOf(t, field)
	optional := strings.Contains(field.Tag.Get("json"), ",omit")
	if field.Tag.Get("nullable") == "true" || field.Type.Kind() == reflect.Pointer && !optional {
		value = orNull(value)
	}
	if text != "" {
		value["description"] = text
	}
	return value
}

// commentOf finds a field's comment, with the type that declares it: t, or one that t embeds.
func (g *generator) commentOf(t reflect.Type, field reflect.StructField) string {
	if len(field.Index) > 1 {
		t = t.FieldByIndex(field.Index[:len(field.Index)-1]).Type
	}
	return g.comments.of(t, field.Name)
}

// reference points at a component. One of records depends on their type; without one it is about all.
func reference(target string, kind *crm.RecordType) schema {
	if kind != nil {
		target = strings.Replace(target, "Record", title(kind), 1)
	}
	return schema{"$ref": prefix + target}
}

// withoutNull takes away the null that the library adds to slices and pointers.
func withoutNull(value schema) schema {
	if value == nil {
		return schema{}
	}
	if kinds, ok := value["type"].([]any); ok {
		kinds = slices.DeleteFunc(kinds, func(kind any) bool { return kind == "null" })
		if value["type"] = any(kinds); len(kinds) == 1 {
			value["type"] = kinds[0]
		}
	}
	return value
}

// completeOperation adds what the row of an operation says.
func (g *generator) completeOperation(op *web.Operation, made schema) {
	tag, _, _ := strings.Cut(strings.TrimPrefix(op.Path, "/"), "/")
	maps.Copy(made, schema{"operationId": operationID(op), "summary": op.Summary, "tags": []string{tag},
		"x-rights": op.Rights})
	if text := rightsText[op.Rights]; text != "" {
		made["description"] = text
	}
	if op.Rights == "open" {
		made["security"] = []schema{}
	}
	if parameters := g.parameters(op, made); len(parameters) > 0 {
		made["parameters"] = parameters
	}
	if body, ok := made["requestBody"].(schema); ok {
		body["required"] = true
		content := body["content"].(schema)
		if op.Method == http.MethodPatch {
			content["application/merge-patch+json"] = content["application/json"]
		}
		if _, ok := content["application/cbor"]; ok {
			content["application/cbor"] = schema{"schema": schema{"$ref": prefix + "File"}}
		}
		if form, ok := content["application/x-www-form-urlencoded"]; ok { // the library knows files by types of its own
			body["content"] = schema{"multipart/form-data": form}
		}
	}
	made["responses"] = g.responses(op, made["responses"].(schema))
}

// rightsText says what an operation's rights mean, for people.
var rightsText = map[string]string{
	"writes":     "A personal token needs the scope write.",
	"signedIn":   "Not with a personal token: sign in.",
	"brokerOnly": "For the broker role.",
}

// operationID is the method and the address in one word: getEscrowsIdHistory.
func operationID(op *web.Operation) string {
	id := strings.ToLower(op.Method)
	for _, word := range strings.FieldsFunc(op.Path, func(c rune) bool { return strings.ContainsRune("/{}.-", c) }) {
		id += strings.ToUpper(word[:1]) + word[1:]
	}
	return id
}

// parameters completes those of the library, in the order of the request's fields, and adds a list's filters.
func (g *generator) parameters(op *web.Operation, made schema) []schema {
	byName := make(map[string]schema)
	listed, _ := made["parameters"].([]any)
	for _, parameter := range listed {
		byName[parameter.(schema)["name"].(string)] = parameter.(schema)
	}
	var list []schema
	for _, field := range reflect.VisibleFields(op.Request) {
		name, _, _ := strings.Cut(tagOf(field, "path", "query", "header"), ",")
		parameter := byName[name]
		switch {
		case field.Type == reflect.TypeFor[api.Filters]():
			list = append(list, filters(op.Kind)...)
		case parameter != nil:
			value, _ := parameter["schema"].(schema)
			delete(parameter, "description")
			if parameter["schema"] = g.property(op.Request, field, op.Kind,
				withoutNull(value)); parameter["schema"].(schema)["description"] != nil {
				parameter["description"] = parameter["schema"].(schema)["description"]
				delete(parameter["schema"].(schema), "description")
			}
			list = append(list, parameter)
		}
	}
	if op.Idempotent {
		list = append(list, schema{"$ref": "#/components/parameters/IdempotencyKey"})
	}
	return list
}

// responses completes those of the library, and names every failure that may be the client's fault.
func (g *generator) responses(op *web.Operation, made schema) schema {
	status := strconv.Itoa(op.Status)
	success, _ := made[status].(schema)
	if success == nil {
		success = schema{}
	}
	success["description"] = http.StatusText(op.Status)
	for _, field := range reflect.VisibleFields(op.Answer) {
		if field.Anonymous && field.Tag.Get("ref") != "" {
			success["content"] = schema{"application/json": schema{"schema": reference(field.Tag.Get("ref"), op.Kind)}}
		}
		if name := field.Tag.Get("header"); name != "" {
			success["headers"] = schema{name: schema{"schema": schema{"type": "string"},
				"description": g.commentOf(op.Answer, field)}}
		}
	}
	for _, field := range reflect.VisibleFields(op.Answer) {
		if field.Type == reflect.TypeFor[*api.Table]() {
			success["content"].(schema)["text/csv"] = schema{"schema": schema{"type": "string"}}
		}
	}
	responses := schema{status: success, "default": schema{"$ref": "#/components/responses/Failure"}}
	if op.Already {
		before := maps.Clone(success)
		before["description"] = "It was there before."
		responses["200"] = before
	}
	if op.MayLose {
		responses["204"] = schema{"description": "Done; the caller may not read the record any more."}
	}
	for _, status := range op.Failures {
		responses[strconv.Itoa(status)] = schema{"$ref": "#/components/responses/" +
			strings.ReplaceAll(http.StatusText(status), " ", "")}
	}
	return responses
}

// failures are the responses that operations refer to.
func failures() schema {
	content := schema{"application/problem+json": schema{"schema": schema{"$ref": prefix + "Problem"}}}
	all := schema{"Failure": schema{"description": "What went wrong on the server's side.", "content": content}}
	for status, text := range map[int]string{
		http.StatusBadRequest:            "The request is not as it must be.",
		http.StatusUnauthorized:          "The credential is missing, wrong or over.",
		http.StatusForbidden:             "The caller may not do this.",
		http.StatusNotFound:              "There is no such thing, or the caller may not see it.",
		http.StatusConflict:              "It can't be done as things are.",
		http.StatusPreconditionFailed:    "The record is not in the state that If-Match names; nothing was done.",
		http.StatusRequestEntityTooLarge: "The body is too large.",
		http.StatusTooManyRequests:       "Too often; Retry-After says when to try again.",
	} {
		all[strings.ReplaceAll(http.StatusText(status), " ", "")] = schema{"description": text, "content": content}
	}
	return all
}

// prune takes away the components that nothing refers to.
func prune(document, all schema) {
	for {
		used := make(map[string]bool)
		collect(document, used)
		removed := false
		for name := range all {
			if !used[prefix+name] {
				delete(all, name)
				removed = true
			}
		}
		if !removed {
			return
		}
	}
}

// collect notes every reference within value.
func collect(value any, used map[string]bool) {
	switch value := value.(type) {
	case schema:
		if target, ok := value["$ref"].(string); ok {
			used[target] = true
		}
		for _, part := range value {
			collect(part, used)
		}
	case []any:
		for _, part := range value {
			collect(part, used)
		}
	case []schema:
		for _, part := range value {
			collect(part, used)
		}
	}
}
