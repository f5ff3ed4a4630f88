package hostile_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/testclient"
)

// malformedFrames are what a joined client may send that costs it its socket, each with the close code. sync is a sync
// frame for a record that the client may write, with the given message.
func malformedFrames(t testing.TB, peer, document string) []struct {
	name  string
	frame []byte
	code  int
} {
	sync := func(message []byte) []byte {
		return encoded(t, m{"type": "sync", "senderId": peer, "targetId": "server", "documentId": document,
			"data": message})
	}
	ids, none := hashesOf, []byte{0}
	bloom := func(entries, bits, probes uint64, field int) []byte {
		filter := bytes.Join([][]byte{varint(entries), varint(bits), varint(probes), make([]byte, field)}, nil)
		return syncOf(none, none, []byte{1, 0}, varint(uint64(len(filter))), filter, none)
	}
	badSum := chunkOf(1, manyOps(1))
	badSum[5] ^= 1
	text := strings.Repeat("x", 300)
	return []struct {
		name  string
		frame []byte
		code  int
	}{
		{"nothing", []byte{}, 3501},
		{"no CBOR", []byte("hello"), 3501},
		{"half a map", []byte{0xa2, 0x64, 't', 'y', 'p', 'e'}, 3501},
		{"a list", encoded(t, []any{"sync"}), 3501},
		{"a text", encoded(t, "sync"), 3501},
		{"a number", []byte{1}, 3501},
		{"a map without a type", encoded(t, m{"senderId": peer}), 3501},
		{"a type that is a number", encoded(t, m{"type": 7}), 3501},
		{"an empty type", encoded(t, m{"type": ""}), 3501},
		{"a key twice", append([]byte{0xa3}, bytes.Repeat(append([]byte{0x64}, []byte("typedsync")...), 3)...), 3501},
		{"bytes after the map", append(encoded(t, m{"type": "room:leave", "room": "x"}), 0), 3501},
		{"a map of indefinite length", []byte{0xbf, 0x64, 't', 'y', 'p', 'e', 0x64, 's', 'y', 'n', 'c', 0xff}, 3501},
		{"a nest", encoded(t, m{"type": "other", "x": nested(40)}), 3501},
		{"a long list", encoded(t, m{"type": "other", "x": repeated(20_000, 1)}), 3501},
		{"text that is no UTF-8", []byte{0xa1, 0x64, 't', 'y', 'p', 'e', 0x62, 0xff, 0xfe}, 3501},
		{"a length that is a lie", []byte{0xa1, 0x64, 't', 'y', 'p', 'e', 0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
			0xff, 0xff}, 3501},
		{"a sync without data", encoded(t, m{"type": "sync", "senderId": peer, "documentId": document}), 3501},
		{"a sync whose data are text", encoded(t, m{"type": "sync", "senderId": peer, "documentId": document,
			"data": "x"}), 3501},
		{"a sync by somebody else", encoded(t, m{"type": "sync", "senderId": "other", "documentId": document,
			"data": syncOf(none, none, none, none)}), 3501},
		{"a document id with a bad checksum",
			encoded(t, m{"type": "sync", "senderId": peer, "documentId": document[:len(document)-1] + "1",
				"data": syncOf(none, none, none, none)}), 3501},
		{"a document id that is a UUID",
			encoded(t, m{"type": "request", "senderId": peer, "documentId": "00000000-0000-4000-8000-000000000000",
				"data": syncOf(none, none, none, none)}), 3501},
		{"a document id that is long", encoded(t, m{"type": "request", "senderId": peer, "documentId": text,
			"data": syncOf(none, none, none, none)}), 3501},
		{"a room whose name is long", encoded(t, m{"type": "room:join", "room": "user:" + text}), 3501},
		{"an offset below zero", encoded(t, m{"type": "room:join", "room": "user:x", "epoch": "e", "offset": -1}),
			3501},
		{"an offset with a fraction", encoded(t, m{"type": "room:join", "room": "user:x", "epoch": "e", "offset": 1.5}),
			3501},
		{"a presence of no kind", encoded(t, m{"type": "presence", "status": "dancing"}), 3501},
		{"an empty token", encoded(t, m{"type": "auth", "token": ""}), 3501},
		{"a second join", encoded(t, join(peer)), 3501},
		{"an empty sync message", sync(nil), 3501},
		{"another version of sync", sync([]byte{0x43, 0, 0, 0, 0}), 3501},
		{"a sync message cut short", sync([]byte{0x42, 0, 0}), 3501},
		{"heads that are not there", sync(syncOf([]byte{5}, none)), 3501},
		{"a length without an end", sync(append([]byte{0x42}, bytes.Repeat([]byte{0xff}, 12)...)), 3501},
		{"513 heads", sync(syncOf(ids(513), none, none, none)), 4413},
		{"513 needs", sync(syncOf(none, ids(513), none, none)), 4413},
		{"5 haves", sync(syncOf(none, none, []byte{5}, bytes.Repeat([]byte{0, 0}, 5), none)), 4413},
		{"513 hashes of the last sync", sync(syncOf(none, none, []byte{1}, ids(513), none, none)), 4413},
		{"240,001 changes", sync(syncOf(none, none, none, varint(240_001), make([]byte, 240_001))), 4413},
		{"a filter with 0 bits per entry", sync(bloom(1, 0, 7, 0)), 3501},
		{"a filter with 33 bits per entry", sync(bloom(1, 33, 7, 5)), 3501},
		{"a filter with 2^26 probes", sync(bloom(1, 10, 1<<26, 2)), 3501},
		{"a filter with 0 probes", sync(bloom(1, 10, 0, 2)), 3501},
		{"a filter shorter than it says", sync(bloom(1000, 10, 7, 2)), 3501},
		{"a filter of 2^60 entries", sync(bloom(1<<60, 10, 7, 2)), 3501},
		{"an empty change", sync(withChange(nil)), 3501},
		{"a change with a bad checksum", sync(withChange(badSum)), 3501},
		{"a change with bad magic", sync(withChange(append([]byte("rm -"), badSum[4:]...))), 3501},
		{"a chunk of type 3", sync(withChange(chunkOf(3, manyOps(1)))), 3501},
		{"a document in the place of a change", sync(withChange(chunkOf(0, manyOps(1)))), 3501},
		{"a change without contents", sync(withChange(chunkOf(1, nil))), 3501},
		{"a deflated change that does not inflate", sync(withChange(chunkOf(2, []byte("not deflated")))), 3501},
		{"a bomb: 58 KB that inflate to 60 MB", sync(withChange(chunkOf(2, deflate(t, make([]byte, 60_000_000))))),
			4413},
		{"a frame of more than 16 MiB", encoded(t, m{"type": "other", "x": make([]byte, 16<<20)}), 4413},
	}
}

