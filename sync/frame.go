package sync

import (
	"math"

	"github.com/fxamacker/cbor/v2"

	"roomkey/crm"
)

// What a frame from a client may be at most. Lengths are bytes.
const (
	maxFrameBytes    = 8 << 20
	maxFrameNesting  = 8
	maxFramePairs    = 1_024
	maxFrameElements = 10_000
	maxNameBytes     = 256 // a peer id, a room, a document id, a session id, a field's pointer
	maxTokenBytes    = 8 << 10
)

// The types of frames that a client sends and that mean something.
const (
	typeJoin      = "join"
	typeRequest   = "request"
	typeSync      = "sync"
	typeEphemeral = "ephemeral"
	typeRoomJoin  = "room:join"
	typeRoomLeave = "room:leave"
	typePresence  = "presence"
	typeAuth      = "auth"
)

type joinFrame struct {
	Type     string   `cbor:"type"`
	Sender   string   `cbor:"senderId"`
	Versions []string `cbor:"supportedProtocolVersions"`
}

type syncFrame struct {
	Type     string `cbor:"type"`
	Sender   string `cbor:"senderId"`
	Document string `cbor:"documentId"`
	Data     []byte `cbor:"data"`
}

type ephemeralFrame struct {
	Type     string `cbor:"type"`
	Sender   string `cbor:"senderId"`
	Document string `cbor:"documentId"`
	Count    number `cbor:"count"`
	Session  string `cbor:"sessionId"`
	Data     []byte `cbor:"data"`
}

type roomJoinFrame struct {
	Type   string  `cbor:"type"`
	Room   string  `cbor:"room"`
	Epoch  string  `cbor:"epoch"`
	Offset *number `cbor:"offset"`
}

type roomLeaveFrame struct {
	Type string `cbor:"type"`
	Room string `cbor:"room"`
}

type presenceFrame struct {
	Type    string     `cbor:"type"`
	Status  string     `cbor:"status"`
	Viewing viewFrame  `cbor:"viewing"`
	Editing placeFrame `cbor:"editing"`
	Typing  placeFrame `cbor:"typing"`
}

type placeFrame struct {
	Record string `cbor:"record"`
	Field  string `cbor:"field"`
}

// viewFrame is the id of a record, as a text or as the record of a map like editing's.
type viewFrame string

// UnmarshalCBOR reads either.
func (v *viewFrame) UnmarshalCBOR(data []byte) error {
	if len(data) > 0 && data[0]&0xe0 == cborMap {
		var at placeFrame
		err := frameDecoder.Unmarshal(data, &at)
		*v = viewFrame(at.Record)
		return err
	}
	return frameDecoder.Unmarshal(data, (*string)(v))
}

type authFrame struct {
	Type  string `cbor:"type"`
	Token string `cbor:"token"`
}

// number is a whole number from 0 to 2^53, as an integer or as the float64 that JS may write for it.
type number uint64

// UnmarshalCBOR reads an integer or a float without fraction.
func (n *number) UnmarshalCBOR(data []byte) error {
	var value any
	if err := frameDecoder.Unmarshal(data, &value); err != nil {
		return err
	}
	switch value := value.(type) {
	case nil:
		return nil
	case uint64:
		if value <= 1<<53 {
			*n = number(value)
			return nil
		}
	case float64:
		if value >= 0 && value <= 1<<53 && value == math.Trunc(value) {
			*n = number(value)
			return nil
		}
	}
	return errNumber
}

var (
	errNumber = crm.Errorf(crm.CodeInvalid, "a number must be whole, from 0 to 2^53")
	errFrame  = crm.Errorf(crm.CodeInvalid, "a frame is one CBOR map with a text type")
)

// frameDecoder checks everything within its bounds; typeDecoder reads no more than the type, to choose what the rest is
// read as.
var frameDecoder, typeDecoder = newDecoder(cbor.DupMapKeyEnforcedAPF), newDecoder(cbor.DupMapKeyQuiet)

func newDecoder(duplicates cbor.DupMapKeyMode) cbor.DecMode {
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
		panic("sync: " + err.Error())
	}
	return mode
}

