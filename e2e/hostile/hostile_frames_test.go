package hostile_test

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/testclient"
)

// malformedFrames are what a joined client may send that costs it its socket, each with the close code. sync is a sync
// frame for a record that the client may write, with the given message.
func malformedFrames(t testing.TB, peer, document string) []struct {
	name  string
	frame []byte
	code  int
} {
	sync := func(message []byte) []byte {
		return encoded(t, m{"type": "sync", "senderId": peer, "targetId": "server", "documentId": document,
			"data": message})
	}
	ids, none := hashesOf, []byte{0}
	bloom := func(entries, bits, probes uint64, field int) []byte {
		filter := bytes.Join([][]byte{varint(entries), varint(bits), varint(probes), make([]byte, field)}, nil)
		return syncOf(none, none, []byte{1, 0}, varint(uint64(len(filter))), filter, none)
	}
	badSum := chunkOf(1, manyOps(1))
	badSum[5] ^= 1
	text := strings.Repeat("x", 300)
	return []struct {
		name  string
		frame []byte
		code  int
	}{
		{"nothing", []byte{}, 3501},
		{"no CBOR", []byte("hello"), 3501},
		{"half a map", []byte{0xa2, 0x64, 't', 'y', 'p', 'e'}, 3501},
		{"a list", encoded(t, []any{"sync"}), 3501},
		{"a text", encoded(t, "sync"), 3501},
		{"a number", []byte{1}, 3501},
		{"a map without a type", encoded(t, m{"senderId": peer}), 3501},
		{"a type that is a number", encoded(t, m{"type": 7}), 3501},
		{"an empty type", encoded(t, m{"type": ""}), 3501},
		{"a key twice", append([]byte{0xa3}, bytes.Repeat(append([]byte{0x64}, []byte("typedsync")...), 3)...), 3501},
		{"bytes after the map", append(encoded(t, m{"type": "room:leave", "room": "x"}), 0), 3501},
		{"a map of indefinite length", []byte{0xbf, 0x64, 't', 'y', 'p', 'e', 0x64, 's', 'y', 'n', 'c', 0xff}, 3501},
		{"a nest", encoded(t, m{"type": "other", "x": nested(40)}), 3501},
		{"a long list", encoded(t, m{"type": "other", "x": repeated(20_000, 1)}), 3501},
		{"text that is no UTF-8", []byte{0xa1, 0x64, 't', 'y', 'p', 'e', 0x62, 0xff, 0xfe}, 3501},
		{"a length that is a lie", []byte{0xa1, 0x64, 't', 'y', 'p', 'e', 0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
			0xff, 0xff}, 3501},
		{"a sync without data", encoded(t, m{"type": "sync", "senderId": peer, "documentId": document}), 3501},
		{"a sync whose data are text", encoded(t, m{"type": "sync", "senderId": peer, "documentId": document,
			"data": "x"}), 3501},
		{"a sync by somebody else", encoded(t, m{"type": "sync", "senderId": "other", "documentId": document,
			"data": syncOf(none, none, none, none)}), 3501},
		{"a document id with a bad checksum",
			encoded(t, m{"type": "sync", "senderId": peer, "documentId": document[:len(document)-1] + "1",
				"data": syncOf(none, none, none, none)}), 3501},
		{"a document id that is a UUID",
			encoded(t, m{"type": "request", "senderId": peer, "documentId": "00000000-0000-4000-8000-000000000000",
				"data": syncOf(none, none, none, none)}), 3501},
		{"a document id that is long", encoded(t, m{"type": "request", "senderId": peer, "documentId": text,
			"data": syncOf(none, none, none, none)}), 3501},
		{"a room whose name is long", encoded(t, m{"type": "room:join", "room": "user:" + text}), 3501},
		{"an offset below zero", encoded(t, m{"type": "room:join", "room": "user:x", "epoch": "e", "offset": -1}),
			3501},
		{"an offset with a fraction", encoded(t, m{"type": "room:join", "room": "user:x", "epoch": "e", "offset": 1.5}),
			3501},
		{"a presence of no kind", encoded(t, m{"type": "presence", "status": "dancing"}), 3501},
		{"an empty token", encoded(t, m{"type": "auth", "token": ""}), 3501},
		{"a second join", encoded(t, join(peer)), 3501},
		{"an empty sync message", sync(nil), 3501},
		{"another version of sync", sync([]byte{0x43, 0, 0, 0, 0}), 3501},
		{"a sync message cut short", sync([]byte{0x42, 0, 0}), 3501},
		{"heads that are not there", sync(syncOf([]byte{5}, none)), 3501},
		{"a length without an end", sync(append([]byte{0x42}, bytes.Repeat([]byte{0xff}, 12)...)), 3501},
		{"513 heads", sync(syncOf(ids(513), none, none, none)), 4413},
		{"513 needs", sync(syncOf(none, ids(513), none, none)), 4413},
		{"5 haves", sync(syncOf(none, none, []byte{5}, bytes.Repeat([]byte{0, 0}, 5), none)), 4413},
		{"513 hashes of the last sync", sync(syncOf(none, none, []byte{1}, ids(513), none, none)), 4413},
		{"240,001 changes", sync(syncOf(none, none, none, varint(240_001), make([]byte, 240_001))), 4413},
		{"a filter with 0 bits per entry", sync(bloom(1, 0, 7, 0)), 3501},
		{"a filter with 33 bits per entry", sync(bloom(1, 33, 7, 5)), 3501},
		{"a filter with 2^26 probes", sync(bloom(1, 10, 1<<26, 2)), 3501},
		{"a filter with 0 probes", sync(bloom(1, 10, 0, 2)), 3501},
		{"a filter shorter than it says", sync(bloom(1000, 10, 7, 2)), 3501},
		{"a filter of 2^60 entries", sync(bloom(1<<60, 10, 7, 2)), 3501},
		{"an empty change", sync(withChange(nil)), 3501},
		{"a change with a bad checksum", sync(withChange(badSum)), 3501},
		{"a change with bad magic", sync(withChange(append([]byte("rm -"), badSum[4:]...))), 3501},
		{"a chunk of type 3", sync(withChange(chunkOf(3, manyOps(1)))), 3501},
		{"a document in the place of a change", sync(withChange(chunkOf(0, manyOps(1)))), 3501},
		{"a change without contents", sync(withChange(chunkOf(1, nil))), 3501},
		{"a deflated change that does not inflate", sync(withChange(chunkOf(2, []byte("not deflated")))), 3501},
		{"a bomb: 58 KB that inflate to 60 MB", sync(withChange(chunkOf(2, deflate(t, make([]byte, 60_000_000))))),
			4413},
		{"a frame of more than 16 MiB", encoded(t, m{"type": "other", "x": make([]byte, 16<<20)}), 4413},
	}
}

