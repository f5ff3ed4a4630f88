package testclient

import (
	"bufio"
	"context"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/fxamacker/cbor/v2"
)

// First bytes of frames: final, and what they are; a fragment has no final bit.
const (
	BinaryFrame = 0x82
	TextFrame   = 0x81
	CloseFrame  = 0x88
	PingFrame   = 0x89
	PongFrame   = 0x8a
	Fragment    = 0x02
	More        = 0x00
)

// GoodKey and GoodVersion are the headers that an upgrade needs besides those of [Handshake].
const (
	GoodKey     = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
	GoodVersion = "Sec-WebSocket-Version: 13"
)

// rawBuffer is the size of the network's own buffer for what is written: what lies there was not taken by the server.
const rawBuffer = 16 << 10

// Raw is a WebSocket of which the caller writes every byte. One goroutine may read and one write.
type Raw struct {
	Conn *net.TCPConn
	In   *bufio.Reader
}

// Handshake sends an upgrade with these headers besides the usual ones to host:port, and gives the answer, whatever it
// is. The caller closes Conn.
func Handshake(ctx context.Context, addr, token string, headers ...string) (*Raw, *http.Response, error) {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, nil, err
	}
	r := &Raw{conn.(*net.TCPConn), bufio.NewReaderSize(conn, 64<<10)}
	_ = r.Conn.SetWriteBuffer(rawBuffer)
	request := "GET /sync?access_token=" + token + " HTTP/1.1\r\nHost: " + addr +
		"\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
	for _, header := range headers {
		request += header + "\r\n"
	}
	_ = conn.SetDeadline(time.Now().Add(30 * time.Second))
	_, err = io.WriteString(conn, request+"\r\n")
	var response *http.Response
	if err == nil {
		response, err = http.ReadResponse(r.In, nil)
	}
	if err != nil {
		_ = conn.Close()
		return nil, nil, err
	}
	_ = conn.SetDeadline(time.Time{})
	return r, response, nil
}

// RawJoin is the frame by which a peer joins.
func RawJoin(peer string) []byte {
	data, err := cbor.Marshal(map[string]any{"type": "join", "senderId": peer,
		"peerMetadata": map[string]any{"isEphemeral": true}, "supportedProtocolVersions": []string{"1"}})
	if err != nil {
		panic(err) // it holds texts and a bool
	}
	return FrameOf(BinaryFrame, data)
}

// Next reads a frame of the server's.
func (r *Raw) Next() (first byte, payload []byte, err error) {
	var head [10]byte
	if _, err := io.ReadFull(r.In, head[:2]); err != nil {
		return 0, nil, err
	}
	size, extra := uint64(head[1]), 0
	switch head[1] {
	case 126:
		extra = 2
	case 127:
		extra = 8
	}
	if _, err := io.ReadFull(r.In, head[2:2+extra]); err != nil {
		return 0, nil, err
	}
	switch extra {
	case 2:
		size = uint64(binary.BigEndian.Uint16(head[2:]))
	case 8:
		size = binary.BigEndian.Uint64(head[2:])
	}
	payload = make([]byte, size)
	_, err = io.ReadFull(r.In, payload)
	return head[0], payload, err
}

// FrameOf is a frame as a client has to send it.
func FrameOf(first byte, payload []byte) []byte {
	frame := HeaderOf(first, uint64(len(payload)))
	mask := frame[len(frame)-4:]
	for i, b := range payload {
		frame = append(frame, b^mask[i%4])
	}
	return frame
}

// HeaderOf declares a payload of any size.
func HeaderOf(first byte, size uint64) []byte {
	frame := []byte{first}
	switch {
	case size < 126:
		frame = append(frame, 0x80|byte(size))
	case size <= 0xffff:
		frame = binary.BigEndian.AppendUint16(append(frame, 0x80|126), uint16(size))
	default:
		frame = binary.BigEndian.AppendUint64(append(frame, 0x80|127), size)
	}
	return append(frame, 7, 1, 0x90, 0xfe)
}
