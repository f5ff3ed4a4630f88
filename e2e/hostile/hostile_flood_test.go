package hostile_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
)

// What is no message counts too: one viewer floods on four sockets at once with frames that no message follows (R17).
func TestHostile_PingsPongsAndFragmentsAreFrames(t *testing.T) { // alone: it looks at the clock
	const flood = 3 * time.Second
	s := serve(t)
	honest := s.Edit(s.Shared("escrows", 1)[0].Key(t), "purchasePrice", demo.Agent2)
	token := s.Personal(demo.Viewer.Email)
	var floods sync.WaitGroup
	for name, of := range map[string]struct {
		begin, frame []byte
	}{
		"pings":           {nil, frameOf(pingFrame, []byte("x"))},
		"pongs":           {nil, frameOf(pongFrame, nil)},
		"empty fragments": {frameOf(fragment, []byte("a")), frameOf(more, nil)},
		"tiny fragments":  {frameOf(fragment, []byte("a")), frameOf(more, []byte("a"))},
	} {
		r := s.rawJoin(token, "flood of "+name)
		var pongs atomic.Int64
		go func() { // until the test closes the connection
			for {
				first, _, err := r.Next()
				if err != nil {
					return
				}
				if first == pongFrame {
					pongs.Add(1)
				}
			}
		}()
		floods.Go(func() {
			batch := bytes.Repeat(of.frame, 1_000)
			_ = r.Conn.SetDeadline(time.Now().Add(flood))
			taken, err := r.Conn.Write(of.begin)
			for err == nil {
				var n int
				n, err = r.Conn.Write(batch)
				taken += n
			}
			// a few hundred kilobytes lie in the network's buffers, which the server has not read
			if frames := taken / len(of.frame); frames > 150_000 {
				t.Errorf("%d %s were taken in %v", frames, name, flood)
			}
			if n := pongs.Load(); n > 100+20*4 {
				t.Errorf("%d pongs in %v", n, flood)
			}
		})
	}
	floods.Wait()
	honest.Stop()
}

// A message of seven bytes asks for a whole document. One viewer does so on five sockets (R18).
func TestHostile_AnswersHaveABudget(t *testing.T) { // alone: it looks at the clock
	const (
		attack   = 6 * time.Second
		sockets  = 5
		messages = 1_000 // on each: the burst of frames
		// at once, in the time and a second of grace, and for the messages that are under way
		allowed = 16<<20 + 7*256<<10 + 5<<20
	)
	// Answers: 256 KiB/s. Under the race detector the server would not answer as much as it may.
	s := &server{roomkeytest.ServePlain(t, "--byte-rate", "64KiB")}
	honest := s.Edit(s.Shared("escrows", 1)[0].Key(t), "purchasePrice", demo.Agent2)
	large := s.longListing()
	token := s.Personal(demo.Viewer.Email)
	ask := syncOf([]byte{0, 0, 1, 0, 0, 0}) // I have nothing
	var total atomic.Int64
	var attackers sync.WaitGroup
	for i := range sockets {
		peer := fmt.Sprintf("greedy %d", i)
		r := s.rawJoin(token, peer)
		message := frameOf(binaryFrame, encoded(t, m{"type": "sync", "senderId": peer, "targetId": "server",
			"documentId": crm.DocumentID(large), "data": ask}))
		_ = r.Conn.SetDeadline(time.Now().Add(attack))
		attackers.Go(func() { _, _ = r.Conn.Write(bytes.Repeat(message, messages)) })
		attackers.Go(func() {
			for buffer := make([]byte, 64<<10); ; {
				n, err := r.In.Read(buffer)
				total.Add(int64(n))
				if err != nil {
					return
				}
			}
		})
	}
	attackers.Wait()
	t.Logf("%d bytes for %d messages of %d", total.Load(), sockets*messages, len(ask))
	if n := total.Load(); n > allowed || n < 12<<20 {
		t.Errorf("%d bytes were answered in %v, of %d", n, attack, allowed)
	}
	honest.Stop()
	response, err := http.Get(s.URL() + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	// Which of the two binds first depends on how fast the sockets are served.
	waited := regexp.MustCompile(`roomkey_socket_wait_seconds_total\{budget="(user|answers)"\}`)
	if numbers, err := io.ReadAll(response.Body); err != nil || !waited.Match(numbers) {
		t.Errorf("no word of the wait: %v", err)
	}
}

// longListing makes a listing whose document has tens of kilobytes.
func (s *server) longListing() crm.ID {
	s.T.Helper()
	token := s.Personal(demo.Agent1.Email)
	made := s.MakeListing(token, crm.VisibilityTeam)
	chance, random := roomkeytest.Seeded(s.T), make([]byte, 6_000)
	remarks := ""
	for range 2 {
		for i := range random {
			random[i] = byte(chance.Uint32())
		}
		remarks += base64.StdEncoding.EncodeToString(random)
		for _, field := range []string{"PublicRemarks", "PrivateRemarks", "ShowingInstructions"} {
			status, body := s.Call(token, "PATCH", "/listings/"+made.ID, m{"fields": m{field: remarks}})
			if status != 200 {
				s.T.Fatalf("%d %s", status, body)
			}
		}
	}
	return made.Key(s.T)
}

// A breach of RFC 6455, and a frame that declares too much, end the socket at once and by one close frame.
func TestHostile_FramingErrorsAreToldOnce(t *testing.T) {
	t.Parallel()
	s := serve(t, "--sockets-per-user", "0")
	honest := s.Edit(s.Shared("escrows", 1)[0].Key(t), "purchasePrice", demo.Agent2)
	token := s.Personal(demo.Agent1.Email)
	unmasked := []byte{binaryFrame, 1, 'x'}
	for name, c := range map[string]struct {
		bytes []byte
		code  int
	}{
		"a reserved bit":           {headerOf(0xc2, 0), 1002},
		"an unknown opcode":        {headerOf(0x83, 0), 1002},
		"an unknown control frame": {headerOf(0x8b, 0), 1002},
		"no mask":                  {unmasked, 1002},
		"a ping in parts":          {headerOf(0x09, 0), 1002},
		"a ping of 126 bytes":      {headerOf(pingFrame, 126), 1002},
		"a fragment of nothing":    {frameOf(more, nil), 1002},
		"a message in another":     {append(frameOf(fragment, nil), frameOf(binaryFrame, nil)...), 1002},
		"close code 1005":          {frameOf(closeFrame, []byte{0x03, 0xed}), 1002},
		"a close frame of a byte":  {frameOf(closeFrame, []byte{3}), 1002},
		"a reason that is no text": {frameOf(closeFrame, []byte{0x03, 0xe8, 0xff}), 1002},
		"2^63 bytes":               {headerOf(binaryFrame, 1<<63), 1002},
		"2^62 bytes":               {headerOf(binaryFrame, 1<<62), 4413},
		"16 MiB and a byte":        {headerOf(binaryFrame, 16<<20+1), 4413},
		"a fragment that declares": {headerOf(fragment, 16<<20+1), 4413},
		"fragments that add up":    {append(frameOf(fragment, []byte("x")), headerOf(0x80, 16<<20)...), 4413},
		"text, of which none came": {headerOf(textFrame, 1_000), 3501},
		"the client's own close":   {frameOf(closeFrame, []byte{0x0f, 0xa0}), 4000},
		"a close without a code":   {frameOf(closeFrame, nil), 0},
	} {
		r := s.rawJoin(token, name)
		began := time.Now()
		r.write(c.bytes)
		if got := r.closes(20 * time.Second); fmt.Sprint(got) != fmt.Sprint([]int{c.code}) {
			t.Errorf("%s: closed by %v, not once by %d", name, got, c.code)
		}
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("%s: after %v", name, took)
		}
	}
	roomkeytest.Eventually(t, "an honest edit", func() bool { return honest.Saved() > 0 })
	honest.Stop()
}

