package session_test

import (
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// A user has one large message in memory at a time, over all sockets. It costs nobody else anything, and small messages
// of other sockets go on (R19).
func TestSession_OneLargeMessageOfAUserAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newServer(t, nil)
		var mu sync.Mutex // guards the next two; who reads them has waited for all
		var unfinished []func(error)
		came := make(map[string]int) // by user
		d.receive = func(l *playedDocument, data []byte, done func(error)) {
			mu.Lock()
			defer mu.Unlock()
			came[l.user.Name]++
			if len(data) > 1<<20 {
				unfinished = append(unfinished, done)
				return
			}
			done(nil)
		}
		doc := id(1)
		large := strings.Repeat("x", 10<<20)
		phone, desk, colleague := d.enter(agent), d.enter(agent), d.enter(lead)
		phone.sync(doc, large)
		synctest.Wait()
		desk.sync(doc, "small")
		desk.sync(doc, large)
		colleague.sync(doc, large)
		time.Sleep(time.Minute)
		synctest.Wait()
		if came[agent.Name] != 2 || came[lead.Name] != 1 {
			t.Fatalf("%v messages came: one large one of each user, and a small one, should", came)
		}
		unfinished[0](nil)
		time.Sleep(time.Minute)
		synctest.Wait()
		if came[agent.Name] != 3 {
			t.Errorf("%v messages came once the first was done", came)
		}
		desk.Close(1000, "") // while its message is worked on
		synctest.Wait()
		phone.sync(doc, large)
		phone.Close(1000, "") // while another waits
		for _, done := range unfinished[1:] {
			done(nil)
		}
	})
}
