package wire

import (
	"math"

	"github.com/fxamacker/cbor/v2"

	"roomkey/crm"
)

// Bounds of the structure of a frame.
const (
	maxFrameNesting  = 8
	maxFramePairs    = 1_024
	maxFrameElements = 10_000
)

var (
	errNumber = crm.Errorf(crm.CodeInvalid, "a number must be whole, from 0 to 2^53")
	errFrame  = crm.Errorf(crm.CodeInvalid, "a frame is one CBOR map with a text type")
)

// strictMode checks all of a frame within its bounds. typeMode reads no more than the type, which chooses how the rest
// is read.
var strictMode, typeMode = newMode(cbor.DupMapKeyEnforcedAPF), newMode(cbor.DupMapKeyQuiet)

func newMode(duplicates cbor.DupMapKeyMode) cbor.DecMode {
	mode, err := cbor.DecOptions{
		DupMapKey:         duplicates,
		MaxNestedLevels:   maxFrameNesting,
		MaxMapPairs:       maxFramePairs,
		MaxArrayElements:  maxFrameElements,
		IndefLength:       cbor.IndefLengthForbidden,
		FieldNameMatching: cbor.FieldNameMatchingCaseSensitive,
		UTF8:              cbor.UTF8RejectInvalid,
	}.DecMode()
	if err != nil {
		panic("wire: " + err.Error())
	}
	return mode
}

// RecordRef is the id of a record, sent as a text or as the "record" of a map like Presence.Editing's.
type RecordRef string

// UnmarshalCBOR reads either form.
func (r *RecordRef) UnmarshalCBOR(data []byte) error {
	if len(data) > 0 && data[0]&0xe0 == cborMap {
		var at FieldRef
		err := strictMode.Unmarshal(data, &at)
		*r = RecordRef(at.Record)
		return err
	}
	return strictMode.Unmarshal(data, (*string)(r))
}

// Number is a whole number from 0 to 2^53. JavaScript may write it as a float64.
type Number uint64

// UnmarshalCBOR reads an integer or a float without fraction.
func (n *Number) UnmarshalCBOR(data []byte) error {
	var value any
	if err := strictMode.Unmarshal(data, &value); err != nil {
		return err
	}
	switch value := value.(type) {
	case nil:
		return nil
	case uint64:
		if value <= 1<<53 {
			*n = Number(value)
			return nil
		}
	case float64:
		if value >= 0 && value <= 1<<53 && value == math.Trunc(value) {
			*n = Number(value)
			return nil
		}
	}
	return errNumber
}
