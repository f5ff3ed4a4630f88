package hostile_test

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"testing"
	"time"

	"github.com/fasthttp/websocket"
	"github.com/fxamacker/cbor/v2"

	"roomkey/crdt"
	"roomkey/internal/testclient"
)

// raw is a socket without any manners.
type raw struct {
	t    testing.TB
	conn *websocket.Conn
}

// rawDial upgrades and says nothing.
func (s *server) rawDial(token string) *raw {
	s.T.Helper()
	conn, _, err := websocket.DefaultDialer.Dial(s.Socket()+"?access_token="+token, nil)
	if err != nil {
		s.T.Fatal(err)
	}
	s.T.Cleanup(func() { _ = conn.Close() })
	return &raw{s.T, conn}
}

func (r *raw) send(data []byte) { _ = r.conn.WriteMessage(websocket.BinaryMessage, data) }

// code reads until the socket is closed, and gives the code; 0 where it isn't within the time.
func (r *raw) code(limit time.Duration) int {
	_ = r.conn.SetReadDeadline(time.Now().Add(limit))
	for {
		if _, _, err := r.conn.ReadMessage(); err != nil {
			var closed *websocket.CloseError
			if errors.As(err, &closed) {
				return closed.Code
			}
			return 0
		}
	}
}

// next reads one frame.
func (r *raw) next() testclient.Frame {
	r.t.Helper()
	_ = r.conn.SetReadDeadline(time.Now().Add(30 * time.Second))
	var f testclient.Frame
	_, data, err := r.conn.ReadMessage()
	if err == nil {
		err = cbor.Unmarshal(data, &f)
	}
	if err != nil {
		r.t.Fatal(err)
	}
	return f
}

func encoded(t testing.TB, frame any) []byte {
	t.Helper()
	data, err := cbor.Marshal(frame)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func join(peer string) m {
	return m{"type": "join", "senderId": peer, "peerMetadata": m{"isEphemeral": true},
		"supportedProtocolVersions": []string{"1"}}
}

// varint is n as ULEB128.
func varint(n uint64) []byte { return binary.AppendUvarint(nil, n) }

// syncOf joins the parts of a sync message.
func syncOf(parts ...[]byte) []byte { return append([]byte{0x42}, bytes.Join(parts, nil)...) }

// hashesOf is a list of n hashes, all different.
func hashesOf(n int) []byte {
	out := varint(uint64(n))
	for i := range n {
		out = append(out, bytes.Repeat([]byte{byte(i), byte(i >> 8)}, 16)...)
	}
	return out
}

// withChange is a sync message with one chunk and nothing else.
func withChange(chunk []byte) []byte {
	return (&crdt.Message{Changes: [][]byte{chunk}}).Encode()
}

// chunkOf seals contents as a chunk.
func chunkOf(kind byte, contents []byte) []byte {
	chunk := append([]byte{0x85, 0x6f, 0x4a, 0x83, 0, 0, 0, 0, kind}, varint(uint64(len(contents)))...)
	return seal(append(chunk, contents...))
}

func deflate(t testing.TB, contents []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestCompression)
	if err == nil {
		_, err = w.Write(contents)
	}
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// head is a change's contents up to its columns: by a fresh actor, after nothing.
func head(deps []byte) []byte {
	out := append(deps, 16)
	out = append(out, "a hostile actor!"...)
	return append(out, 1, 1, 0, 0, 0) // seq, startOp, time, message, other actors
}

// manyOps is a change of n operations in a few bytes: a run of nulls.
func manyOps(n int64) []byte {
	run := func(value byte) []byte { return append(sleb(n), value) }
	columns := [][]byte{append(append(sleb(n), 1), 'k'), varint(uint64(n)), run(1), run(0), run(0)}
	specs := []byte{0x15, 0x34, 0x42, 0x56, 0x70}
	out := append(head([]byte{0}), byte(len(specs)))
	for i, spec := range specs {
		out = append(append(out, spec), varint(uint64(len(columns[i])))...)
	}
	return append(out, bytes.Join(columns, nil)...)
}

// sleb is a positive n as SLEB128.
func sleb(n int64) []byte {
	var out []byte
	for {
		b := byte(n & 0x7f)
		n >>= 7
		if n == 0 && b&0x40 == 0 {
			return append(out, b)
		}
		out = append(out, b|0x80)
	}
}

func repeated(n int, value any) []any {
	list := make([]any, n)
	for i := range list {
		list[i] = value
	}
	return list
}

func nested(n int) any {
	var value any = 1
	for range n {
		value = []any{value}
	}
	return value
}
