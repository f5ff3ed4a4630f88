package runner

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"roomkey/crm"
)

// read decodes a request and refuses unknown members.
func read[T any](in []byte) (T, error) {
	var value T
	decoder := json.NewDecoder(bytes.NewReader(in))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&value); err != nil {
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) {
			return value, crm.Invalid(wrong.Field, "has the wrong type: %s", wrong.Value)
		}
		return value, crm.Errorf(crm.CodeInvalid, "the request is not what this operation takes")
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return value, crm.Errorf(crm.CodeInvalid, "there is text after the request")
	}
	return value, nil
}

// done is the answer of operations without a result.
type done struct{}
