package session_test

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"roomkey/crm"
	"roomkey/sync/session"
)

// inBubble runs a test with its own time.
func inBubble(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, test)
}

func TestSession_GreetsByTheSameNamesAcrossRestarts(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		first := newServer(t, nil)
		c := first.connect(crm.Principal{User: agent})
		c.join("a")
		hello := c.expect("peer")
		meta := hello["peerMetadata"].(map[any]any)
		if hello["targetId"] != "a" || hello["selectedProtocolVersion"] != "1" || meta["isEphemeral"] != false ||
			meta["storageId"] == "" {
			t.Fatal(hello)
		}
		second := newServer(t, func(config *session.Config) { config.Storage = first.memoryStorage })
		c = second.connect(crm.Principal{User: agent})
		c.join("a")
		again := c.expect("peer")
		if again["senderId"] != hello["senderId"] ||
			again["peerMetadata"].(map[any]any)["storageId"] != meta["storageId"] {
			t.Fatalf("%v became %v", hello, again)
		}
	})
}

func TestSession_RefusesAnUnknownVersionInWords(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		c := d.connect(crm.Principal{User: agent})
		c.send(object{"type": "join", "senderId": "a", "supportedProtocolVersions": []string{"2"}})
		if f := c.expect("error"); f["message"] != "unsupported protocol version" {
			t.Fatal(f)
		}
		c.expectClose(3501)
	})
}

func TestSession_ClosesWhoDoesNotJoin(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		began := time.Now()
		d.connect(crm.Principal{User: agent}).expectClose(3501)
		if took := time.Since(began); took < 10*time.Second || took > 12*time.Second {
			t.Fatal(took)
		}
	})
}

// malformedFrames are those of package wire's test data.
func malformedFrames(t *testing.T) map[string][]byte {
	t.Helper()
	raw, err := os.ReadFile("../wire/testdata/malformed.json")
	if err != nil {
		t.Fatal(err)
	}
	var list map[string]string
	if err := json.Unmarshal(raw, &list); err != nil || len(list) == 0 {
		t.Fatalf("%d frames: %v", len(list), err)
	}
	frames := make(map[string][]byte, len(list))
	for name, text := range list {
		if frames[name], err = hex.DecodeString(text); err != nil {
			t.Fatal(err)
		}
	}
	return frames
}

// Each hostile frame closes its own socket with its code, and nobody else's.
func TestSession_ClosesHostileSocketsAlone(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		honest := d.enter(mate)
		for _, frame := range malformedFrames(t) {
			c := d.enter(agent)
			_ = c.WriteFrame(frame, nil)
			c.expectClose(3501)
		}
		doc := crm.DocumentID(id(1))
		for name, hostile := range map[string]struct {
			code int
			do   func(*client)
		}{
			"too large":   {4413, func(c *client) { _ = c.WriteFrame(make([]byte, 16<<20+1), nil) }},
			"text":        {3501, func(c *client) { _ = c.WriteText("{}") }},
			"second join": {3501, func(c *client) { c.join("other") }},
			"foreign sender": {3501,
				func(c *client) {
					c.send(object{"type": "sync", "senderId": "x", "documentId": doc,
						"data": []byte{1}})
				}},
			"no base58": {3501, func(c *client) {
				c.send(object{"type": "sync", "senderId": c.name, "documentId": "0OIl", "data": []byte{1}})
			}},
			"wrong check": {3501, func(c *client) {
				c.send(object{"type": "sync", "senderId": c.name, "documentId": "1" + doc[1:], "data": []byte{1}})
			}},
			"long document id": {3501, func(c *client) {
				c.send(object{"type": "sync", "senderId": c.name,
					"documentId": strings.Repeat("1", 200), "data": []byte{1}})
			}},
		} {
			t.Log(name)
			c := d.enter(agent)
			hostile.do(c)
			c.expectClose(hostile.code)
		}
		c := d.connect(crm.Principal{User: agent})
		c.sync(id(1), "before join")
		c.expectClose(3501)
		honest.sync(id(1), "still here")
		synctest.Wait()
		if got := d.links[len(d.links)-1].got; !slices.Equal(got, []string{"still here"}) {
			t.Fatal(got)
		}
	})
}

// A sync message that a document finds malformed or too large closes the socket too.
func TestSession_ClosesAfterABadSyncMessage(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		for code, err := range map[int]error{3501: crm.Errorf(crm.CodeInvalid, "no"),
			4413: crm.Errorf(crm.CodeTooLarge, "no")} {
			d.receive = func(_ *playedDocument, _ []byte, done func(error)) { done(err) }
			c := d.enter(agent)
			c.sync(id(1), "bad")
			c.expectClose(code)
		}
	})
}

