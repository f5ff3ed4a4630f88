package crash_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/testclient"
)

// ledger is what the test itself knows of edits, kept outside the server.
type ledger struct {
	mu        sync.Mutex
	attempted map[crm.ID]map[crm.Hash]bool // by record
	saved     map[crm.ID]map[crm.Hash]bool
	sent      map[int]bool          // values that were sent by PATCH
	answered  map[int]bool          // … and answered with 200
	heads     map[crm.ID][]crm.Hash // heads in such answers
	faults    []error               // what an honest client must never meet
	// edits refused for now: they were made after one that a crash took, whose author is not back yet
	refused int
	dropped int           // connections that ended
	acks    int           // all acknowledgements
	changed chan struct{} // closed and replaced with each of them
}

func newLedger() *ledger {
	return &ledger{
		attempted: map[crm.ID]map[crm.Hash]bool{}, saved: map[crm.ID]map[crm.Hash]bool{},
		sent: map[int]bool{}, answered: map[int]bool{}, heads: map[crm.ID][]crm.Hash{}, changed: make(chan struct{}),
	}
}

func (l *ledger) attempt(id crm.ID, hash crm.Hash) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.attempted[id] == nil {
		l.attempted[id], l.saved[id] = map[crm.Hash]bool{}, map[crm.Hash]bool{}
	}
	l.attempted[id][hash] = true
}

func (l *ledger) acknowledge(note func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	note()
	l.acks++
	close(l.changed)
	l.changed = make(chan struct{})
}

func (l *ledger) fault(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.faults = append(l.faults, err)
}

// await returns when n more acknowledgements have come.
func (l *ledger) await(t testing.TB, n int) {
	t.Helper()
	l.mu.Lock()
	until := l.acks + n
	l.mu.Unlock()
	deadline := time.After(90 * time.Second)
	for {
		l.mu.Lock()
		enough, changed := l.acks >= until || len(l.faults) > 0, l.changed
		l.mu.Unlock()
		if enough {
			return
		}
		select {
		case <-changed:
		case <-deadline:
			t.Fatalf("nothing is acknowledged any more: %d of %d", l.acks, until)
		}
	}
}

// load is several clients that write to shared records until endEdits is closed, however often the server is killed.
type load struct {
	ledger *ledger
	base   string // http://host:port
	socket string
	docs   []crm.ID
	paths  map[crm.ID]string // of the records in REST
	field  string            // what sockets write; whole numbers
	other  string            // what PATCH writes
	// the server is killed: an edit may be refused until the author of the change before it is back
	crashes  bool
	endEdits chan struct{} // closed: no more edits, but stay connected until all is saved
	end      context.CancelFunc
	ctx      context.Context
	done     sync.WaitGroup
}

// startLoad starts writers on sockets and patchers over REST; both know of the records only by these ids.
func (s *server) startLoad(records []record, plural, field, other string, writers, patchers int, crashes bool) *load {
	s.T.Helper()
	ctx, cancel := context.WithCancel(s.T.Context())
	l := &load{
		ledger: newLedger(), base: "http://" + s.Addr, socket: s.Socket(), paths: map[crm.ID]string{}, field: field,
		other: other, crashes: crashes,
		endEdits: make(chan struct{}), ctx: ctx, end: cancel,
	}
	for i := range records {
		id := records[i].Key(s.T)
		l.docs = append(l.docs, id)
		l.paths[id] = "/api/v1/" + plural + "/" + records[i].ID
	}
	users := []crm.User{demo.Agent1, demo.Agent2, demo.Lead}
	tokens := make([]string, len(users))
	for i := range users {
		tokens[i] = s.Personal(users[i].Email)
	}
	chance := roomkeytest.Seeded(s.T)
	for i := range writers {
		w := &writer{load: l, user: users[i%len(users)], token: tokens[i%len(users)],
			keep: map[crm.ID]*testclient.Memory{}, chance: rand.New(rand.NewPCG(chance.Uint64(), 0))}
		if i%2 == 0 {
			w.actor = crdt.Actor(fmt.Sprintf("actor of device%2d", i))
		}
		l.done.Add(1)
		go w.run()
	}
	for i := range patchers {
		l.done.Add(1)
		go l.patch(tokens[i%len(users)], (i+1)*1_000_000, rand.New(rand.NewPCG(chance.Uint64(), 0)))
	}
	s.T.Cleanup(func() { cancel(); l.done.Wait() })
	return l
}

// stop ends all clients and waits for them.
func (l *load) stop() {
	l.end()
	l.done.Wait()
}

func (l *load) editsEnded() bool {
	select {
	case <-l.endEdits:
		return true
	default:
		return l.ctx.Err() != nil
	}
}

// writer is one device: it comes back with what it kept, as often as its connection ends.
type writer struct {
	*load
	user   crm.User
	token  string
	keep   map[crm.ID]*testclient.Memory
	actor  crdt.Actor // what the device always writes as; "": as somebody new with each connection
	chance *rand.Rand
}

