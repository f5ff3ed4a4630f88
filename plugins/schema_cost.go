package plugins

import (
	"errors"
	"regexp"
	"regexp/syntax"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"roomkey/crm"
)

// Limits on the cost of a schema. Strangers write both schemas and the values that they validate. The server checks the
// values itself, and nothing can interrupt a check. One unit is about one evaluation of one schema against one value.
const (
	maxPatternSize = 1000 // of a pattern with its repetitions expanded
	maxEnumValues  = 500
	maxDepth       = 100 // of a value's arrays and objects
	compileCost    = 50_000
	checkCost      = 100_000 // of a check, plus
	checkCostByte  = 4       // this for each byte of the value
	explainCost    = 20_000  // of explaining an invalid value
	stepsPerCost   = 32      // steps of matching a pattern against a text
)

var errCostly = crm.Errorf(crm.CodeTooLarge, "the schema asks for too much work")

// meter counts the cost of a schema.
type meter struct{ left int }

func (m *meter) spend(cost int) {
	if m.left -= cost; m.left < 0 {
		panic(errCostly) // the library offers no other way to stop it
	}
}

// bounded calls f, which may spend limit. It returns errCostly if f spends more.
func (m *meter) bounded(limit int, f func() error) (err error) {
	m.left = limit
	defer func() {
		switch thrown := recover(); thrown {
		case nil:
		case errCostly:
			err = errCostly
		default:
			panic(thrown)
		}
	}()
	return f()
}

// pattern is a regular expression whose use costs units.
type pattern struct {
	*regexp.Regexp
	meter *meter
	size  int
}

// pattern is a jsonschema.RegexpEngine.
func (m *meter) pattern(text string) (jsonschema.Regexp, error) {
	parsed, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return nil, err
	}
	size := expandedSize(parsed)
	if size > maxPatternSize {
		return nil, errors.New("the pattern is too large")
	}
	m.spend(size)
	compiled, err := regexp.Compile(text)
	return &pattern{compiled, m, size}, err
}

// MatchString implements jsonschema.Regexp.
func (p *pattern) MatchString(text string) bool {
	p.meter.spend(1 + len(text)*p.size/stepsPerCost)
	return p.Regexp.MatchString(text)
}

// expandedSize returns about how long a pattern is with its repetitions expanded, as it is compiled.
func expandedSize(r *syntax.Regexp) int {
	size := 1 + len(r.Rune)/2
	for _, sub := range r.Sub {
		size += expandedSize(sub)
	}
	if r.Op == syntax.OpRepeat {
		size *= max(r.Min, r.Max, 1)
	}
	return size
}

// charge makes all schemas that can be reached from some charge the meter whenever they validate a value.
func (m *meter) charge(seen map[*jsonschema.Schema]bool, some ...*jsonschema.Schema) error {
	for _, s := range some {
		switch {
		case s == nil || seen[s]:
			continue
		case s.DynamicRef != nil || s.RecursiveRef != nil: // their targets are known only during a check
			return errors.New("$dynamicRef and $recursiveRef can't be used")
		case s.Enum != nil && len(s.Enum.Values) > maxEnumValues:
			return errors.New("an enum is too long")
		}
		seen[s] = true
		if err := m.charge(seen, below(s)...); err != nil {
			return err
		}
		s.Format = m.paid(s) // formats are evaluated before anything that may take long
	}
	return nil
}

// paid returns the schema's format, which also charges for the rest of the schema's work on a value, except for the
// parts of the value.
func (m *meter) paid(s *jsonschema.Schema) *jsonschema.Format {
	own := s.Format
	if own == nil {
		own = &jsonschema.Format{Validate: func(any) error { return nil }}
	}
	cost := 1 + (len(s.Required)+len(s.Dependencies)+len(s.DependentRequired)+len(s.DependentSchemas))/8
	return &jsonschema.Format{Name: own.Name, Validate: func(value any) error {
		parts := 0
		switch v := value.(type) {
		case []any:
			parts = len(v)
		case map[string]any:
			parts = len(v)
		}
		m.spend(cost + parts)
		return own.Validate(value)
	}}
}

// below returns the subschemas that validate the same value or a part of it.
func below(s *jsonschema.Schema) []*jsonschema.Schema {
	list := []*jsonschema.Schema{s.Ref, s.Not, s.If, s.Then, s.Else, s.PropertyNames, s.UnevaluatedProperties,
		s.Contains, s.Items2020,
		s.UnevaluatedItems, s.ContentSchema}
	for _, some := range [][]*jsonschema.Schema{s.AllOf, s.AnyOf, s.OneOf, s.PrefixItems} {
		list = append(list, some...)
	}
	for _, some := range []map[string]*jsonschema.Schema{s.Properties, s.DependentSchemas} {
		for _, one := range some {
			list = append(list, one)
		}
	}
	for _, one := range s.PatternProperties {
		list = append(list, one)
	}
	mixed := []any{s.AdditionalProperties, s.Items, s.AdditionalItems}
	for _, one := range s.Dependencies {
		mixed = append(mixed, one)
	}
	for _, one := range mixed {
		switch one := one.(type) {
		case *jsonschema.Schema:
			list = append(list, one)
		case []*jsonschema.Schema:
			list = append(list, one...)
		}
	}
	return list
}

// Nested returns how deep the arrays and objects of a JSON value are nested.
func Nested(raw []byte) (deepest int) {
	depth, quoted := 0, false
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[' || c == '{':
			depth++
			deepest = max(deepest, depth)
		case c == ']' || c == '}':
			depth--
		}
	}
	return deepest
}
