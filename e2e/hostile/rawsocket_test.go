package hostile_test

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"time"
)

// First bytes of frames: final, and what they are; a fragment has no final bit.
const (
	binaryFrame = 0x82
	textFrame   = 0x81
	closeFrame  = 0x88
	pingFrame   = 0x89
	pongFrame   = 0x8a
	fragment    = 0x02
	more        = 0x00
)

// rawSocket is a WebSocket of which the test writes every byte.
type rawSocket struct {
	t    testing.TB
	conn *net.TCPConn
	in   *bufio.Reader
}

// handshake sends an upgrade with these headers besides the usual ones, and gives the answer.
func (s *server) handshake(token string, headers ...string) (*rawSocket, *http.Response) {
	s.T.Helper()
	conn, err := net.Dial("tcp", s.Addr)
	if err != nil {
		s.T.Fatal(err)
	}
	s.T.Cleanup(func() { _ = conn.Close() })
	r := &rawSocket{s.T, conn.(*net.TCPConn), bufio.NewReaderSize(conn, 64<<10)}
	_ = r.conn.SetWriteBuffer(16 << 10) // what lies there was not taken by the server
	request := "GET /sync?access_token=" + token + " HTTP/1.1\r\nHost: " + s.Addr +
		"\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
	for _, header := range headers {
		request += header + "\r\n"
	}
	if _, err := io.WriteString(conn, request+"\r\n"); err != nil {
		s.T.Fatal(err)
	}
	_ = conn.SetReadDeadline(time.Now().Add(30 * time.Second))
	response, err := http.ReadResponse(r.in, nil)
	if err != nil {
		s.T.Fatal(err)
	}
	return r, response
}

const goodKey, goodVersion = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13"

// rawSocket upgrades and says nothing.
func (s *server) rawSocket(token string) *rawSocket {
	s.T.Helper()
	r, response := s.handshake(token, goodKey, goodVersion)
	if response.StatusCode != http.StatusSwitchingProtocols {
		s.T.Fatal(response.Status)
	}
	return r
}

// rawJoin upgrades and is greeted.
func (s *server) rawJoin(token, peer string) *rawSocket {
	s.T.Helper()
	r := s.rawSocket(token)
	r.write(frameOf(binaryFrame, encoded(s.T, join(peer))))
	if first, _, err := r.next(); err != nil || first != binaryFrame {
		s.T.Fatalf("%x, %v", first, err)
	}
	return r
}

func (r *rawSocket) write(data []byte) {
	r.t.Helper()
	if _, err := r.conn.Write(data); err != nil {
		r.t.Fatal(err)
	}
}

// next reads a frame of the server's.
func (r *rawSocket) next() (first byte, payload []byte, err error) {
	var head [10]byte
	if _, err := io.ReadFull(r.in, head[:2]); err != nil {
		return 0, nil, err
	}
	size, extra := uint64(head[1]), 0
	switch head[1] {
	case 126:
		extra = 2
	case 127:
		extra = 8
	}
	if _, err := io.ReadFull(r.in, head[2:2+extra]); err != nil {
		return 0, nil, err
	}
	switch extra {
	case 2:
		size = uint64(binary.BigEndian.Uint16(head[2:]))
	case 8:
		size = binary.BigEndian.Uint64(head[2:])
	}
	payload = make([]byte, size)
	_, err = io.ReadFull(r.in, payload)
	return head[0], payload, err
}

// closes reads until the server ends the connection, and gives the codes of the close frames that came.
func (r *rawSocket) closes(limit time.Duration) (codes []int) {
	r.t.Helper()
	_ = r.conn.SetReadDeadline(time.Now().Add(limit))
	for {
		first, payload, err := r.next()
		switch {
		case errors.Is(err, io.EOF):
			return codes
		case err != nil:
			r.t.Errorf("the connection does not end: %v", err)
			return codes
		case first == closeFrame && len(payload) >= 2:
			codes = append(codes, int(binary.BigEndian.Uint16(payload)))
		case first == closeFrame:
			codes = append(codes, 0)
		}
	}
}

// frameOf is a frame as a client has to send it.
func frameOf(first byte, payload []byte) []byte {
	frame := headerOf(first, uint64(len(payload)))
	mask := frame[len(frame)-4:]
	for i, b := range payload {
		frame = append(frame, b^mask[i%4])
	}
	return frame
}

// headerOf declares a payload of any size.
func headerOf(first byte, size uint64) []byte {
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
