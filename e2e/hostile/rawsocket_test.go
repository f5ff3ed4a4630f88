package hostile_test

import (
	"encoding/binary"
	"errors"
	"io"
	"net/http"
	"testing"
	"time"

	"roomkey/internal/testclient"
)

// The frames of testclient's raw sockets, by short names.
const (
	binaryFrame = testclient.BinaryFrame
	textFrame   = testclient.TextFrame
	closeFrame  = testclient.CloseFrame
	pingFrame   = testclient.PingFrame
	pongFrame   = testclient.PongFrame
	fragment    = testclient.Fragment
	more        = testclient.More

	goodKey, goodVersion = testclient.GoodKey, testclient.GoodVersion
)

var frameOf, headerOf = testclient.FrameOf, testclient.HeaderOf

// rawSocket is a WebSocket of which the test writes every byte.
type rawSocket struct {
	*testclient.Raw
	t testing.TB
}

// handshake sends an upgrade with these headers besides the usual ones, and gives the answer.
func (s *server) handshake(token string, headers ...string) (*rawSocket, *http.Response) {
	s.T.Helper()
	r, response, err := testclient.Handshake(s.T.Context(), s.Addr, token, headers...)
	if err != nil {
		s.T.Fatal(err)
	}
	s.T.Cleanup(func() { _ = r.Conn.Close() })
	_ = r.Conn.SetReadDeadline(time.Now().Add(30 * time.Second))
	return &rawSocket{r, s.T}, response
}

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
	r.write(testclient.RawJoin(peer))
	if first, _, err := r.Next(); err != nil || first != binaryFrame {
		s.T.Fatalf("%x, %v", first, err)
	}
	return r
}

func (r *rawSocket) write(data []byte) {
	r.t.Helper()
	if _, err := r.Conn.Write(data); err != nil {
		r.t.Fatal(err)
	}
}

// closes reads until the server ends the connection, and gives the codes of the close frames that came.
func (r *rawSocket) closes(limit time.Duration) (codes []int) {
	r.t.Helper()
	_ = r.Conn.SetReadDeadline(time.Now().Add(limit))
	for {
		first, payload, err := r.Next()
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
