package plugins

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"roomkey/crm"
)

// schemaFault says in words what keeps a schema from being used, and where in the schema: Field is a JSON Pointer, ""
// for the whole.
func schemaFault(err error) *crm.Error {
	var wrong *jsonschema.ValidationError
	var pattern *jsonschema.InvalidRegexError
	var missing *jsonschema.JSONPointerNotFoundError
	var anchor *jsonschema.AnchorNotFoundError
	var loading *jsonschema.LoadURLError
	var invalid *jsonschema.SchemaValidationError
	if errors.As(err, &invalid) { // which does not unwrap
		err = invalid.Err
	}
	fault := &crm.Error{Code: crm.CodeInvalid, Message: "the schema can't be used: " + firstLine(err.Error()), Err: err}
	switch {
	case errors.As(err, &wrong):
		wrong = deepest(wrong)
		at, message := faultOf(wrong)
		if format, ok := wrong.ErrorKind.(*kind.Format); ok && format.Err != nil {
			message += ": " + format.Err.Error()
		}
		fault.Field, fault.Message = pointer(at), "in a schema this "+message
	case errors.As(err, &pattern):
		fault.Field = fragment(pattern.URL)
		fault.Message = fmt.Sprintf("%q is not a regular expression: %v", pattern.Regex, pattern.Err)
	case errors.As(err, &missing):
		fault.Message = "there is no " + fragment(missing.URL) + ", to which a $ref in the schema refers"
	case errors.As(err, &anchor):
		fault.Message = fmt.Sprintf("there is no anchor %s, to which a $ref in the schema refers", anchor.Reference)
	case errors.As(err, &loading):
		fault.Message = fmt.Sprintf("a schema can't refer to another document: %s", loading.URL)
	}
	return fault
}

// fragment returns the JSON Pointer at the end of an address.
func fragment(address string) string {
	_, at, _ := strings.Cut(address, "#")
	if plain, err := url.PathUnescape(at); err == nil {
		return plain
	}
	return at
}

// deepest returns the error at the root of an error. Of alternatives that all fail, it is the one that came furthest.
func deepest(wrong *jsonschema.ValidationError) *jsonschema.ValidationError {
	for len(wrong.Causes) > 0 {
		wrong = furthest(wrong)
	}
	return wrong
}

// faultOf returns what to tell of an error without causes: the place in the value, and what is wrong there.
func faultOf(wrong *jsonschema.ValidationError) (at []string, message string) {
	at, message = wrong.InstanceLocation, problem(wrong.ErrorKind)
	if missing, ok := wrong.ErrorKind.(*kind.Required); ok && len(missing.Missing) > 0 {
		at = append(slices.Clip(at), missing.Missing[0])
	}
	if unknown, ok := wrong.ErrorKind.(*kind.AdditionalProperties); ok && len(unknown.Properties) > 0 {
		at = append(slices.Clip(at), unknown.Properties[0])
	}
	return at, message
}

// furthest returns the cause of an error to look into: the first one, and of alternatives the one whose own fault is
// deepest in the value.
func furthest(wrong *jsonschema.ValidationError) *jsonschema.ValidationError {
	best := wrong.Causes[0]
	switch wrong.ErrorKind.(type) {
	case *kind.AnyOf, *kind.OneOf:
		for _, cause := range wrong.Causes[1:] {
			if depthOf(cause) > depthOf(best) {
				best = cause
			}
		}
	}
	return best
}

func depthOf(wrong *jsonschema.ValidationError) int {
	for len(wrong.Causes) > 0 {
		wrong = wrong.Causes[0]
	}
	return len(wrong.InstanceLocation)
}
