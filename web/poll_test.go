package web_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"io"
	"net/http"
	"testing"

	"github.com/fxamacker/cbor/v2"
)

// poller is a client whose network lets no WebSocket through.
type poller struct {
	t     *testing.T
	h     *testServer
	token string
	id    string
	got   []map[string]any
}

// post sends a request of the poll, and gives the status and the body of the answer.
func (p *poller) post(path string, body []byte) (int, []byte) {
	p.t.Helper()
	request, err := http.NewRequest(http.MethodPost, p.h.base+path, bytes.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	if p.token != "" {
		request.Header.Set("Authorization", "Bearer "+p.token)
	}
	request.Header.Set("Sync-Poll", p.id)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		p.t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return response.StatusCode, answer
}

// open begins a poll.
func (p *poller) open() {
	p.t.Helper()
	status, body := p.post("/sync/poll", nil)
	var opened struct{ ID string }
	if err := json.Unmarshal(body, &opened); status != 200 || err != nil || len(opened.ID) != 32 {
		p.t.Fatalf("opened: %d %s", status, body)
	}
	p.id = opened.ID
}

// send sends frames in one request.
func (p *poller) send(frames ...map[string]any) {
	p.t.Helper()
	var body []byte
	for _, frame := range frames {
		data, err := cbor.Marshal(frame)
		if err != nil {
			p.t.Fatal(err)
		}
		body = append(binary.BigEndian.AppendUint32(body, uint32(len(data))), data...)
	}
	if status, answer := p.post("/sync/poll/send", body); status != 204 {
		p.t.Fatalf("sent: %d %s", status, answer)
	}
}

// next waits for a frame of a type, and forgets those before it.
func (p *poller) next(kind string) map[string]any {
	p.t.Helper()
	for range 20 {
		for len(p.got) > 0 {
			frame := p.got[0]
			p.got = p.got[1:]
			if frame["type"] == kind {
				return frame
			}
		}
		status, body := p.post("/sync/poll/receive", nil)
		if status != 200 && status != 204 {
			p.t.Fatalf("received: %d %s", status, body)
		}
		for len(body) > 0 {
			size := binary.BigEndian.Uint32(body)
			var frame map[string]any
			if err := cbor.Unmarshal(body[4:4+size], &frame); err != nil {
				p.t.Fatal(err)
			}
			p.got, body = append(p.got, frame), body[4+size:]
		}
	}
	p.t.Fatalf("no %s came", kind)
	return nil
}

func (p *poller) join() {
	p.t.Helper()
	p.send(map[string]any{"type": "join", "senderId": "poller", "peerMetadata": map[string]any{},
		"supportedProtocolVersions": []string{"1"}})
	p.next("peer")
}

// R80
func TestPoll_FramesTravelInRequests(t *testing.T) {
	h := newTestServer(t)
	g := h.signIn("agent1")
	p := &poller{t: t, h: h, token: g.token}
	p.open()
	p.join()
	p.send(map[string]any{"type": "room:join", "room": "user:" + g.user.ID.String()})
	if frame := p.next("room:joined"); frame["recovered"] != false {
		t.Errorf("joined by %v", frame)
	}
	var made struct{ ID string }
	lead := map[string]any{"name": "Ann", "email": "ann@example.test", "source": "web", "stage": "new"}
	g.call("POST", "/leads", map[string]any{"fields": lead}).want(t, 201).into(t, &made)
	p.send(map[string]any{"type": "room:join", "room": "record:" + made.ID})
	p.next("room:joined")
	g.call("PATCH", "/leads/"+made.ID, map[string]any{"fields": map[string]any{"name": "Ann Li"}}).want(t, 200)
	if frame := p.next("event"); frame["name"] != "lead:updated" {
		t.Errorf("heard %v", frame)
	}
	if status, body := p.post("/sync/poll/close", nil); status != 204 {
		t.Errorf("closed: %d %s", status, body)
	}
}

// R80
func TestPoll_IsItsOwnersAndNeedsAToken(t *testing.T) {
	h := newTestServer(t)
	g := h.signIn("agent1")
	p := &poller{t: t, h: h, token: g.token}
	p.open()
	var reads struct{ Token string }
	g.call("POST", "/tokens", map[string]string{"name": "r", "scope": "read"}).want(t, 201).into(t, &reads)
	for name, other := range map[string]*poller{
		"another user's token":       {t: t, h: h, token: h.signIn("agent2").token, id: p.id},
		"a token that may only read": {t: t, h: h, token: reads.Token, id: p.id},
		"another sign-in":            {t: t, h: h, token: h.signIn("agent1").token, id: p.id},
		"another poll":               {t: t, h: h, token: p.token, id: "00"},
	} {
		for _, path := range []string{"/sync/poll/send", "/sync/poll/receive", "/sync/poll/close"} {
			if status, body := other.post(path, nil); status != 404 {
				t.Errorf("%s, %s: %d %s", name, path, status, body)
			}
		}
	}
	for _, path := range []string{"/sync/poll", "/sync/poll/send", "/sync/poll/receive", "/sync/poll/close"} {
		if status, _ := (&poller{t: t, h: h, id: p.id}).post(path, nil); status != 401 {
			t.Errorf("%s without a token: %d", path, status)
		}
	}
	p.join()
}

// R80
func TestPoll_MalformedFramesCloseItWithTheirCode(t *testing.T) {
	h := newTestServer(t)
	p := &poller{t: t, h: h, token: h.signIn("agent1").token}
	p.open()
	for _, body := range [][]byte{{0, 0}, {0, 0, 0, 9, 1}, {255, 255, 255, 255, 1}} {
		if status, answer := p.post("/sync/poll/send", body); status != 400 {
			t.Errorf("%v: %d %s", body, status, answer)
		}
	}
	p.post("/sync/poll/send", []byte{0, 0, 0, 1, 0xff})
	status, body := p.post("/sync/poll/receive", nil)
	var closed struct{ Code int }
	if err := json.Unmarshal(body, &closed); status != 410 || err != nil || closed.Code != 3501 {
		t.Errorf("closed: %d %s", status, body)
	}
}

// R7, R80
func TestPoll_CountsAsASocket(t *testing.T) {
	h := newTestServer(t)
	g := h.signIn("agent1")
	for range 5 {
		p := &poller{t: t, h: h, token: g.token}
		p.open()
	}
	p := &poller{t: t, h: h, token: g.token}
	status, body := p.post("/sync/poll", nil)
	var closed struct{ Code int }
	if err := json.Unmarshal(body, &closed); status != 410 || err != nil || closed.Code != 3504 {
		t.Errorf("the sixth: %d %s", status, body)
	}
}

// The device of a disabled account is told to wipe what it holds, also if none of its requests waited at that moment.
// R80
func TestPoll_ADisabledAccountIsToldSo(t *testing.T) {
	h := newTestServer(t)
	p := &poller{t: t, h: h, token: h.signIn("agent1").token}
	p.open()
	p.join()
	h.disable("agent1")
	for _, path := range []string{"/sync/poll", "/sync/poll/send", "/sync/poll/receive", "/sync/poll/close"} {
		status, body := p.post(path, nil)
		var closed struct{ Code int }
		if err := json.Unmarshal(body, &closed); status != 410 || err != nil || closed.Code != 4501 {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
}

// Polls that are over are remembered for their clients to hear why, but not as many as somebody opens and closes.
// R80
func TestPoll_AFewOfAUsersThatAreOverAreRemembered(t *testing.T) {
	h := newTestServer(t)
	token := h.signIn("agent1").token
	var polls []*poller
	for range 10 {
		p := &poller{t: t, h: h, token: token}
		p.open()
		p.post("/sync/poll/close", nil)
		if status, body := p.post("/sync/poll/receive", nil); status != 410 {
			t.Fatalf("once it was closed: %d %s", status, body)
		}
		polls = append(polls, p)
	}
	if status, body := polls[0].post("/sync/poll/receive", nil); status != 404 {
		t.Errorf("nine polls later: %d %s", status, body)
	}
}