// decodeFrame reads a frame from a client into a pointer to one of the structs above. It is nil for a well-formed frame of
// a type that means nothing here. Whatever is wrong is an error of code invalid. The Data of a sync message may be a part
// of data.
func decodeFrame(data []byte) (any, error) {
	if f := plainSync(data); f != nil {
		return f, nil
	}
	return decodeAny(data)
}

// decodeAny is decodeFrame for frames of every form.
func decodeAny(data []byte) (any, error) {
	var head struct {
		Type string `cbor:"type"`
	}
	if len(data) == 0 || data[0]>>5 != 5 {
		return nil, errFrame
	}
	if err := typeDecoder.Unmarshal(data, &head); err != nil || head.Type == "" {
		return nil, malformed(err)
	}
	frame := frameOf(head.Type)
	if frame == nil {
		if err := frameDecoder.Unmarshal(data, &head); err != nil {
			return nil, malformed(err)
		}
		return nil, nil
	}
	if err := frameDecoder.Unmarshal(data, frame); err != nil {
		return nil, malformed(err)
	}
	if err := checkFrame(frame); err != nil {
		return nil, err
	}
	return frame, nil
}

func frameOf(kind string) any {
	switch kind {
	case typeJoin:
		return new(joinFrame)
	case typeRequest, typeSync:
		return new(syncFrame)
	case typeEphemeral:
		return new(ephemeralFrame)
	case typeRoomJoin:
		return new(roomJoinFrame)
	case typeRoomLeave:
		return new(roomLeaveFrame)
	case typePresence:
		return new(presenceFrame)
	case typeAuth:
		return new(authFrame)
	}
	return nil
}

// checkFrame holds the lengths of texts, and that what is required is there.
func checkFrame(frame any) error {
	switch f := frame.(type) {
	case *joinFrame:
		return checkTexts(maxNameBytes, "senderId", f.Sender)
	case *syncFrame:
		if len(f.Data) == 0 {
			return crm.Invalid("data", "a sync message has no data")
		}
		return checkTexts(maxNameBytes, "senderId", f.Sender, "documentId", f.Document)
	case *ephemeralFrame:
		return checkTexts(maxNameBytes, "senderId", f.Sender, "documentId", f.Document, "sessionId", f.Session)
	case *roomJoinFrame:
		if len(f.Epoch) > maxNameBytes {
			return crm.Invalid("epoch", "epoch is longer than %d bytes", maxNameBytes)
		}
		return checkTexts(maxNameBytes, "room", f.Room)
	case *roomLeaveFrame:
		return checkTexts(maxNameBytes, "room", f.Room)
	case *presenceFrame:
		return f.check()
	case *authFrame:
		return checkTexts(maxTokenBytes, "token", f.Token)
	}
	return nil
}

func (f *presenceFrame) check() error {
	if f.Status != statusOnline && f.Status != statusAway {
		return crm.Invalid("status", "status must be online or away")
	}
	for _, text := range []string{string(f.Viewing), f.Editing.Record, f.Editing.Field, f.Typing.Record, f.Typing.Field} {
		if len(text) > maxNameBytes {
			return crm.Invalid("presence", "a record or field is longer than %d bytes", maxNameBytes)
		}
	}
	return nil
}

// checkTexts takes pairs of a field's name and its value, which must be neither empty nor longer than limit.
func checkTexts(limit int, pairs ...string) error {
	for i := 0; i < len(pairs); i += 2 {
		if name, text := pairs[i], pairs[i+1]; text == "" || len(text) > limit {
			return crm.Invalid(name, "%s must be a text of 1 to %d bytes", name, limit)
		}
	}
	return nil
}

func malformed(err error) error {
	if crm.CodeOf(err) == crm.CodeInvalid {
		return err
	}
	return &crm.Error{Code: crm.CodeInvalid, Message: errFrame.Message, Err: err}
}

// kindOf names a decoded frame for metrics: of a stranger's words only those that mean something.
func kindOf(frame any) string {
	switch f := frame.(type) {
	case *syncFrame:
		return f.Type
	case *joinFrame:
		return typeJoin
	case *ephemeralFrame:
		return typeEphemeral
	case *roomJoinFrame:
		return typeRoomJoin
	case *roomLeaveFrame:
		return typeRoomLeave
	case *presenceFrame:
		return typePresence
	case *authFrame:
		return typeAuth
	}
	return "other"
}
