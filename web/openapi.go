package web

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"roomkey/crm"
)

// schema is a JSON Schema (2020-12), or a part of the OpenAPI document, as it is written.
type schema map[string]any

// operation says what a route takes and gives. What the table of routes knows already is not repeated here.
type operation struct {
	summary string
	query   []schema
	body    schema // of a JSON body; nil: there is none
	status  int    // of success; 0: 200, or 204 where there is no answer
	answer  schema // of a JSON answer; nil: there is none
	takes   string // media type of a body that is not JSON
	gives   string // media type of an answer that is not JSON
	mayLose bool   // 204 where the caller may not read the record any more
}

// placeholder is a part of an address that stands for many.
var placeholder = regexp.MustCompile(`\{(\w+)\}`)

// openAPI writes the OpenAPI 3.1 document of the routes. It walks the table that serves them, so the two can't differ: the
// error names a route that nothing describes, or a description of what is no route.
func openAPI(routes []route) ([]byte, error) {
	known := operations()
	maps.Copy(known, taskOperations())
	described := make(map[string]bool, len(known))
	paths := make(map[string]schema)
	for i := range routes {
		r := &routes[i]
		op, ok := known[r.key()]
		if r.kind != nil && !ok {
			op, ok = recordOperations(r.kind)[r.key()]
		}
		if !ok {
			return nil, fmt.Errorf("no description of %s", r.key())
		}
		described[r.key()] = true
		if paths[r.path] == nil {
			paths[r.path] = make(schema)
		}
		paths[r.path][strings.ToLower(r.method)] = r.describe(&op)
	}
	for key := range known {
		if !described[key] {
			return nil, fmt.Errorf("%s is described and is no route", key)
		}
	}
	for key := range recordOperations(crm.Types[0]) {
		if !described[key] {
			return nil, fmt.Errorf("%s is described and is no route", key)
		}
	}
	return json.Marshal(schema{
		"openapi": "3.1.0",
		"info": schema{"title": "Roomkey", "version": "1", "description": "Records of a real-estate brokerage. Every failure is " +
			"application/problem+json (RFC 9457). A record that is absent and one that the caller may not read answer the same."},
		"servers":  []schema{{"url": apiPath}},
		"security": []schema{{"bearer": []string{}}},
		"paths":    paths,
		"components": schema{
			"securitySchemes": schema{"bearer": schema{"type": "http", "scheme": "bearer",
				"description": "An access token of POST /auth/login, or a personal token of POST /tokens."}},
			"schemas": components(),
		},
	})
}

// key is how operations name the route: as the table of routes has it.
func (r *route) key() string {
	if r.kind == nil {
		return r.method + " " + r.path
	}
	return r.method + " " + strings.Replace(r.path, r.kind.Plural, "{type}", 1)
}

// rights is what a route's access means, for people.
func (r *route) rights() string {
	switch r.access {
	case writes:
		return "A personal token needs the scope write."
	case owns:
		return "Not with a personal token: sign in."
	case manages:
		return "For the broker role."
	}
	return ""
}

func (r *route) describe(op *operation) schema {
	tag, _, _ := strings.Cut(strings.TrimPrefix(r.path, "/"), "/")
	described := schema{"operationId": r.operationID(), "summary": op.summary, "tags": []string{tag}, "responses": op.responses()}
	if rights := r.rights(); rights != "" {
		described["description"] = rights
	}
	if r.access == open {
		described["security"] = []schema{}
	}
	if parameters := r.parameters(op); len(parameters) > 0 {
		described["parameters"] = parameters
	}
	switch {
	case op.takes != "":
		described["requestBody"] = schema{"required": true, "content": schema{op.takes: schema{}}}
	case op.body != nil && r.method == http.MethodPatch:
		content := schema{"schema": op.body}
		described["requestBody"] = schema{"required": true, "content": schema{fiber.MIMEApplicationJSON: content, mergePatchType: content}}
	case op.body != nil:
		described["requestBody"] = schema{"required": true, "content": schema{fiber.MIMEApplicationJSON: schema{"schema": op.body}}}
	}
	return described
}

// operationID is the method and the address in one word: getEscrowsIdHistory.
func (r *route) operationID() string {
	id := strings.ToLower(r.method)
	for _, word := range strings.FieldsFunc(r.path, func(c rune) bool { return strings.ContainsRune("/{}.-", c) }) {
		id += strings.ToUpper(word[:1]) + word[1:]
	}
	return id
}

func (r *route) parameters(op *operation) []schema {
	var list []schema
	for _, match := range placeholder.FindAllStringSubmatch(r.path, -1) {
		list = append(list, schema{"name": match[1], "in": "path", "required": true, "schema": schema{"type": "string"}})
	}
	list = append(list, op.query...)
	if r.idempotent() {
		list = append(list, schema{"name": idempotencyHeader, "in": "header", "description": "The request is done once, however often it is sent with this key.",
			"schema": schema{"type": "string", "minLength": 1, "maxLength": maxIdempotencyKey}})
	}
	return list
}

func (op *operation) responses() schema {
	responses := schema{"default": schema{"description": "What went wrong.",
		"content": schema{problemType: schema{"schema": reference("Problem")}}}}
	status := op.status
	switch {
	case status != 0:
	case op.answer == nil && op.gives == "":
		status = http.StatusNoContent
	default:
		status = http.StatusOK
	}
	success := schema{"description": http.StatusText(status)}
	switch {
	case op.gives != "":
		success["content"] = schema{op.gives: schema{}}
	case op.answer != nil:
		success["content"] = schema{fiber.MIMEApplicationJSON: schema{"schema": op.answer}}
	}
	responses[strconv.Itoa(status)] = success
	if op.mayLose {
		responses[strconv.Itoa(http.StatusNoContent)] = schema{"description": "Done; the caller may not read the record any more."}
	}
	return responses
}

// showOpenAPI answers with the document. It tells nothing that a client does not have to know, so anybody may read it.
func (s *Server) showOpenAPI(_ context.Context, c *call) error {
	return c.raw(http.StatusOK, s.openAPI)
}