func TestHostile_AMalformedFrameCostsItsSenderTheSocketAndNobodyElse(t *testing.T) { // alone: it looks at the clock
	s := serve(t, "--sockets-per-user", "0")
	id := s.Shared("escrows", 1)[0].Key(t)
	bystander := s.Edit(id, "purchasePrice", demo.Agent2)
	token := s.Personal(demo.Agent1.Email)
	for i, bad := range malformedFrames(t, "hostile", crm.DocumentID(id)) {
		t.Run(bad.name, func(t *testing.T) {
			c, err := s.TryDial(token, testclient.Options{PeerID: "hostile"})
			if err != nil {
				t.Fatal(err)
			}
			_, before := roomkeytest.Memory(t, s.PID())
			began := time.Now()
			if err := c.SendRaw(bad.frame); err != nil {
				t.Fatal(err)
			}
			select {
			case <-c.Done():
			case <-time.After(20 * time.Second):
				t.Fatal("the socket stays open")
			}
			if code := roomkeytest.CloseCode(c); code != bad.code {
				t.Errorf("closed with %d, not %d: %v", code, bad.code, c.Err())
			}
			if took := time.Since(began); took > 15*time.Second { // a raced test takes seconds to mask 16 MiB
				t.Errorf("it took %v", took)
			}
			if _, after := roomkeytest.Memory(t, s.PID()); strings.HasPrefix(bad.name, "a bomb") &&
				after-before > 16<<20 {
				t.Errorf("the server's memory rose by %d MiB", (after-before)>>20)
			}
		})
		if !s.Running() {
			t.Fatalf("frame %d ended the server", i)
		}
	}
	bystander.Stop()
}