func TestSession_IgnoresWhatItDoesNotKnow(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		c := d.enter(agent)
		for _, kind := range []string{"remote-subscription-change", "remote-heads-changed", "doc-unavailable", "peer",
			"event", "nonsense"} {
			c.send(object{"type": kind, "senderId": "x", "data": object{"a": []int{1}}})
		}
		c.expectNothing()
	})
}

func TestSession_GivesAPeerIDToTheSameUsersNewerSocketOnly(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		older := d.enterAs(agent, "tab")
		thief := d.connect(crm.Principal{User: mate})
		thief.join("tab")
		thief.expectClose(3507)
		newer := d.enterAs(agent, "tab")
		older.expectClose(3507)
		newer.expectNothing()
		impostor := d.connect(crm.Principal{User: mate})
		name, _ := d.Meta(t.Context(), "peer_id")
		impostor.join(string(name))
		impostor.expectClose(3507)
	})
}

// Else whoever knows the id of somebody absent could keep them out for good: clients take 3507 as final.
func TestSession_PeerIDsOfOtherBrokeragesAreNobodysBusiness(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		stranger := d.enterAs(outsider, "tab")
		victim := d.enterAs(agent, "tab")
		stranger.expectNothing()
		victim.expectNothing()
		newer := d.enterAs(agent, "tab")
		victim.expectClose(3507)
		stranger.expectNothing()
		newer.expectNothing()
	})
}

func TestSession_AllowsFiveSocketsAUser(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		for i := range 5 {
			d.enterAs(agent, "tab"+strconv.Itoa(i))
		}
		sixth := d.connect(crm.Principal{User: agent})
		sixth.join("tab5")
		sixth.expectClose(3504)
		d.enterAs(agent, "tab3") // takes the place of an older one
		d.enter(mate)
		for range 5 {
			d.connect(crm.Principal{User: agent})
		}
		synctest.Wait()
		d.connect(crm.Principal{User: agent}).expectClose(3504) // not even to say who it is
	})
}

func TestSession_LiftsTheLimitOfSockets(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, func(c *session.Config) { c.Limits.SocketsPerUser = -1 })
		for range 30 {
			d.enter(agent)
		}
	})
}

func TestSession_PingsAndGivesUpOnTheDead(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		living, dead := d.enter(agent), d.enter(mate)
		began := time.Now()
		dead.Mute()
		dead.expectClose(3012)
		if took := time.Since(began); took < 60*time.Second || took > 62*time.Second {
			t.Fatal(took)
		}
		time.Sleep(10 * time.Minute)
		living.expectNothing()
	})
}

func TestSession_OutlivesItsTokenByRenewal(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		renewed := map[string]crm.Principal{}
		d := newServer(t, func(c *session.Config) {
			c.Renew = func(_ context.Context, token string) (crm.Principal, error) {
				if who, ok := renewed[token]; ok {
					return who, nil
				}
				return crm.Principal{}, crm.Errorf(crm.CodeUnauthenticated, "this token is not valid")
			}
		})
		began := time.Now()
		c := d.connect(crm.Principal{User: agent, Expires: began.Add(10 * time.Minute)})
		c.join("a")
		c.expect("peer")
		c.joinRoom(crm.UserRoom(agent.ID))
		time.Sleep(9*time.Minute + 2*time.Second)
		if left := c.expect("auth:expiring")["seconds"].(uint64); left < 55 || left > 60 {
			t.Fatal(left)
		}
		c.send(object{"type": "auth", "token": "bad"})
		if f := c.expect("error"); f["code"] != "unauthenticated" {
			t.Fatal(f)
		}
		renewed["good"] = crm.Principal{User: agent, Expires: began.Add(20 * time.Minute)}
		c.send(object{"type": "auth", "token": "good"})
		if at := c.expect("auth:ok")["expiresAt"]; at != uint64(began.Add(20*time.Minute).UnixMilli()) {
			t.Fatal(at)
		}
		time.Sleep(9 * time.Minute)
		c.expectNothing()
		time.Sleep(time.Minute)
		c.expect("auth:expiring")
		c.expectClose(3005)
		if took := time.Since(began); took < 20*time.Minute+25*time.Second || took > 20*time.Minute+27*time.Second {
			t.Fatal(took)
		}
		renewed["mate's"] = crm.Principal{User: mate, Expires: began.Add(time.Hour)}
		c = d.enter(agent)
		c.send(object{"type": "auth", "token": "mate's"})
		c.expectClose(3500)
	})
}