func (w *writer) run() {
	defer w.done.Done()
	for w.ctx.Err() == nil {
		c := w.connect()
		if c == nil {
			return
		}
		w.edit(c)
		select {
		case <-c.Done():
			var closed *testclient.Closed
			if err := c.Err(); crm.CodeOf(err) != crm.CodeInternal || errors.As(err, &closed) && closed.Code >= 3500 {
				w.ledger.fault(fmt.Errorf("an honest client's connection ends: %w", err))
			}
		default:
		}
		c.Close()
		w.ledger.mu.Lock()
		w.ledger.dropped++
		w.ledger.mu.Unlock()
	}
}

// connect tries until the server is there; nil when the load has ended.
func (w *writer) connect() *testclient.Client {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		ctx, cancel := context.WithTimeout(w.ctx, 10*time.Second)
		c, err := testclient.Dial(ctx, w.socket, testclient.Options{Token: w.token, Keep: w.keep, Actor: w.writesAs()})
		cancel()
		if err == nil {
			return c
		}
		select {
		case <-tick.C:
		case <-w.ctx.Done():
			return nil
		}
	}
}

func (w *writer) writesAs() func() crdt.Actor {
	if w.actor == "" {
		return nil
	}
	return func() crdt.Actor { return w.actor }
}

// edit writes bursts and waits until they are saved, until the connection or the load ends.
func (w *writer) edit(c *testclient.Client) {
	if c.Join(crm.UserRoom(w.user.ID), "", 0) != nil {
		return
	}
	docs := make([]*testclient.Doc, len(w.docs))
	for i, id := range w.docs {
		docs[i] = c.Open(id)
		if docs[i].Wait(w.ctx, func(_ []crm.Hash, fields map[string]json.RawMessage) bool {
			return fields["type"] != nil
		}) != nil {
			return
		}
	}
	for !w.editsEnded() {
		doc := docs[w.chance.IntN(len(docs))]
		var burst []crm.Hash
		for range 1 + w.chance.IntN(3) {
			hash, err := doc.Set(w.field, w.chance.IntN(1_000_000))
			if err != nil {
				w.ledger.fault(err)
				return
			}
			w.ledger.attempt(doc.ID, hash)
			burst = append(burst, hash)
		}
		for _, hash := range burst {
			if !w.wait(doc, hash) {
				return
			}
		}
	}
	select {
	case <-c.Done():
	case <-w.ctx.Done():
	}
}

// wait is true when the change was said to be durable.
func (w *writer) wait(doc *testclient.Doc, hash crm.Hash) bool {
	ctx, cancel := context.WithTimeout(w.ctx, 60*time.Second)
	defer cancel()
	err := doc.WaitSaved(ctx, hash)
	var refused *crm.Error
	switch {
	case err == nil:
		w.ledger.acknowledge(func() { w.ledger.saved[doc.ID][hash] = true })
		return true
	case errors.As(err, &refused) && w.crashes:
		w.ledger.mu.Lock()
		w.ledger.refused++
		w.ledger.mu.Unlock()
	case errors.As(err, &refused):
		w.ledger.fault(fmt.Errorf("an honest edit is refused: %w", err))
	case errors.Is(err, context.DeadlineExceeded):
		w.ledger.fault(errors.New("an edit is neither saved nor refused within a minute"))
	}
	return false
}

// patch writes a new value over REST again and again.
func (l *load) patch(token string, value int, chance *rand.Rand) {
	defer l.done.Done()
	web := &http.Client{Timeout: 60 * time.Second}
	defer web.CloseIdleConnections()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !l.editsEnded() {
		value++
		id := l.docs[chance.IntN(len(l.docs))]
		l.ledger.mu.Lock()
		l.ledger.sent[value] = true
		l.ledger.mu.Unlock()
		status, heads, err := l.patchOnce(web, token, l.paths[id], value)
		switch {
		case err != nil || status == http.StatusServiceUnavailable: // the server is gone, or going
			select {
			case <-tick.C:
			case <-l.ctx.Done():
			}
		case status == http.StatusOK:
			l.ledger.acknowledge(func() {
				l.ledger.answered[value] = true
				l.ledger.heads[id] = append(l.ledger.heads[id], heads...)
			})
		default:
			l.ledger.fault(fmt.Errorf("PATCH: status %d", status))
			return
		}
	}
}

func (l *load) patchOnce(web *http.Client, token, path string, value int) (int, []crm.Hash, error) {
	body := fmt.Sprintf(`{"fields":{%q:%d}}`, l.other, value)
	request, err := http.NewRequestWithContext(l.ctx, http.MethodPatch, l.base+path, strings.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := web.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		return response.StatusCode, nil, err
	}
	var made struct{ Heads []crm.Hash }
	err = json.Unmarshal(answer, &made)
	return response.StatusCode, made.Heads, err
}
