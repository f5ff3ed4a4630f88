package web_test

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"roomkey/crm"
	realtime "roomkey/sync"
	"roomkey/web"
)

// The stack is the greatest part of an idle socket's memory. It has 4 KB if few frames are on it while the socket
// waits: the collector then forgets what else ran there.
func TestSync_AnIdleSocketWaitsOnASmallStack(t *testing.T) {
	if raced {
		t.Skip("the race detector makes frames larger")
	}
	const sockets, most = 300, 5 << 10
	h := newTestServer(t, func(c *web.Config) {
		c.Hub = realtime.New(realtime.Config{Storage: c.Store, Engine: engines,
			Limits: realtime.Limits{SocketsPerUser: -1}})
	})
	made := h.as("agent2").createLead("Ann", crm.VisibilityTeam)
	token := h.as("agent1").token
	open := func(n int) {
		for range n {
			s := h.opened("?access_token=" + token)
			s.join()
			s.send(map[string]any{"type": "room:join", "room": "record:" + made.ID.String()})
			s.receive()
		}
	}
	stacks := func() uint64 {
		var stats runtime.MemStats
		for range 3 { // each halves the stacks that may shrink
			runtime.GC()
		}
		runtime.ReadMemStats(&stats)
		return stats.StackInuse
	}
	open(10)
	before := stacks()
	open(sockets)
	if each := (stacks() - before) / sockets; each > most {
		t.Errorf("an idle socket has %d bytes of stacks, more than %d", each, most)
	} else {
		t.Logf("%d bytes of stacks", each)
	}
}

// A client may send frames before it has the answer to its upgrade. The framework has read them by then.
func TestSync_FramesBeforeTheAnswerAreTaken(t *testing.T) {
	h := newTestServer(t)
	conn, err := net.Dial("tcp", strings.TrimPrefix(h.base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	join, err := cbor.Marshal(map[string]any{"type": "join", "senderId": "early"})
	if err != nil {
		t.Fatal(err)
	}
	request := fmt.Sprintf("GET /sync?access_token=%s HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n"+
		"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
		h.as("agent1").token)
	frame := append([]byte{0x82, 0x80 | byte(len(join)), 0, 0, 0, 0}, join...) // under a mask that changes nothing
	if _, err := conn.Write(append([]byte(request), frame...)); err != nil {
		t.Fatal(err)
	}
	reader := bufio.NewReader(conn)
	response, err := http.ReadResponse(reader, nil)
	if err != nil || response.StatusCode != http.StatusSwitchingProtocols {
		t.Fatalf("%v %v", response, err)
	}
	answer := make([]byte, 40)
	if _, err := reader.Read(answer); err != nil || answer[0] != 0x82 || !bytes.Contains(answer, []byte("peer")) {
		t.Errorf("answered by %q, %v", answer, err)
	}
}
