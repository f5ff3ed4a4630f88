package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/swaggest/jsonschema-go"
	"github.com/swaggest/openapi-go"
	"github.com/swaggest/openapi-go/openapi31"

	"roomkey/crm"
	"roomkey/web"
	"roomkey/web/api"
)

// generator makes the document of one run.
type generator struct {
	reflector *openapi31.Reflector
	comments  comments
	kind      *crm.RecordType         // of the operation under way; nil: it has none
	named     map[string]reflect.Type // the types of components
	kinds     map[string]*crm.RecordType
}

// generate makes the document. folder is where package web is.
func generate(folder string) ([]byte, error) {
	g := &generator{reflector: openapi31.NewReflector(), named: make(map[string]reflect.Type),
		kinds: make(map[string]*crm.RecordType)}
	var err error
	if g.comments, err = readComments(folder+"/api", folder+"/../crm"); err != nil {
		return nil, err
	}
	g.reflector.DefaultOptions = append(g.reflector.DefaultOptions, jsonschema.InterceptDefName(g.name),
		jsonschema.InterceptSchema(plain))
	operations := web.Operations()
	for i := range operations {
		if err := g.add(&operations[i]); err != nil {
			return nil, fmt.Errorf("%s %s: %w", operations[i].Method, operations[i].Path, err)
		}
	}
	for _, shape := range []any{api.Problem{}, api.Record{}} {
		for _, g.kind = range crm.Types {
			if err := g.component(shape); err != nil {
				return nil, err
			}
		}
	}
	text, err := json.Marshal(g.reflector.Spec)
	if err != nil {
		return nil, err
	}
	// The library puts this before the names of forms.
	text = bytes.ReplaceAll(text, []byte("FormData"), nil)
	var document schema
	if err := json.Unmarshal(text, &document); err != nil {
		return nil, err
	}
	g.complete(document, operations)
	text, err = json.MarshalIndent(document, "", " ")
	return append(text, '\n'), err
}

// add hands a route's types to the library.
func (g *generator) add(op *web.Operation) error {
	g.kind = op.Kind
	oc, err := g.reflector.NewOperationContext(op.Method, op.Path)
	if err != nil {
		return err
	}
	oc.AddReqStructure(reflect.New(op.Request).Elem().Interface())
	oc.AddRespStructure(reflect.New(op.Answer).Elem().Interface(), func(unit *openapi.ContentUnit) {
		unit.HTTPStatus = op.Status
		unit.ContentType = op.Media
	})
	return g.reflector.AddOperation(oc)
}

// component hands over a type that no route names by itself.
func (g *generator) component(shape any) error {
	_, err := g.reflector.JSONSchemaReflector().Reflect(shape, jsonschema.RootRef, jsonschema.DefinitionsPrefix(prefix),
		jsonschema.CollectDefinitions(func(name string, s jsonschema.Schema) {
			if made, err := s.ToSchemaOrBool().ToSimpleMap(); err == nil {
				g.reflector.Spec.ComponentsEns().WithSchemasItem(name, made)
			}
		}))
	return err
}

// name is a type's name in the document. A type that is about one type of record has a name for each.
func (g *generator) name(t reflect.Type, _ string) string {
	name := t.Name()
	if g.kind != nil && aboutRecords(t) {
		name = strings.Replace(name, "Record", title(g.kind), 1)
		g.kinds[name] = g.kind
	}
	g.named[name] = t
	return name
}

// aboutRecords says whether a type has a field that depends on the type of record.
func aboutRecords(t reflect.Type) bool {
	if t.Kind() != reflect.Struct {
		return false
	}
	for _, field := range reflect.VisibleFields(t) {
		if strings.HasPrefix(field.Tag.Get("ref"), "Record") && field.Tag.Get("json") != "" {
			return true
		}
	}
	return false
}

// references are types whose schema the overlay has.
var references = map[reflect.Type]string{
	reflect.TypeFor[crm.ID]():         "ID",
	reflect.TypeFor[crm.Hash]():       "Hash",
	reflect.TypeFor[crm.Change]():     "BeforeAndAfter",
	reflect.TypeFor[crm.Role]():       "Role",
	reflect.TypeFor[crm.Visibility](): "Visibility",
	reflect.TypeFor[crm.Code]():       "Code",
	reflect.TypeFor[crm.TaskStatus](): "TaskStatus",
	reflect.TypeFor[crm.Decision]():   "Decision",
	reflect.TypeFor[crm.Kind]():       "Kind",
	reflect.TypeFor[api.Pointer]():    "Pointer",
	reflect.TypeFor[api.Time]():       "Time",
	reflect.TypeFor[api.File]():       "File",
}

// plain keeps the library from looking into types whose JSON is not what their fields say.
func plain(params jsonschema.InterceptSchemaParams) (stop bool, err error) {
	t := params.Value.Type()
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	name, known := references[t]
	if known && !params.Processed {
		ref := prefix + name
		params.Schema.Ref = &ref
	}
	return known, nil
}