func TestSession_IsClosedWhenItsUserIsDisabled(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		c, other := d.enter(agent), d.enter(mate)
		time.Sleep(1500 * time.Millisecond)
		d.change(func() { gone := agent; gone.Disabled = true; d.users[agent.ID] = gone })
		began := time.Now()
		c.expectClose(4501)
		if took := time.Since(began); took > 2*time.Second {
			t.Fatal(took)
		}
		other.expectNothing()
		disabled := agent
		disabled.Disabled = true
		d.connect(crm.Principal{User: disabled}).expectClose(4501)
		d.change(func() { delete(d.users, mate.ID) })
		other.expectClose(4501)
	})
}

func TestSession_IsClosedWhenItsSignInIsEndedElsewhere(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		var over atomic.Bool
		d := newServer(t, func(c *session.Config) {
			c.Ended = func(_ context.Context, session string) (bool, error) {
				return over.Load() && session == "session-"+agent.Name, nil
			}
		})
		c, other := d.enter(agent), d.enter(mate)
		time.Sleep(1500 * time.Millisecond)
		d.change(func() { over.Store(true) })
		began := time.Now()
		c.expectClose(3500)
		if took := time.Since(began); took > 2*time.Second {
			t.Fatal(took)
		}
		other.expectNothing()
	})
}

func TestSession_GivesItsDocumentsTheUsersNewRights(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		c := d.enter(agent)
		c.sync(id(1), "m")
		synctest.Wait()
		moved := agent
		moved.Teams = []crm.ID{valley}
		d.change(func() { d.users[agent.ID] = moved })
		time.Sleep(2 * time.Second)
		link := d.links[0]
		link.mu.Lock()
		defer link.mu.Unlock()
		if !slices.Equal(link.user.Teams, moved.Teams) {
			t.Fatal(link.user)
		}
	})
}

func TestSession_IsToldOfADrain(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		c, stalled := d.enter(agent), d.stall(crm.Principal{User: mate})
		d.Drain(t.Context())
		c.expectClose(3001)
		<-stalled.over
		d.connect(crm.Principal{User: agent}).expectClose(3001)
	})
}

// A client that reads nothing is closed once a mebibyte waits for it. Others are served.
func TestSession_EvictsSlowReaders(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		slow := 0
		d := newServer(t, func(c *session.Config) { c.Metrics.SlowReader = func() { slow++ } })
		stalled, honest := d.stall(crm.Principal{User: agent}), d.enter(mate)
		stalled.join("stalled")
		stalled.sync(id(1), "m")
		honest.sync(id(1), "m")
		synctest.Wait()
		data := make([]byte, 32<<10)
		sent := 0
		for range 200 {
			for _, link := range d.links {
				link.out.Send(id(1), data)
			}
			honest.expect("sync")
			if synctest.Wait(); len(stalled.over) > 0 {
				break
			}
			sent += len(data)
		}
		// The socket itself holds 64 frames more in this test.
		if bound := 64*len(data) + 1<<20; sent > bound+2*len(data) || slow != 1 {
			t.Fatalf("%d bytes were queued, bound %d; evicted %d", sent, bound, slow)
		}
		go stalled.pump()
		stalled.expectClose(3008)
		honest.expectNothing()
	})
}

// An answer may be larger than the bound for slow readers, because the client asked for it. The session pauses reading
// until the client has taken the answer.
func TestSession_WaitsWithReadingUntilItsAnswersAreTakenIn(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		// 200 MiB would be over the budget of answers, which is not what this is about
		d := newServer(t, func(config *session.Config) { config.Limits.AnswerRate = -1 })
		d.receive = func(l *playedDocument, _ []byte, done func(error)) {
			l.out.Send(l.doc, make([]byte, 1<<20))
			done(nil)
		}
		c := d.stall(crm.Principal{User: agent})
		c.join("a")
		synctest.Wait()
		for n := range byte(200) {
			go c.sync(id(n), "m")
		}
		synctest.Wait()
		if n := len(d.links); n > 80 { // 64 lie in the socket of this test
			t.Fatalf("%d answers were made for a client that reads nothing", n)
		}
		go c.pump()
		c.expect("peer")
		for range 200 {
			c.expect("sync")
		}
	})
}

// A document that is behind holds up only the sockets that speak to it.
func TestSession_PausesReadingWhileADocumentIsBehind(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		var waiting []func(error)
		d.receive = func(l *playedDocument, data []byte, done func(error)) {
			if l.doc == id(1) {
				waiting = append(waiting, done)
			} else {
				done(nil)
			}
		}
		busy, other := d.enter(agent), d.enter(mate)
		var sent []string
		for i := range 20 {
			sent = append(sent, strconv.Itoa(i))
			busy.sync(id(1), sent[i])
		}
		synctest.Wait()
		if len(waiting) != 16 {
			t.Fatalf("%d messages of one document are under way", len(waiting))
		}
		other.sync(id(2), "m")
		synctest.Wait()
		if len(d.links) != 2 {
			t.Fatal("the other socket waits too")
		}
		time.Sleep(5 * time.Minute) // its pongs lie unread, and are not held against it
		for i := range sent {
			waiting[i](nil)
			synctest.Wait()
		}
		if got := d.links[0].got; !slices.Equal(got, sent) {
			t.Fatal(got)
		}
	})
}

