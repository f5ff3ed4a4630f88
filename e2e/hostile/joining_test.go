package hostile_test

import (
	"strings"
	"testing"
	"time"

	"roomkey/internal/demo"
	"roomkey/internal/testclient"
)

// R3
func TestHostile_JoiningIsHeldToItsRules(t *testing.T) {
	t.Parallel()
	s := serve(t)
	one, two := s.Personal(demo.Agent1.Email), s.Personal(demo.Agent2.Email)
	victim := s.Dial(one, testclient.Options{PeerID: "victim"})
	t.Run("no join", func(t *testing.T) {
		t.Parallel()
		began := time.Now()
		if code := s.rawDial(s.Personal(demo.Lead.Email)).code(20 * time.Second); code != 3501 ||
			time.Since(began) < 5*time.Second {
			t.Errorf("closed with %d after %v", code, time.Since(began))
		}
	})
	t.Run("something before join", func(t *testing.T) {
		for _, frame := range []m{{"type": "room:join", "room": "user:x"}, {"type": "other"}, {"type": "ephemeral"}} {
			r := s.rawDial(two)
			r.send(encoded(t, frame))
			if code := r.code(10 * time.Second); code != 3501 {
				t.Errorf("%v: closed with %d", frame, code)
			}
		}
	})
	t.Run("an unknown version", func(t *testing.T) {
		r := s.rawDial(two)
		frame := join("modern")
		frame["supportedProtocolVersions"] = []string{"2", "3"}
		r.send(encoded(t, frame))
		if answer := r.next(); answer.Type != "error" || answer.Message == "" {
			t.Errorf("answered by %+v", answer)
		}
		if code := r.code(10 * time.Second); code != 3501 {
			t.Errorf("closed with %d", code)
		}
	})
	t.Run("no versions mean 1", func(t *testing.T) {
		r := s.rawDial(two)
		r.send(encoded(t, m{"type": "join", "senderId": "plain"}))
		if answer := r.next(); answer.Type != "peer" {
			t.Errorf("answered by %+v", answer)
		}
		_ = r.conn.Close()
	})
	for name, peer := range map[string]string{"another user's peer id": "victim",
		"the server's peer id": victim.Server()} {
		t.Run(name, func(t *testing.T) {
			r := s.rawDial(two)
			r.send(encoded(t, join(peer)))
			if code := r.code(10 * time.Second); code != 3507 {
				t.Errorf("closed with %d", code)
			}
		})
	}
	t.Run("peer ids that are none", func(t *testing.T) {
		for _, peer := range []string{"", strings.Repeat("x", 300), "a\nb", "a\x00b", "a\u200bb", "\u202eevil",
			"\x1b[31mred", "a\u2028b"} {
			r := s.rawDial(two)
			r.send(encoded(t, join(peer)))
			if code := r.code(10 * time.Second); code != 3501 {
				t.Errorf("%.20q: closed with %d", peer, code)
			}
		}
	})
	t.Run("the victim is still served", func(t *testing.T) {
		s.JoinOwn(victim, &demo.Agent1)
		id := s.Shared("listings", 1)[0].Key(t)
		hash, err := s.Open(victim, id).Set("ListPrice", 1)
		s.Save(victim.Open(id), hash, err)
	})
	t.Run("the same user's peer id replaces the older socket", func(t *testing.T) {
		s.Dial(one, testclient.Options{PeerID: "victim"})
		<-victim.Done()
	})
	t.Run("a sixth socket", func(t *testing.T) {
		token := s.Personal(demo.Viewer.Email)
		for range 5 {
			s.Dial(token, testclient.Options{})
		}
		r := s.rawDial(token)
		r.send(encoded(t, join("sixth")))
		if code := r.code(10 * time.Second); code != 3504 {
			t.Errorf("closed with %d", code)
		}
	})
	t.Run("a bad token", func(t *testing.T) {
		for _, token := range []string{"", "nonsense", strings.Repeat("x", 3000)} {
			if code := s.rawDial(token).code(10 * time.Second); code != 3500 {
				t.Errorf("closed with %d", code)
			}
		}
	})
}
