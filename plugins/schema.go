package plugins

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"roomkey/crm"
)

// Limits of schemas.
const (
	maxSchemaBytes   = 64 << 10
	keptSchemaBytes  = 1 << 20 // total size of the compiled schemas that are kept; beyond it all are dropped
	maxNamedProblems = 8       // values that an enum's message lists
)

// Schema is a JSON Schema (draft 2020-12 unless it names another) without external references. Safe for concurrent use.
type Schema struct {
	whole *jsonschema.Schema
	not   *jsonschema.Schema // accepts what whole refuses, without explaining why

	mu    sync.Mutex // guards meter
	meter *meter
}

var schemas = struct {
	sync.Mutex // guards the fields below
	known      map[[32]byte]*Schema
	bytes      int // total size of their texts
}{known: make(map[[32]byte]*Schema)}

// CompileSchema compiles a schema; an empty one accepts any value. It keeps compiled schemas for later calls, so use it
// only for schemas of manifests. Errors: invalid and too_large, with a message for the author and the place in the
// schema.
func CompileSchema(raw json.RawMessage) (*Schema, error) {
	if len(raw) == 0 {
		raw = json.RawMessage("{}")
	}
	key := sha256.Sum256(raw)
	schemas.Lock()
	known := schemas.known[key]
	schemas.Unlock()
	if known != nil {
		return known, nil
	}
	made, err := compile(raw)
	if err != nil {
		return nil, err
	}
	schemas.Lock()
	defer schemas.Unlock()
	if schemas.bytes += len(raw); schemas.bytes > keptSchemaBytes {
		clear(schemas.known)
		schemas.bytes = len(raw)
	}
	schemas.known[key] = made
	return made, nil
}

// CheckSchema checks a schema. Errors are those of CompileSchema.
func CheckSchema(raw json.RawMessage) error {
	_, err := compile(raw)
	return err
}

func compile(raw json.RawMessage) (*Schema, error) {
	if len(raw) > maxSchemaBytes {
		return nil, crm.Errorf(crm.CodeTooLarge, "the schema has more than %d bytes", maxSchemaBytes)
	}
	var doc any
	if err := json.Unmarshal(raw, &doc); err != nil {
		return nil, crm.Errorf(crm.CodeInvalid, "the schema is not valid JSON")
	}
	const here = "schema:///" // the library's base address, which resolves references within the schema
	const not = "schema:///not"
	s := &Schema{meter: &meter{}}
	c := jsonschema.NewCompiler()
	c.UseLoader(noLoader{})
	c.UseRegexpEngine(s.meter.pattern)
	c.AssertFormat()
	err := errors.Join(c.AddResource(here, doc),
		c.AddResource(not, map[string]any{"not": map[string]any{"$ref": here}}))
	if err != nil {
		return nil, &crm.Error{Code: crm.CodeInvalid, Message: "the schema can't be used", Err: err}
	}
	err = s.meter.bounded(compileCost, func() (err error) {
		if s.whole, err = c.Compile(here); err != nil {
			return err
		}
		if s.not, err = c.Compile(not); err != nil {
			return err
		}
		return s.meter.charge(make(map[*jsonschema.Schema]bool), s.whole, s.not)
	})
	if err != nil && err != errCostly {
		err = schemaFault(err)
	}
	return s, err
}

// noLoader refuses external references.
type noLoader struct{}