func TestSession_SlowsAFlooderAndThenClosesIt(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		c, began := d.enter(agent), time.Now()
		done := make(chan int)
		go func() {
			n := 0
			for frame := []byte("\xa1\x64type\x61x"); c.WriteFrame(frame, nil) == nil; n++ {
			}
			done <- n
		}()
		how := c.expectClose(3013)
		if took := time.Since(began); took < 60*time.Second || took > 70*time.Second {
			t.Fatal(took)
		}
		if how.Reason != "retry-after=5" && how.Reason != "retry-after=6" {
			t.Fatal(how.Reason)
		}
		if n := <-done; n < 1000+200*60 || n > 1000+200*70+100 {
			t.Fatalf("%d frames were taken", n)
		}
	})
}

// A stock client sends a burst when it opens many documents. That is no excess if it is quiet afterwards.
func TestSession_ForgivesBursts(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		c := d.enter(agent)
		for range 20 {
			for range 2_000 {
				_ = c.WriteFrame([]byte("\xa1\x64type\x61x"), nil)
			}
			time.Sleep(20 * time.Second)
		}
		c.sync(id(1), "m")
		c.expectNothing()
	})
}

func TestSession_RefusesTooManyDocuments(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, func(c *session.Config) { c.Limits.FrameRate = -1 })
		c := d.enter(agent)
		for i := range 5_001 {
			doc := crm.ID{0: byte(i), 1: byte(i >> 8), 15: 1}
			c.send(object{"type": "request", "senderId": c.name, "documentId": crm.DocumentID(doc), "data": []byte{1}})
		}
		c.expect("doc-unavailable")
		if f := c.expect("error"); f["code"] != "too_large" {
			t.Fatal(f)
		}
		if len(d.links) != 5_000 {
			t.Fatal(len(d.links))
		}
	})
}

// saved and rejected reach only clients that know Roomkey's own frames: those that joined a room.
func TestSession_TellsWhatBecameOfChanges(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, nil)
		c := d.enter(agent)
		c.sync(id(1), "m")
		synctest.Wait()
		out := d.links[0].out
		out.Saved(id(1), []crm.Hash{{1}})
		out.Rejected(id(1), []crm.Hash{{1}}, crm.Invalid("/x", "no"))
		out.Unavailable(id(1))
		c.expect("doc-unavailable")
		c.joinRoom(crm.UserRoom(agent.ID))
		out.Saved(id(1), []crm.Hash{{1}, {2}})
		out.Rejected(id(1), []crm.Hash{{3}}, crm.Invalid("/x", "no"))
		out.Repaired(id(1), []crm.Hash{{4}}, crm.Invalid("/x", "no"))
		saved, rejected, repaired := c.expect("saved"), c.expect("rejected"), c.expect("repaired")
		if len(saved["hashes"].([]any)) != 2 || saved["documentId"] != crm.DocumentID(id(1)) {
			t.Fatal(saved)
		}
		want := object{"code": "invalid", "message": "no", "field": "/x", "type": "rejected"}
		delete(rejected, "hashes")
		delete(rejected, "documentId")
		if !maps.Equal(rejected, want) {
			t.Fatal(rejected)
		}
		if repaired["field"] != "/x" || repaired["documentId"] != crm.DocumentID(id(1)) {
			t.Fatal(repaired)
		}
	})
}

// R49: each repair costs its author as much as an answer of 64 KiB.
func TestSession_RepairsArePaidForByTheirAuthor(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		var waited []string
		d := newServer(t, func(c *session.Config) {
			c.Limits.AnswerRate, c.Limits.AnswerBurst = 64<<10, 64<<10
			c.Metrics.Waited = func(budget string, _ time.Duration) { waited = append(waited, budget) }
		})
		c := d.enter(agent)
		c.sync(id(1), "m")
		synctest.Wait()
		for range 5 {
			d.links[0].out.Repaired(id(1), []crm.Hash{{1}}, crm.Invalid("/x", "no"))
		}
		before := time.Now()
		c.sync(id(2), "m") // is read on credit
		c.sync(id(3), "m")
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if len(d.links) != 3 || len(waited) == 0 || waited[0] != "answers" {
			t.Fatal(len(d.links), waited, time.Since(before))
		}
	})
}