func TestHostile_AMalformedFrameCostsItsSenderTheSocketAndNobodyElse(t *testing.T) { // alone: it looks at the clock
	s := serve(t, "--sockets-per-user", "0")
	id := s.Shared("escrows", 1)[0].Key(t)
	bystander := s.Edit(id, "purchasePrice", demo.Agent2)
	token := s.Personal(demo.Agent1.Email)
	for i, bad := range malformedFrames(t, "hostile", crm.DocumentID(id)) {
		t.Run(bad.name, func(t *testing.T) {
			c, err := s.TryDial(token, testclient.Options{PeerID: "hostile"})
			if err != nil {
				t.Fatal(err)
			}
			_, before := roomkeytest.Memory(t, s.PID())
			began := time.Now()
			if err := c.SendRaw(bad.frame); err != nil {
				t.Fatal(err)
			}
			select {
			case <-c.Done():
			case <-time.After(20 * time.Second):
				t.Fatal("the socket stays open")
			}
			if code := roomkeytest.CloseCode(c); code != bad.code {
				t.Errorf("closed with %d, not %d: %v", code, bad.code, c.Err())
			}
			if took := time.Since(began); took > 15*time.Second { // a raced test takes seconds to mask 16 MiB
				t.Errorf("it took %v", took)
			}
			if _, after := roomkeytest.Memory(t, s.PID()); strings.HasPrefix(bad.name, "a bomb") &&
				after-before > 16<<20 {
				t.Errorf("the server's memory rose by %d MiB", (after-before)>>20)
			}
		})
		if !s.Running() {
			t.Fatalf("frame %d ended the server", i)
		}
	}
	bystander.Stop()
}

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
		for _, peer := range []string{"", strings.Repeat("x", 300)} {
			r := s.rawDial(two)
			r.send(encoded(t, join(peer)))
			if code := r.code(10 * time.Second); code != 3501 {
				t.Errorf("closed with %d", code)
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

func TestHostile_EphemeralMessagesOfOthersNamesNeverArrive(t *testing.T) {
	t.Parallel()
	s := serve(t)
	id := s.Shared("escrows", 1)[0].Key(t)
	arrived := make(chan testclient.Frame, 64)
	watcher := s.Dial(s.Personal(demo.Agent2.Email),
		testclient.Options{PeerID: "watcher", OnFrame: func(f testclient.Frame) {
			if f.Type == "ephemeral" {
				arrived <- f
			}
		}})
	s.Open(watcher, id)
	sender := s.Dial(s.Personal(demo.Agent1.Email), testclient.Options{PeerID: "sender"})
	s.Open(sender, id)
	outsider := s.Dial(s.Personal(demo.Outsider.Email), testclient.Options{PeerID: "outsider"})
	outsider.Open(id)
	say := func(c *testclient.Client, from string, count any, data []byte) {
		frame := m{"type": "ephemeral", "senderId": from, "targetId": "watcher", "documentId": crm.DocumentID(id),
			"count": count, "sessionId": "s", "data": data}
		if err := c.Send(frame); err != nil {
			t.Fatal(err)
		}
	}
	say(sender, "sender", 1, []byte("first"))
	say(sender, "watcher", 2, []byte("spoofed"))
	say(sender, "somebody", 2, []byte("spoofed"))
	say(sender, "sender", 1, []byte("repeated"))
	say(sender, "sender", 3, bytes.Repeat([]byte("x"), 5000))
	say(outsider, "outsider", 1, []byte("from a stranger"))
	unknown := outsider.Open(crm.NewID(rand.Reader)) // its answer shows that what the outsider said before was read
	if err := outsider.Wait(roomkeytest.Within(t, 30*time.Second), unknown.IsUnavailable); err != nil {
		t.Fatal(err)
	}
	say(sender, "sender", 4.0, []byte("last"))
	var heard []string
	for len(heard) == 0 || heard[len(heard)-1] != "last" {
		select {
		case f := <-arrived:
			var data []byte
			_ = cbor.Unmarshal(f.Data, &data)
			heard = append(heard, string(data[:min(len(data), 20)]))
			if f.SenderID != "sender" {
				t.Errorf("by %s", f.SenderID)
			}
		case <-time.After(30 * time.Second):
			t.Fatalf("heard only %q", heard)
		}
	}
	if fmt.Sprint(heard) != "[first last]" {
		t.Errorf("heard %q", heard)
	}
}

func TestHostile_ClocksAndCountersThatLeapStopNobody(t *testing.T) {
	t.Parallel()
	s := serve(t)
	r := s.Shared("escrows", 1)[0]
	c := s.Dial(s.Personal(demo.Agent1.Email), testclient.Options{})
	s.JoinOwn(c, &demo.Agent1)
	doc := s.Open(c, r.Key(t))
	heads, start := doc.Tip()
	for i, clock := range []int64{math.MinInt64, -1 << 40, 1 << 40, math.MaxInt64} {
		actor := crdt.Actor(fmt.Sprintf("clock number %3d", i))
		change := &crdt.Change{Deps: slices.Clone(heads), Actor: actor, Seq: 1, StartOp: start, Time: clock,
			Ops: []crdt.Op{{
				ID: crdt.OpID{Counter: start, Actor: actor}, Key: "financing", Action: crdt.ActionSet,
				Value: crdt.Value{Type: crdt.ValueString, Bytes: []string{"Cash", "FHA", "USDA", "Other"}[i]},
			}}}
		if err := crdt.EncodeChange(change); err != nil {
			t.Fatal(err)
		}
		if err := doc.Add(change); err != nil {
			t.Fatal(err)
		}
		s.Save(doc, change.Hash, nil)
	}
	_, next := doc.Tip()
	leap := &crdt.Change{Deps: slices.Clone(heads), Actor: "a leap to the end", Seq: 1, StartOp: math.MaxUint32,
		Ops: []crdt.Op{{
			ID: crdt.OpID{Counter: math.MaxUint32, Actor: "a leap to the end"}, Key: "financing",
			Action: crdt.ActionSet,
			Value:  crdt.Value{Type: crdt.ValueString, Bytes: "Cash"},
		}}}
	if err := crdt.EncodeChange(leap); err != nil {
		t.Fatal(err)
	}
	if err := doc.Present([]crm.Hash{leap.Hash}, [][]byte{leap.Data}); err != nil {
		t.Fatal(err)
	}
	if err := doc.WaitSaved(roomkeytest.Within(t, 30*time.Second), leap.Hash); crm.CodeOf(err) != crm.CodeInvalid {
		t.Errorf("a change that uses up the counters after %d: %v", next, err)
	}
	colleague := s.Dial(s.Personal(demo.Agent2.Email), testclient.Options{})
	s.JoinOwn(colleague, &demo.Agent2)
	theirs := s.Open(colleague, r.Key(t))
	hash, err := theirs.Set("purchasePrice", 42_000_000)
	s.Save(theirs, hash, err)
	var after record
	s.Get(s.Personal(demo.Agent2.Email), "/escrows/"+r.ID, &after)
	if len(after.Conflicts["/financing"]) < 4 {
		t.Errorf("conflicts: %v", after.Conflicts)
	}
	if status, body := s.Call(s.Personal(demo.Agent2.Email), "GET", "/escrows/"+r.ID+"/history", nil); status != 200 {
		t.Errorf("history: %d %s", status, body)
	}
}

func TestHostile_UnknownDocumentsAreNoMemory(t *testing.T) {
	t.Parallel()
	s := serve(t)
	c := s.Dial(s.Personal(demo.Agent1.Email), testclient.Options{})
	for range 400 {
		id := crm.NewID(rand.Reader)
		doc := c.Open(id)
		if err := c.Wait(roomkeytest.Within(t, 30*time.Second), doc.IsUnavailable); err != nil {
			t.Fatal(err)
		}
	}
	// Another record type's private half, somebody else's records and a record's own id: one and the same answer.
	stranger := s.Dial(s.Personal(demo.Outsider.Email), testclient.Options{})
	record := s.Shared("escrows", 1)[0].Key(t)
	for _, id := range []crm.ID{record, crm.PrivateID(record), {1}} {
		doc := stranger.Open(id)
		if err := stranger.Wait(roomkeytest.Within(t, 30*time.Second), doc.IsUnavailable); err != nil {
			t.Errorf("%s: %v", id, err)
		}
	}
}

func TestHostile_FloodsCostTheirSenderAndNotTheServer(t *testing.T) {
	t.Parallel()
	s := serve(t, "--sockets-per-user", "0", "--frame-rate", "0", "--byte-rate", "0")
	records := s.Shared("escrows", 2)
	id := records[0].Key(t)
	history := s.Histories(records[:1])[id]
	bystander := s.Edit(records[1].Key(t), "purchasePrice", demo.Agent2)
	token := s.Personal(demo.Agent1.Email)

	t.Run("changes whose dependencies never come", func(t *testing.T) {
		var grown []int64
		for range 4 {
			c := s.Dial(token, testclient.Options{})
			s.JoinOwn(c, &demo.Agent1)
			doc := s.Open(c, id)
			for range 5 {
				if doc.Present(nil, orphans(5_000)) != nil {
					break
				}
			}
			// An edit that comes after all of them is answered, or the socket is gone.
			if hash, err := doc.Set("purchasePrice", 5); err == nil {
				if err := doc.WaitSaved(roomkeytest.Within(t, 60*time.Second), hash); err != nil {
					t.Logf("the flooder: %v", err)
				}
			}
			c.Close()
			now, _ := roomkeytest.Memory(t, s.PID())
			grown = append(grown, now)
		}
		t.Logf("memory in MiB after each 25,000: %d %d %d %d", grown[0]>>20, grown[1]>>20, grown[2]>>20, grown[3]>>20)
		if rise := grown[3] - grown[0]; rise > 24<<20 {
			t.Errorf("75,000 orphans cost %d MiB", rise>>20)
		}
	})
	t.Run("needs", func(t *testing.T) {
		c := s.Dial(token, testclient.Options{})
		doc := s.Open(c, id)
		var need []crm.Hash
		for _, change := range history {
			need = append(need, change.Hash)
		}
		for len(need) < 512 {
			var h crm.Hash
			_, _ = rand.Read(h[:])
			need = append(need, h)
		}
		heads, _ := doc.Tip()
		message := (&crdt.Message{Heads: heads, Need: need[:512]}).Encode()
		for range 2_000 {
			if doc.SendSync(message) != nil {
				break
			}
		}
		c.Close()
	})
	t.Run("heads of nothing", func(t *testing.T) {
		c := s.Dial(token, testclient.Options{})
		doc := s.Open(c, id)
		message := (&crdt.Message{Have: []crdt.Have{{}}}).Encode() // send me everything, again and again
		for range 2_000 {
			if doc.SendSync(message) != nil {
				break
			}
		}
		before := doc.Syncs()
		err := c.Wait(roomkeytest.Within(t, 60*time.Second), func() bool { return doc.SyncsLocked() >= before+50 })
		t.Logf("the flooder was answered %d times: %v", doc.Syncs(), err)
		c.Close()
	})
	bystander.Stop()
	if !s.Running() {
		t.Fatal("the server went")
	}
}

// orphans are n changes that were made after others that nobody has.
func orphans(n int) [][]byte {
	chunks := make([][]byte, n)
	for i := range chunks {
		var missing crm.Hash
		_, _ = rand.Read(missing[:])
		c := &crdt.Change{Deps: []crm.Hash{missing}, Actor: crdt.Actor(missing[:16]), Seq: 2, StartOp: 100,
			Ops: []crdt.Op{{
				ID: crdt.OpID{Counter: 100, Actor: crdt.Actor(missing[:16])}, Key: "purchasePrice",
				Action: crdt.ActionSet,
				Value:  crdt.Value{Type: crdt.ValueInt, Int: int64(i)},
			}}}
		if err := crdt.EncodeChange(c); err != nil {
			panic(err)
		}
		chunks[i] = c.Data
	}
	return chunks
}
