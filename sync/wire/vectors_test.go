package wire_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"roomkey/crm"
	"roomkey/sync/wire"
)

// The vectors that the app's tests read too: frames as hexadecimal bytes, and what they say. A byte string is
// {"bytes": hex} there.
const vectors = "../../crm/testdata/vectors/"

var update = flag.Bool("update", false, "write the vectors again")

type frameVector struct {
	Name  string         `json:"name"`
	Hex   string         `json:"hex"`
	Frame map[string]any `json:"frame"`
}

func TestVectors_ServerFrames(t *testing.T) {
	record, author := crm.ID{6: 0x40, 8: 0x80, 15: 7}, crm.ID{6: 0x40, 8: 0x80, 15: 9}
	room := crm.RecordRoom(record)
	at := time.UnixMilli(1_800_000_000_123)
	updated := crm.Event{
		Room: room, Offset: 70_000, Name: "escrow:updated", At: at,
		Data: []byte(`{"id":"` + record.String() + `","by":"` + author.String() +
			`","changes":{"/purchasePrice":[45000000,10000000000000],"/private/loanAmount":[null,-1],` +
			`"/a~1b":[0.5,true]}}`),
	}
	unread := (&crm.User{}).AccessTo(crm.Row{Broker: crm.ID{1}}).Event(&updated)
	online := crm.Event{Room: room, Name: crm.EventOnline, At: at, Data: []byte(`{"user":"` + author.String() + `"}`)}
	device := wire.Device{
		Room: room, User: author, Name: "peer-1", Status: wire.StatusOnline, Record: record, Viewing: true,
		Editing: "/private/commission/splits/s1/pct", Typing: "/notes/0/body",
	}
	gone := wire.Device{Room: room, User: author, Name: "peer-2", Record: record}
	document := crm.DocumentID(record)
	refused := &crm.Error{Code: crm.CodeForbidden, Field: "/purchasePrice", Message: "you may not change this"}
	var all []frameVector
	for _, f := range []struct {
		name  string
		bytes []byte
	}{
		{"a greeting's answer", wire.EncodePeer("server", "storage", "peer-1")},
		{"an event", wire.EncodeEvent(seen(updated))},
		{"an event that may not be read", wire.EncodeEvent(unread)},
		{"an event without an offset", wire.EncodeEvent(seen(online))},
		{"presence", wire.EncodePresence(&device)},
		{"a device that went", wire.EncodePresence(&gone)},
		{"a room joined again", wire.EncodeJoined(&wire.Joined{
			Room: room, Position: crm.Position{Epoch: "e1", Offset: 70_001}, Recovered: true,
			Events: []crm.SeenEvent{seen(updated), unread}, Members: []wire.Device{device},
		})},
		{"a room joined first",
			wire.EncodeJoined(&wire.Joined{Room: room, Position: crm.Position{Epoch: "e1", Offset: 1 << 40}})},
		{"changes that are saved", wire.EncodeSaved(document, []crm.Hash{{1}, {31: 2}})},
		{"a change that is refused", wire.EncodeRejected(document, []crm.Hash{{1}}, refused)},
		{"a document that has moved", wire.EncodeMoved(document, crm.DocumentID(author), []crm.Hash{{1}})},
		{"a refused frame", wire.EncodeError(crm.Invalid("room", "a room has a name"), "")},
		{"a refused room", wire.EncodeError(crm.ErrForbidden, room)},
		{"a document that is not there", wire.EncodeUnavailable("server", "peer-1", document)},
		{"a token that expires", wire.EncodeExpiring(90 * time.Second)},
		{"a token renewed", wire.EncodeRenewed(at)},
		{"a token renewed for ever", wire.EncodeRenewed(time.Time{})},
	} {
		var frame map[string]any
		if err := cbor.Unmarshal(f.bytes, &frame); err != nil {
			t.Fatal(f.name, err)
		}
		all = append(all, frameVector{f.name, hex.EncodeToString(f.bytes), plain(frame).(map[string]any)})
	}
	text := lines(t, all)
	if *update {
		if err := os.WriteFile(vectors+"server_frames.json", text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if kept, err := os.ReadFile(vectors + "server_frames.json"); err != nil || !bytes.Equal(kept, text) {
		t.Errorf("server_frames.json is not what the server sends (%v): go test ./sync/wire -run Vectors -update", err)
	}
}

// The app's test makes sure that it sends these bytes.
func TestVectors_ClientFrames(t *testing.T) {
	offset := func(n wire.Number) *wire.Number { return &n }
	const record = "00000000-0000-4000-8000-000000000007"
	const room = "record:" + record
	want := map[string]any{
		"a greeting":     &wire.Join{Type: "join", Sender: "peer-1", Versions: []string{"1"}},
		"joining a room": &wire.RoomJoin{Type: "room:join", Room: room},
		"joining a room again": &wire.RoomJoin{Type: "room:join", Room: room, Epoch: "e1",
			Offset: offset(70_000)},
		"joining a room after many events": &wire.RoomJoin{Type: "room:join", Room: room, Epoch: "e1",
			Offset: offset(5_000_000_000)},
		"leaving a room":      &wire.RoomLeave{Type: "room:leave", Room: room},
		"being here":          &wire.Presence{Type: "presence", Status: wire.StatusOnline},
		"looking at a record": &wire.Presence{Type: "presence", Status: wire.StatusAway, Viewing: record},
		"editing a field": &wire.Presence{Type: "presence", Status: wire.StatusOnline, Viewing: record,
			Editing: wire.FieldRef{Record: record, Field: "/contingencies/3f2a/status"}},
		"a fresh token": &wire.Auth{Type: "auth", Token: "header.payload.signature"},
	}
	text, err := os.ReadFile(vectors + "client_frames.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []frameVector
	if err := json.Unmarshal(text, &all); err != nil || len(all) != len(want) {
		t.Fatal(len(all), err)
	}
	for _, v := range all {
		got, err := wire.Decode(unhex(t, v.Hex))
		if err != nil || !reflect.DeepEqual(got, want[v.Name]) {
			t.Errorf("%s is %+v (%v), not %+v", v.Name, got, err, want[v.Name])
		}
	}
}

// plain is a frame in the form of JSON.
func plain(value any) any {
	switch value := value.(type) {
	case []byte:
		return map[string]any{"bytes": hex.EncodeToString(value)}
	case map[string]any:
		for key, entry := range value {
			value[key] = plain(entry)
		}
	case map[any]any:
		entries := make(map[string]any, len(value))
		for key, entry := range value {
			entries[key.(string)] = plain(entry)
		}
		return entries
	case []any:
		for i, item := range value {
			value[i] = plain(item)
		}
	}
	return value
}

// lines writes vectors one on a line.
func lines(t *testing.T, all []frameVector) []byte {
	t.Helper()
	text := []byte("[\n")
	for i, v := range all {
		line, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if text = append(append(text, "  "...), line...); i < len(all)-1 {
			text = append(text, ',')
		}
		text = append(text, '\n')
	}
	return append(text, "]\n"...)
}