func (noLoader) Load(string) (any, error) {
	return nil, errors.New("it refers to another document")
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// Check validates a value. The error has the code invalid and names the member at fault by its JSON Pointer ("" for the
// value itself). It contains no value. Errors of code too_large mean that the check would cost too much.
func (s *Schema) Check(raw json.RawMessage) error {
	var value any
	// Decode numbers as float64: numbers beyond its range are refused here, at no cost.
	if err := json.Unmarshal(raw, &value); err != nil {
		return crm.Invalid("", "is not valid JSON")
	}
	if Nested(raw) > maxDepth {
		return crm.Errorf(crm.CodeTooLarge, "is nested deeper than %d", maxDepth)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	// Whether the value is valid is found quickly. Explaining why it is not may mean one message for each of a million
	// parts.
	var wrong *jsonschema.ValidationError
	err := s.meter.bounded(checkCost+checkCostByte*len(raw), func() error { return s.not.Validate(value) })
	if err == nil {
		if err = s.meter.bounded(explainCost, func() error { return s.whole.Validate(value) }); err == errCostly {
			return crm.Invalid("", "does not fit the schema")
		}
	} else if errors.As(err, &wrong) {
		return nil
	}
	if !errors.As(err, &wrong) {
		return err
	}
	at, message := faultOf(deepest(wrong))
	return crm.Invalid(pointer(at), "%s", message)
}

func pointer(path []string) string {
	var text strings.Builder
	for _, name := range path {
		text.WriteString("/" + crm.Escape(name))
	}
	if text.Len() > 256 {
		return text.String()[:256]
	}
	return text.String()
}

// problem describes an error without the value.
func problem(k jsonschema.ErrorKind) string {
	switch k := k.(type) {
	case *kind.Required:
		return "is required"
	case *kind.DependentRequired:
		return fmt.Sprintf("needs %s beside %s", strings.Join(k.Missing, ", "), k.Prop)
	case *kind.UniqueItems:
		return fmt.Sprintf("must have no item twice: %d and %d are equal", k.Duplicates[0], k.Duplicates[1])
	case *kind.MinProperties:
		return fmt.Sprintf("must have at least %d members", k.Want)
	case *kind.MaxProperties:
		return fmt.Sprintf("must have at most %d members", k.Want)
	case *kind.MultipleOf:
		return "must be a multiple of " + decimal(k.Want)
	case *kind.Contains:
		return "must have an item of the kind that contains says"
	case *kind.OneOf:
		return "must fit one of the alternatives, and fits several"
	case *kind.Not:
		return "is what the schema excludes"
	case *kind.AdditionalProperties, *kind.FalseSchema:
		return "there is no such member here"
	case *kind.Type:
		return "must be of the type " + strings.Join(k.Want, " or ")
	case *kind.Enum:
		return oneOf(k.Want)
	case *kind.Const:
		return oneOf([]any{k.Want})
	case *kind.MinLength:
		return fmt.Sprintf("must have at least %d characters", k.Want)
	case *kind.MaxLength:
		return fmt.Sprintf("must have at most %d characters", k.Want)
	case *kind.MinItems:
		return fmt.Sprintf("must have at least %d items", k.Want)
	case *kind.MaxItems:
		return fmt.Sprintf("must have at most %d items", k.Want)
	case *kind.Pattern:
		return "must match " + k.Want
	case *kind.Format:
		return "must be a " + strings.Replace(k.Want, "regex", "regular expression", 1)
	case *kind.Minimum:
		return "must be at least " + decimal(k.Want)
	case *kind.Maximum:
		return "must be at most " + decimal(k.Want)
	case *kind.ExclusiveMinimum:
		return "must be more than " + decimal(k.Want)
	case *kind.ExclusiveMaximum:
		return "must be less than " + decimal(k.Want)
	}
	return "does not fit the schema (" + strings.Join(k.KeywordPath(), "/") + ")"
}

// decimal formats a limit as people write it.
func decimal(bound *big.Rat) string {
	number, _ := bound.Float64()
	return strconv.FormatFloat(number, 'g', -1, 64)
}

func oneOf(values []any) string {
	var words []string
	for _, value := range values[:min(len(values), maxNamedProblems)] {
		text, err := json.Marshal(value)
		if err == nil {
			words = append(words, string(text))
		}
	}
	if len(values) > maxNamedProblems {
		words = append(words, "…")
	}
	return "must be one of: " + strings.Join(words, ", ")
}