// R15
func TestHostile_UpgradesAreHeldToTheStandard(t *testing.T) {
	t.Parallel()
	s := serve(t)
	honest := s.Edit(s.Shared("escrows", 1)[0].Key(t), "purchasePrice", demo.Agent2)
	token := s.Personal(demo.Agent1.Email)
	key := func(bytes int) string {
		return "Sec-WebSocket-Key: " + base64.StdEncoding.EncodeToString(make([]byte, bytes))
	}
	for name, c := range map[string]struct {
		headers []string
		status  int
	}{
		"as it should be":  {[]string{goodKey, goodVersion}, 101},
		"no version":       {[]string{goodKey}, 426},
		"version 8":        {[]string{goodKey, "Sec-WebSocket-Version: 8"}, 426},
		"an empty version": {[]string{goodKey, "Sec-WebSocket-Version:"}, 426},
		"two versions":     {[]string{goodKey, "Sec-WebSocket-Version: 8", goodVersion}, 426},
		"no key":           {[]string{goodVersion}, 400},
		"an empty key":     {[]string{"Sec-WebSocket-Key:", goodVersion}, 400},
		"words as a key":   {[]string{"Sec-WebSocket-Key: let me in", goodVersion}, 400},
		"15 bytes":         {[]string{key(15), goodVersion}, 400},
		"17 bytes":         {[]string{key(17), goodVersion}, 400},
		"no padding":       {[]string{strings.TrimRight(goodKey, "="), goodVersion}, 400},
		"a key of 4 KB":    {[]string{key(3_000), goodVersion}, 400},
		"two keys":         {[]string{goodKey, key(16), goodVersion}, 400},
	} {
		_, response := s.handshake(token, c.headers...)
		if response.StatusCode != c.status {
			t.Errorf("%s: %s", name, response.Status)
		}
		if version := response.Header.Get("Sec-WebSocket-Version"); c.status == 426 && version != "13" {
			t.Errorf("%s: the answer names version %q", name, version)
		}
		var problem struct{ Status int }
		if c.status != 101 && (json.NewDecoder(response.Body).Decode(&problem) != nil || problem.Status != c.status) {
			t.Errorf("%s: %+v", name, problem)
		}
	}
	roomkeytest.Eventually(t, "an honest edit", func() bool { return honest.Saved() > 0 })
	honest.Stop()
}
