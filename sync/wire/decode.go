package wire

import "roomkey/crm"

// Decode reads a frame from a client into a pointer to one of this package's frame types: Join, Sync, Ephemeral,
// RoomJoin, RoomLeave, Presence or Auth. It gives nil for a well-formed frame of an unknown type. Every error is of
// code invalid. The Data of a Sync may share memory with data, which Decode does not change.
func Decode(data []byte) (any, error) {
	if f, ok := DecodePlain(data); ok {
		return f.Sync(), nil
	}
	return decodeAny(data)
}

// decodeAny is Decode for frames of every form.
func decodeAny(data []byte) (any, error) {
	var head struct {
		Type string `cbor:"type"`
	}
	if len(data) == 0 || data[0]&0xe0 != cborMap {
		return nil, errFrame
	}
	if err := typeMode.Unmarshal(data, &head); err != nil || head.Type == "" {
		return nil, malformed(err)
	}
	frame := newFrame(head.Type)
	if frame == nil {
		if err := strictMode.Unmarshal(data, &head); err != nil {
			return nil, malformed(err)
		}
		return nil, nil
	}
	if err := strictMode.Unmarshal(data, frame); err != nil {
		return nil, malformed(err)
	}
	if err := check(frame); err != nil {
		return nil, err
	}
	return frame, nil
}

func newFrame(kind string) any {
	switch kind {
	case typeJoin:
		return new(Join)
	case typeRequest, typeSync:
		return new(Sync)
	case typeEphemeral:
		return new(Ephemeral)
	case typeRoomJoin:
		return new(RoomJoin)
	case typeRoomLeave:
		return new(RoomLeave)
	case typePresence:
		return new(Presence)
	case typeAuth:
		return new(Auth)
	}
	return nil
}

func malformed(err error) error {
	if crm.CodeOf(err) == crm.CodeInvalid {
		return err
	}
	return &crm.Error{Code: crm.CodeInvalid, Message: errFrame.Message, Err: err}
}
