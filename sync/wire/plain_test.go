package wire_test

import (
	"reflect"
	"testing"

	"roomkey/sync/wire"
)

// readPlain checks the rule of DecodePlain: reflection reads every frame as it does.
func readPlain(t *testing.T, data []byte) (isPlain bool) {
	t.Helper()
	plain, reflected, err := wire.DecodeBoth(data)
	if plain != nil && (err != nil || !reflect.DeepEqual(plain, reflected)) {
		t.Fatalf("%x is read as %+v, by reflection as %+v with error %v", data, plain, reflected, err)
	}
	return plain != nil
}

// The most frequent frames of clients are read without reflection.
func TestPlainFrame_ReadsWhatClientsWrite(t *testing.T) {
	for name, frame := range map[string]string{
		"fewest bytes":        "a4" + syncHex("4142"),
		"as cbor-x writes it": "b90004" + syncHex("590001 42"),
		"with a target":       "a5" + syncHex("4142") + text("targetId") + text("roomkey"),
		"a request": "a4" + text("data") + "4142" + text("type") + text("request") + text("senderId") +
			text("a") + text("documentId") + text("b"),
		"lengths of all sizes": "ba00000004" + text("type") + "7b0000000000000004" + "73796e63" + text("senderId") +
			"7a0000000161" + text("documentId") + "780162" + text("data") + "4142",
	} {
		t.Run(name, func(t *testing.T) {
			if !readPlain(t, unhex(t, frame)) {
				t.Fatal("only reflection reads it")
			}
		})
	}
}

func FuzzPlainFrame(f *testing.F) {
	for _, frame := range malformedFrames(f) {
		f.Add(frame)
	}
	f.Add(unhex(f, "b90004"+syncHex("590001 42")))
	f.Add(unhex(f, "a5"+syncHex("4142")+text("targetId")+text("roomkey")))
	f.Add(unhex(f, "a5"+syncHex("4142")+text("targetId")+"62c328"))
	f.Add(unhex(f, "a5"+syncHex("4142")+text("senderId")+text("c")))
	f.Add(unhex(f, "a4"+syncHex("5bffffffffffffffff42")))
	f.Fuzz(func(t *testing.T, data []byte) { readPlain(t, data) })
}
