package wire_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/fxamacker/cbor/v2"

	"roomkey/crm"
	"roomkey/sync/wire"
)

// decodeKind reads a frame as a session does and names its kind.
func decodeKind(data []byte) (kind string, err error) {
	frame, err := wire.Decode(data)
	return wire.KindOf(frame), err
}

func unhex(t testing.TB, text string) []byte {
	t.Helper()
	data, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// text is a CBOR text of up to 23 bytes, in hexadecimal.
func text(s string) string { return hex.EncodeToString(append([]byte{0x60 | byte(len(s))}, s...)) }

func syncHex(data string) string {
	return text("type") + text("sync") + text("senderId") + text("a") + text("documentId") +
		text("b") + text("data") + data
}

// Decode reads every form that cbor-x writes, and unknown fields (R10).
func TestFrame_ReadsWhatCborXWrites(t *testing.T) {
	for name, c := range map[string]struct{ frame, kind string }{
		"16-bit map header":    {"b90004" + syncHex("4142"), "sync"},
		"undefined for absent": {"b90005" + syncHex("4142") + text("targetId") + "f7", "sync"},
		"absent versions": {"a3" + text("type") + text("join") + text("senderId") + text("a") +
			text("peerMetadata") + "a1" + text("storageId") + "f7", "join"},
		"undefined versions": {"a3" + text("type") + text("join") + text("senderId") + text("a") + "78 19" +
			hex.EncodeToString([]byte("supportedProtocolVersions")) + "f7", "join"},
		"float64 offset": {"a4" + text("type") + text("room:join") + text("room") + text("x") + text("epoch") +
			text("e") + text("offset") + "fb4202a05f20000000", "room:join"},
		"null offset": {"a4" + text("type") + text("room:join") + text("room") + text("x") + text("epoch") +
			"f6" + text("offset") + "f6", "room:join"},
		"unknown type":  {"a2" + text("type") + text("remote-heads-changed") + text("data") + "a0", "other"},
		"unknown field": {"a5" + syncHex("4142") + text("more") + "8101", "sync"},
		"tagged field":  {"a5" + syncHex("4142") + text("more") + "c11a00000000", "sync"},
		"undefined viewing": {"a4" + text("type") + text("presence") + text("status") + text("away") +
			text("viewing") + "f7" + text("editing") + "f7", "presence"},
		"viewing as a map": {"a3" + text("type") + text("presence") + text("status") + text("away") +
			text("viewing") + "a1" + text("record") + text("r"), "presence"},
		"type of an odd spelling": {"a1" + text("type") + text("SYNC"), "other"},
	} {
		t.Run(name, func(t *testing.T) {
			kind, err := decodeKind(unhex(t, c.frame))
			if err != nil || kind != c.kind {
				t.Fatalf("kind %q, error %v; want %q", kind, err, c.kind)
			}
		})
	}
}

// malformedFrames are the frames of testdata/malformed.json, by what is wrong with them.
func malformedFrames(t testing.TB) map[string][]byte {
	t.Helper()
	raw, err := os.ReadFile("testdata/malformed.json")
	if err != nil {
		t.Fatal(err)
	}
	var list map[string]string
	if err := json.Unmarshal(raw, &list); err != nil || len(list) == 0 {
		t.Fatalf("%d frames: %v", len(list), err)
	}
	frames := make(map[string][]byte, len(list))
	for name, text := range list {
		frames[name] = unhex(t, text)
	}
	return frames
}

// Every malformed frame is an error of code invalid (R11).
func TestFrame_RefusesWhatIsMalformed(t *testing.T) {
	for name, frame := range malformedFrames(t) {
		t.Run(name, func(t *testing.T) {
			if _, err := decodeKind(frame); crm.CodeOf(err) != crm.CodeInvalid {
				t.Fatalf("error %v", err)
			}
		})
	}
}

func FuzzDecodeFrame(f *testing.F) {
	for _, frame := range malformedFrames(f) {
		f.Add(frame)
	}
	f.Add(unhex(f, "b90004"+syncHex("4142")))
	f.Add(unhex(f, "a3"+text("type")+text("presence")+text("status")+text("away")+text("editing")+"a2"+text("record")+
		text("r")+text("field")+text("/f")))
	f.Fuzz(func(t *testing.T, data []byte) {
		before := bytes.Clone(data)
		kind, err := decodeKind(data)
		if err != nil && crm.CodeOf(err) != crm.CodeInvalid {
			t.Fatalf("%v is not of code invalid", err)
		}
		if err == nil && kind == "" {
			t.Fatal("a frame without a kind")
		}
		if !bytes.Equal(before, data) {
			t.Fatal("the frame was changed")
		}
	})
}

// seen is an event as its user sees it who may read all of it.
func seen(e crm.Event) crm.SeenEvent {
	user := crm.User{ID: crm.ID{1}}
	return user.AccessToRoom("user", user.ID).Event(&e)
}

// One scalar field's event fits into 300 bytes (R54).
func TestFrame_EventOfOneFieldIsSmall(t *testing.T) {
	record, author := crm.ID{0: 200, 6: 0x40, 8: 0x80}, crm.ID{0: 12, 6: 0x40, 8: 0x80}
	frame := wire.EncodeEvent(seen(crm.Event{
		Room: crm.RecordRoom(record), Offset: 70_000, Name: "escrow:updated",
		Data: []byte(`{"id":"` + record.String() + `","heads":["` + strings.Repeat("ab", 32) + `"],"by":"` +
			author.String() + `","changes":{"/purchasePrice":[45000000,46000000]}}`),
	}))
	if len(frame) > 300 {
		t.Fatalf("%d bytes", len(frame))
	}
}

// JavaScript reads an integer of more than 32 bits as a BigInt, with which it can't calculate, but a float as a number.
func TestFrame_EventsWriteLargeNumbersAsJavaScriptDoes(t *testing.T) {
	var frame struct {
		Data []any `cbor:"data"`
	}
	numbers := []byte(`[4294967295,4294967296,10000000000000,-2147483648,-2147483649]`)
	if err := cbor.Unmarshal(wire.EncodeEvent(seen(crm.Event{Room: "r", Offset: 1, Name: "n", Data: numbers})),
		&frame); err != nil {
		t.Fatal(err)
	}
	want := []any{uint64(4294967295), 4294967296.0, 1e13, int64(-2147483648), -2147483649.0}
	for i := range want {
		if frame.Data[i] != want[i] {
			t.Errorf("%T %v, want %T %v", frame.Data[i], frame.Data[i], want[i], want[i])
		}
	}
}

// An event's data is the same in CBOR as in JSON.
func FuzzEncodeEvent(f *testing.F) {
	head := strings.Repeat("0a", 32)
	for _, data := range []string{
		`{}`, `[]`, `null`, `"a\u00e9\n\"\\"`, ` { "a" : [ 1 , -2.5e3, true , false, null, {"b":"c"} ] , "heads":["` +
			head + `","x"]} `, `{"a":{"heads":["` + head + `"]}}`,
		`[` + strings.Repeat(`1,`, 300) + `2]`, `{"a":1e400}`, `{"a":12345678901234567890}`, `{"a`, ``,
		"\"\xff\"", `{"":""}`,
	} {
		f.Add([]byte(data))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var frame map[string]any
		if err := cbor.Unmarshal(wire.EncodeEvent(seen(crm.Event{Room: "r", Offset: 1, Name: "n", Data: data})),
			&frame); err != nil {
			if strings.Contains(err.Error(), "exceeded max nested level") {
				return
			}
			t.Fatal(err)
		}
		var want any
		if json.Unmarshal(data, &want) != nil && !json.Valid(data) {
			want = nil
		}
		if got := asJSON(frame["data"]); comparable(data) && fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("%s became %v", data, got)
		}
	})
}

// asJSON is a CBOR value as encoding/json would decode it; bytes are hexadecimal.
func asJSON(value any) any {
	switch value := value.(type) {
	case uint64:
		return float64(value)
	case int64:
		return float64(value)
	case []byte:
		return hex.EncodeToString(value)
	case []any:
		for i := range value {
			value[i] = asJSON(value[i])
		}
		return value
	case map[any]any:
		entries := make(map[string]any, len(value))
		for key, entry := range value {
			entries[fmt.Sprint(key)] = asJSON(entry)
		}
		return entries
	}
	return value
}

// comparable leaves out what JSON and CBOR decoders are known to differ in: keys that come twice, numbers beyond 2^53
// and of negative zero, bytes that are no UTF-8, and nesting.
func comparable(data []byte) bool {
	return utf8.Valid(data) && len(data) < 1_000 && bytes.Count(data, []byte(":")) < 2 &&
		!bytes.ContainsAny(data, ".eE") && !bytes.Contains(data, []byte("-0"))
}
