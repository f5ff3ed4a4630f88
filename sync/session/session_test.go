package session_test

import (
	"encoding/hex"
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
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

// R6
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

// R3
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

// R4
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

// Each hostile frame closes its own socket with its code, and nobody else's (R11).
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

// A sync message that a document finds malformed or too large closes the socket too (R42).
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

// R12
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

// R5
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

// Else whoever knows the id of somebody absent could keep them out for good: clients take 3507 as final (R5).
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

// R7
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

// A socket whose documents are behind is not read, so its end lies unread too. It keeps no newer one out (R7).
func TestSession_CountsNoSocketWhosePeerHasLeft(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newServer(t, func(c *session.Config) { c.Limits.SocketsPerUser = 1 })
		var waiting []func(error)
		d.receive = func(_ *playedDocument, _ []byte, done func(error)) { waiting = append(waiting, done) }
		busy := d.enterAs(agent, "old tab")
		for i := range 20 {
			busy.sync(id(1), strconv.Itoa(i))
		}
		synctest.Wait()
		another := d.connect(crm.Principal{User: agent})
		another.join("new tab")
		another.expectClose(3504) // the old one is there
		if err := busy.Close(1000, ""); err != nil {
			t.Error(err)
		}
		synctest.Wait()
		d.enterAs(agent, "new tab")
		for i := range waiting {
			waiting[i](nil)
		}
		another = d.connect(crm.Principal{User: agent})
		another.join("old tab")
		another.expectClose(3504)
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

// saved and rejected reach only clients that know Roomkey's own frames: those that joined a room (R57).
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
