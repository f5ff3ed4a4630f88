package session_test

import (
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"roomkey/crm"
	"roomkey/sync/session"
)

// Pings are paced as frames are, and whoever goes on is closed.
func TestFlood_PingsWaitAndEndTheSocket(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		waited := make(map[string]time.Duration)
		d := newServer(t, func(c *session.Config) {
			c.Metrics.Waited = func(budget string, took time.Duration) { waited[budget] += took }
		})
		c, began := d.enter(viewer), time.Now()
		sent := make(chan int)
		go func() {
			n := 0
			for c.Ping() == nil {
				n++
			}
			sent <- n
		}()
		if how := c.expectClose(3013); !strings.HasPrefix(how.Reason, "retry-after=") {
			t.Error(how.Reason)
		}
		took := time.Since(began)
		if took < 60*time.Second || took > 70*time.Second {
			t.Error(took)
		}
		if n := <-sent; n < 100+20*60 || n > 100+20*70+100 { // a hundred may lie in the socket
			t.Errorf("%d pings were taken", n)
		}
		if waited["frames"] < 55*time.Second || waited["frames"] > took || len(waited) != 1 {
			t.Errorf("waited for %v", waited)
		}
	})
}

// A client that asks for much waits, on all its sockets and on none of others'. A new socket does not help it (R18).
func TestFlood_AnswersWaitForTheirUsersBudget(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		answers := make(map[crm.ID]int)
		d.receive = func(l *playedDocument, _ []byte, done func(error)) {
			d.playedDocuments.mu.Lock()
			answers[l.user.ID]++
			d.playedDocuments.mu.Unlock()
			l.out.Send(l.doc, make([]byte, 1<<20))
			done(nil)
		}
		ask := func(c *client) {
			for c.WriteFrame(c.encode(c.message(id(1), "m")), nil) == nil {
			}
		}
		for range 4 {
			go ask(d.enter(agent))
		}
		honest := d.enter(mate)
		time.Sleep(30 * time.Second)
		synctest.Wait()
		// 16 MiB at once, 4 MiB a second, and one message beyond it for each socket
		if n := answers[agent.ID]; n < 16+4*29 || n > 16+4*31+4 {
			t.Errorf("%d answers of 1 MiB", n)
		}
		before := answers[agent.ID]
		go ask(d.enter(agent))
		synctest.Wait()
		if n := answers[agent.ID]; n > before+5 { // one message for each socket
			t.Errorf("a new socket got %d more", n-before)
		}
		began := time.Now()
		for range 8 {
			honest.sync(id(2), "m")
			honest.expect("sync")
		}
		if took := time.Since(began); took != 0 {
			t.Errorf("another user waited %v", took)
		}
	})
}

// unread is a server that answers each message by 20 MiB, or by a byte, besides what a socket itself holds. Its clients
// read nothing.
type unread struct{ *testServer }

func newUnread(t *testing.T) *unread {
	d := &unread{newServer(t, nil)}
	long := make([]byte, 1<<20)
	d.receive = func(l *playedDocument, data []byte, done func(error)) {
		for range 64 {
			l.out.Send(l.doc, []byte("m"))
		}
		for range 20 {
			if string(data) == "much" {
				l.out.Send(l.doc, long)
			}
		}
		done(nil)
	}
	return d
}

// ask opens a socket that sends one message.
func (d *unread) ask(user crm.User, peer, message string) *client {
	c := d.stall(crm.Principal{User: user})
	c.join(peer)
	c.sync(id(1), message)
	synctest.Wait()
	return c
}

// flush gives sockets that were closed the time to write what is queued.
func flush() {
	time.Sleep(2 * time.Second)
	synctest.Wait()
}

// ended reports whether a socket was closed.
func (c *client) ended() bool { return len(c.over) > 0 }

// Answers that nobody reads take memory: those to all sockets of a user are bounded together.
func TestFlood_UnreadAnswersAreCountedForAllSocketsOfAUser(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newUnread(t)
		first, other := d.ask(agent, "first", "much"), d.ask(mate, "other", "much")
		second := d.ask(agent, "second", "much")
		flush()
		if first.ended() || other.ended() {
			t.Error("20 MiB that lie unread end a socket")
		}
		if !second.ended() {
			t.Error("40 MiB lie unread on two sockets of a user")
		}
	})
}

