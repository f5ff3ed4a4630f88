package hostile_test

import (
	"io"
	"net"
	"strings"
	"time"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/testclient"
)

// sendAmbiguousRequests: what two servers may read differently is refused, and what follows it on the connection is not
// read.
func (s *server) sendAmbiguousRequests() {
	const get = "GET /healthz HTTP/1.1\r\n"
	for name, request := range map[string]string{
		"two hosts":     get + "Host: x\r\nHost: y\r\n\r\n",
		"no host":       get + "X: y\r\n\r\n",
		"a folded line": get + "Host: x\r\nX: y\r\n z\r\n\r\n",
		"two lengths": "POST /api/v1/auth/logout HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n" +
			"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
	} {
		conn, err := net.Dial("tcp", s.Addr)
		if err != nil {
			s.T.Fatal(err)
		}
		_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
		_, _ = io.WriteString(conn, request+get+"Host: x\r\nConnection: close\r\n\r\n")
		answer, _ := io.ReadAll(conn)
		_ = conn.Close()
		if !strings.HasPrefix(string(answer), "HTTP/1.1 400") || strings.Count(string(answer), "HTTP/1.1") != 1 {
			s.T.Errorf("%s: %.300s", name, answer)
		}
	}
	twice := s.request("POST", "/clients",
		strings.NewReader(`{"fields":{"FirstName":"Ann"},"fields":{"FirstName":"Bea"}}`))
	twice.Header.Set("Content-Type", "application/json")
	if status, body := s.Send(s.Personal(demo.Agent1.Email), twice); status != 400 {
		s.T.Errorf("a member twice: %d %.300s", status, body)
	}
}

// guessPasswords: wrong passwords end in 429 for who sends them, and keep nobody out of the account on a device that
// has signed in before.
func (s *server) guessPasswords() {
	victim, device := demo.Viewer.Email, ""
	for _, cookie := range s.login(victim, demo.Password).Cookies() {
		if cookie.Name == "roomkey_device" {
			device = cookie.Name + "=" + cookie.Value
		}
	}
	guesses := 0
	for guesses < 20 && s.login(victim, "a wrong password").StatusCode != 429 {
		guesses++
	}
	if guesses == 20 {
		s.T.Error("guesses go on without end")
	}
	if answer := s.login(victim, demo.Password, "Cookie", device); answer.StatusCode != 200 {
		s.T.Errorf("who has signed in before is answered %s", answer.Status)
	}
}

// signInFromElsewhere: a page whose name was bound to this server is not the server's own page.
func (s *server) signInFromElsewhere() {
	port := s.Addr[strings.LastIndexByte(s.Addr, ':'):]
	for host, want := range map[string]int{"evil.example" + port: 403, "localhost" + port: 200} {
		answer := s.login(demo.Agent2.Email, demo.Password, "Host", host, "Origin", "http://"+host)
		if answer.StatusCode != want {
			s.T.Errorf("a page of %s signs in: %s, not %d", host, answer.Status, want)
		}
	}
}

// borrowARecord: a lead who takes a record, reads its private fields and gives it back is told of to its owner.
func (s *server) borrowARecord() {
	owner, lead := s.Personal(demo.Agent1.Email), s.Personal(demo.Lead.Email)
	listing := s.MakeListing(owner, crm.VisibilityTeam)
	var taken record
	s.want(200, lead, "POST", "/listings/"+listing.ID+"/transfer", m{"owner": demo.Lead.ID}, nil)
	s.want(200, lead, "GET", "/listings/"+listing.ID, nil, &taken)
	if taken.Private["AccessCode"] != roomkeytest.Canary {
		s.T.Errorf("who took it reads %v", taken.Private)
	}
	s.want(200, lead, "POST", "/listings/"+listing.ID+"/transfer", m{"owner": demo.Agent1.ID}, nil)
	var told struct{ Items []m }
	s.Get(owner, "/notifications", &told)
	said := 0
	for _, notice := range told.Items {
		if notice["record"] == listing.ID && notice["by"] == demo.Lead.ID.String() {
			said++
		}
	}
	if said != 2 {
		s.T.Errorf("the owner is told %d times: %v", said, told.Items)
	}
}

// pretendToEdit: nobody sees a viewer as editing a field.
func (s *server) pretendToEdit() {
	id := s.Shared("escrows", 2)[1].Key(s.T)
	watcher := s.Watch(demo.Lead.Email)
	watcher.JoinAll(&demo.Lead, id)
	viewer := s.Dial(s.Personal(demo.Viewer.Email), testclient.Options{})
	if err := viewer.Join(crm.RecordRoom(id), "", 0); err != nil {
		s.T.Fatal(err)
	}
	field := m{"record": id.String(), "field": "/possessionDate"}
	if err := viewer.Send(m{"type": "presence", "status": "online", "viewing": id.String(), "editing": field,
		"typing": field}); err != nil {
		s.T.Fatal(err)
	}
	roomkeytest.Eventually(s.T, "the viewer is there", func() bool { return watcher.Saw(demo.Viewer.ID.String()) })
	doc := s.writer(&demo.Agent1, id, testclient.Options{})
	hash, err := doc.Set("transactionType", "the last event")
	if err := s.settled(doc, hash, err); err != nil {
		s.T.Error(err)
	}
	roomkeytest.Eventually(s.T, "the room hears of the edit", func() bool { return watcher.Saw("the last event") })
	if watcher.Saw("/possessionDate") {
		s.T.Error("a viewer is shown as editing")
	}
}
