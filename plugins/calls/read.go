package calls

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"

	"roomkey/crm"
)

// Read decodes a request, refuses unknown members, and checks the request where its type has a check. Error codes:
// invalid, too_large.
func Read[T any](in []byte) (T, error) {
	var value T
	decoder := json.NewDecoder(bytes.NewReader(in))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&value); err != nil {
		return value, unreadable(err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return value, crm.Errorf(crm.CodeInvalid, "there is text after the request")
	}
	if checked, ok := any(&value).(interface{ check() error }); ok {
		return value, checked.check()
	}
	return value, nil
}

func unreadable(err error) error {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return crm.Invalid(wrong.Field, "has the wrong type: %s", wrong.Value)
	}
	// encoding/json has no error type for it
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		if name, err := strconv.Unquote(name); err == nil && len(name) <= 64 {
			return crm.Invalid(name, "this operation has no such member")
		}
	}
	return crm.Errorf(crm.CodeInvalid, "the request is not what this operation takes")
}