// … and those to all users: where much lies unread, nobody may leave more than a little.
func TestFlood_UnreadAnswersAreCountedForAllUsers(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newUnread(t)
		var all []*client
		for i := range 8 {
			user := agent
			user.ID = id(byte(100 + i))
			d.users[user.ID] = user
			all = append(all, d.ask(user, strconv.Itoa(i), "much"))
		}
		modest := d.ask(mate, "modest", "little")
		flush()
		for i, c := range all {
			if ended, want := c.ended(), i >= 6; ended != want { // 6 times 20 MiB are less than 128 MiB
				t.Errorf("socket %d is ended: %t", i, ended)
			}
		}
		if modest.ended() {
			t.Error("somebody ends who has read all but a few bytes")
		}
	})
}

// Pushes are not the reader's doing, and cost it nothing.
func TestFlood_PushesAreNoAnswers(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		c := d.enter(agent)
		c.sync(id(1), "m")
		synctest.Wait()
		for range 100 {
			d.links[0].out.Send(id(1), make([]byte, 1<<20-1<<10))
			c.expect("sync")
			synctest.Wait()
		}
		began := time.Now()
		c.sync(id(1), "n")
		c.sync(id(1), "o")
		synctest.Wait()
		if got := strings.Join(d.links[0].got, ""); got != "mno" || time.Since(began) != 0 {
			t.Errorf("%s after %v", got, time.Since(began))
		}
	})
}

// A fresh device opens a thousand documents of 1 KB, and waits for nothing but its thousandth and later frames.
func TestFlood_AFreshClientNoticesNothing(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		d.receive = func(l *playedDocument, _ []byte, done func(error)) {
			l.out.Send(l.doc, make([]byte, 1<<10))
			done(nil)
		}
		c, began := d.enter(agent), time.Now()
		for i := range 1_000 {
			var doc crm.ID
			doc[0], doc[1] = byte(i>>8), byte(i)
			c.sync(doc, "m")
		}
		for range 1_000 {
			c.expect("sync")
		}
		if took := time.Since(began); took > 50*time.Millisecond {
			t.Errorf("it waited %v", took)
		}
	})
}

// A user's script may use up what the user's browser shares with it: the browser waits a little, and the script is
// closed.
func TestFlood_ClosesWhoTookTheAnswersAndNotTheUsersOtherSockets(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		d.receive = func(l *playedDocument, data []byte, done func(error)) {
			size := 1 << 10
			if string(data) == "all" {
				size = 1 << 20
			}
			l.out.Send(l.doc, make([]byte, size))
			done(nil)
		}
		browser, began := d.enter(agent), time.Now()
		var scripts sync.WaitGroup
		defer scripts.Wait()
		for i := range 3 {
			scripts.Go(func() { // comes back whenever it is closed
				for time.Since(began) < 3*time.Minute {
					script := d.connect(crm.Principal{User: agent})
					script.join("script " + strconv.Itoa(i))
					for script.WriteFrame(script.encode(script.message(id(1), "all")), nil) == nil {
					}
					for range script.frames {
					}
					if script.how == nil || script.how.Code != 3013 {
						t.Errorf("a script was closed with %v", script.how)
					}
				}
			})
		}
		for ; time.Since(began) < 3*time.Minute; time.Sleep(time.Second) {
			browser.sync(id(2), "m")
			select {
			case _, open := <-browser.frames:
				if !open {
					t.Fatalf("the browser was closed with %v", browser.how)
				}
			case <-time.After(time.Minute): // its turn is a matter of chance
				t.Fatal("the browser is not served")
			}
		}
	})
}

// What is read of a room's log for a client that can't be sent it counts as answered; what can be known to be too much
// is not read.
func TestFlood_RecoveriesInVainWaitToo(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		room := crm.TeamRoom(harbor)
		data := []byte(`"` + strings.Repeat("x", 1<<10) + `"`)
		for range 1_100 {
			d.commit(crm.Event{Room: room, Name: "activity", Data: data})
		}
		reads := 0
		d.readLog = func() { reads++ }
		c := d.enter(agent)
		if f := c.recover(room, "e1", 99); f["recovered"] != false || reads != 0 {
			t.Errorf("%d reads for a client that is 1,001 events behind: %v", reads, f["recovered"])
		}
		began := time.Now()
		go func() {
			join := c.encode(object{"type": "room:join", "room": string(room), "epoch": "e1", "offset": 200})
			for c.WriteFrame(join, nil) == nil {
			}
		}()
		for time.Since(began) < 30*time.Second {
			if f := c.expect("room:joined"); f["recovered"] != false {
				t.Fatal("a megabyte of events is sent")
			}
		}
		if reads < 20 || reads > (8+4*31)*1024/900+2 { // each reads more than 900 KiB
			t.Errorf("%d reads in 30 s", reads)
		}
		c.Close(1000, "")
	})
}
