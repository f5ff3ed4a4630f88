package wire

import "roomkey/crm"

// ProtocolVersion is the one version of automerge-repo's protocol that exists.
const ProtocolVersion = "1"

// MaxFrameBytes is the length of the longest frame that a client may send. A stock client sends a long offline spell in
// one frame: 60,000 changes take 6 to 8 MB.
const MaxFrameBytes = 16 << 20

// Bounds of the texts within a frame, in bytes.
const (
	maxNameBytes  = 256 // a peer id, a room, a document id, a session id, a field's pointer
	maxTokenBytes = 8 << 10
)

// The types of the frames that clients send.
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

// The status of a device: what it says of itself, and what others are told of one that went.
const (
	StatusOnline  = "online"
	StatusAway    = "away"
	StatusOffline = "offline"
)

// Join is a client's greeting. Versions may be empty.
type Join struct {
	Type     string   `cbor:"type"`
	Sender   string   `cbor:"senderId"`
	Versions []string `cbor:"supportedProtocolVersions"`
}

// Sync is one Automerge sync message about one document. Data may be a part of the decoded frame.
type Sync struct {
	Type     string `cbor:"type"`
	Sender   string `cbor:"senderId"`
	Document string `cbor:"documentId"` // base58check
	Data     []byte `cbor:"data"`
}

// IsRequest reports whether the sender wants an answer if the document is absent or not readable.
func (f *Sync) IsRequest() bool { return f.Type == typeRequest }

// Ephemeral is a message to everybody else who has a document open; it is not stored.
type Ephemeral struct {
	Type     string `cbor:"type"`
	Sender   string `cbor:"senderId"`
	Document string `cbor:"documentId"`
	Count    Number `cbor:"count"`
	Session  string `cbor:"sessionId"`
	Data     []byte `cbor:"data"`
}

// RoomJoin asks to hear a room's events. With an epoch and an offset it also asks for the events after that offset.
type RoomJoin struct {
	Type   string  `cbor:"type"`
	Room   string  `cbor:"room"`
	Epoch  string  `cbor:"epoch"`
	Offset *Number `cbor:"offset"`
}

// RoomLeave says that the sender leaves a room.
type RoomLeave struct {
	Type string `cbor:"type"`
	Room string `cbor:"room"`
}

// Presence says what a device is doing.
type Presence struct {
	Type    string    `cbor:"type"`
	Status  string    `cbor:"status"` // StatusOnline or StatusAway
	Viewing RecordRef `cbor:"viewing"`
	Editing FieldRef  `cbor:"editing"`
	Typing  FieldRef  `cbor:"typing"`
}

// FieldRef names a field of a record by its JSON Pointer. The zero FieldRef names none.
type FieldRef struct {
	Record string `cbor:"record"`
	Field  string `cbor:"field"`
}

// Auth carries a fresh token.
type Auth struct {
	Type  string `cbor:"type"`
	Token string `cbor:"token"`
}

// KindOf names a decoded frame for metrics. It repeats a type only if the type is known.
func KindOf(frame any) string {
	switch f := frame.(type) {
	case *Sync:
		return f.Type
	case *Join:
		return typeJoin
	case *Ephemeral:
		return typeEphemeral
	case *RoomJoin:
		return typeRoomJoin
	case *RoomLeave:
		return typeRoomLeave
	case *Presence:
		return typePresence
	case *Auth:
		return typeAuth
	}
	return "other"
}

// check checks the lengths of texts, and that required fields are there.
func check(frame any) error {
	switch f := frame.(type) {
	case *Join:
		return checkPeerID("senderId", f.Sender)
	case *Sync:
		return f.check()
	case *Ephemeral:
		return checkTexts(maxNameBytes, "senderId", f.Sender, "documentId", f.Document, "sessionId", f.Session)
	case *RoomJoin:
		if len(f.Epoch) > maxNameBytes {
			return crm.Invalid("epoch", "epoch is longer than %d bytes", maxNameBytes)
		}
		return checkTexts(maxNameBytes, "room", f.Room)
	case *RoomLeave:
		return checkTexts(maxNameBytes, "room", f.Room)
	case *Presence:
		return f.check()
	case *Auth:
		return checkTexts(maxTokenBytes, "token", f.Token)
	}
	return nil
}

func (f *Sync) check() error {
	if len(f.Data) == 0 {
		return crm.Invalid("data", "a sync message has no data")
	}
	return checkTexts(maxNameBytes, "senderId", f.Sender, "documentId", f.Document)
}

func (f *Presence) check() error {
	if f.Status != StatusOnline && f.Status != StatusAway {
		return crm.Invalid("status", "status must be online or away")
	}
	texts := []string{string(f.Viewing), f.Editing.Record, f.Editing.Field, f.Typing.Record, f.Typing.Field}
	for _, text := range texts {
		if len(text) > maxNameBytes {
			return crm.Invalid("presence", "a record or field is longer than %d bytes", maxNameBytes)
		}
	}
	return nil
}

// checkPeerID checks a peer id: others are told it, in rooms and in logs, so it must look like what it is.
func checkPeerID(name, id string) error {
	if err := checkTexts(maxNameBytes, name, id); err != nil {
		return err
	}
	if crm.Legible(id, "") != id {
		return crm.Invalid(name, "%s has a character that can't be seen: a control, a mark of direction or a "+
			"zero-width one", name)
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
