package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"roomkey/bench/client"
	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/internal/demo"
)

// seeded is chance whose seed is printed, so that a failure can be repeated.
func seeded(t testing.TB) *rand.Rand {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// within bounds a wait, so that a test says what it waited for rather than hang.
func within(t testing.TB, limit time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	t.Cleanup(cancel)
	return ctx
}

// shared lists n records of a type that Harbor shares.
func (s *server) shared(plural string, n int) []record {
	s.t.Helper()
	var page listed
	s.get(s.login(demo.Agent1.Email), "/"+plural+"?limit=500&filter[visibility]=team&sort=createdAt", &page)
	var found []record
	for _, r := range page.Items {
		if r.Team == demo.Harbor.ID.String() && len(found) < n {
			found = append(found, r)
		}
	}
	if len(found) < n {
		s.t.Fatalf("Harbor shares %d %s", len(found), plural)
	}
	return found
}

func (r *record) id(t testing.TB) crm.ID {
	t.Helper()
	id, err := crm.ParseID(r.ID)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// sit joins the user's own room, as a client does that wants to be told what was saved, and waits until it is in.
func (s *server) sit(c *client.Client, user *crm.User) {
	s.t.Helper()
	if err := c.Join(crm.UserRoom(user.ID), "", 0); err != nil {
		s.t.Fatal(err)
	}
}

// open opens a document and waits for its content.
func (s *server) open(c *client.Client, id crm.ID) *client.Doc {
	s.t.Helper()
	doc := c.Open(id)
	if err := doc.Wait(within(s.t, 60*time.Second), func(heads []crm.Hash, fields map[string]json.RawMessage) bool {
		return fields["type"] != nil
	}); err != nil {
		s.t.Fatalf("open %s: %v", id, err)
	}
	return doc
}

// save waits until a change is durable and fails the test where it is not.
func (s *server) save(doc *client.Doc, hash crm.Hash, err error) {
	s.t.Helper()
	if err == nil {
		err = doc.WaitSaved(within(s.t, 60*time.Second), hash)
	}
	if err != nil {
		s.t.Fatalf("an honest edit: %v", err)
	}
}

// changesOf decodes what a document holds.
func changesOf(t testing.TB, doc *client.Doc) []*crdt.Change {
	t.Helper()
	var changes []*crdt.Change
	for _, chunk := range doc.Chunks() {
		change, err := crdt.ParseChange(chunk, nil)
		if err != nil {
			t.Fatal(err)
		}
		changes = append(changes, change)
	}
	return changes
}

// ledger is what the test itself knows of edits, kept outside the server.
type ledger struct {
	mu        sync.Mutex
	attempted map[crm.ID]map[crm.Hash]bool // by record
	saved     map[crm.ID]map[crm.Hash]bool
	sent      map[int]bool          // values that were sent by PATCH
	answered  map[int]bool          // … and answered with 200
	heads     map[crm.ID][]crm.Hash // heads in such answers
	faults    []error               // what an honest client must never meet
	refused   int                   // edits refused for now: they were made after one that a crash took, whose author is not back yet
	dropped   int                   // connections that ended
	acks      int                   // all acknowledgements
	news      chan struct{}         // closed and replaced with each of them
}

func newLedger() *ledger {
	return &ledger{
		attempted: map[crm.ID]map[crm.Hash]bool{}, saved: map[crm.ID]map[crm.Hash]bool{},
		sent: map[int]bool{}, answered: map[int]bool{}, heads: map[crm.ID][]crm.Hash{}, news: make(chan struct{}),
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
	close(l.news)
	l.news = make(chan struct{})
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
		enough, news := l.acks >= until || len(l.faults) > 0, l.news
		l.mu.Unlock()
		if enough {
			return
		}
		select {
		case <-news:
		case <-deadline:
			t.Fatalf("nothing is acknowledged any more: %d of %d", l.acks, until)
		}
	}
}

// load is several clients that write to shared records until it is calmed, however often the server goes.
type load struct {
	ledger  *ledger
	base    string // http://host:port
	socket  string
	docs    []crm.ID
	paths   map[crm.ID]string // of the records in REST
	field   string            // what sockets write; whole numbers
	other   string            // what PATCH writes
	crashes bool              // the server is killed: an edit may be refused until the author of what it was made after is back
	calm    chan struct{}     // closed: no more edits, but stay connected until all is saved
	end     context.CancelFunc
	ctx     context.Context
	done    sync.WaitGroup
}

// startLoad starts writers on sockets and patchers over REST; both know of the records only by these ids.
func (s *server) startLoad(records []record, plural, field, other string, writers, patchers int, crashes bool) *load {
	s.t.Helper()
	ctx, cancel := context.WithCancel(s.t.Context())
	l := &load{
		ledger: newLedger(), base: "http://" + s.addr, socket: s.socket(), paths: map[crm.ID]string{}, field: field, other: other, crashes: crashes,
		calm: make(chan struct{}), ctx: ctx, end: cancel,
	}
	for i := range records {
		id := records[i].id(s.t)
		l.docs = append(l.docs, id)
		l.paths[id] = "/api/v1/" + plural + "/" + records[i].ID
	}
	users := []crm.User{demo.Agent1, demo.Agent2, demo.Lead}
	tokens := make([]string, len(users))
	for i := range users {
		tokens[i] = s.personal(users[i].Email)
	}
	chance := seeded(s.t)
	for i := range writers {
		w := &writer{load: l, user: users[i%len(users)], token: tokens[i%len(users)], keep: map[crm.ID]*client.Memory{}, chance: rand.New(rand.NewPCG(chance.Uint64(), 0))}
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
	s.t.Cleanup(func() { cancel(); l.done.Wait() })
	return l
}

// stop ends all clients and waits for them.
func (l *load) stop() {
	l.end()
	l.done.Wait()
}

func (l *load) calmed() bool {
	select {
	case <-l.calm:
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
	keep   map[crm.ID]*client.Memory
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
			var closed *client.Closed
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
func (w *writer) connect() *client.Client {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		ctx, cancel := context.WithTimeout(w.ctx, 10*time.Second)
		c, err := client.Dial(ctx, w.socket, client.Options{Token: w.token, Keep: w.keep, Actor: w.writesAs()})
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
func (w *writer) edit(c *client.Client) {
	if c.Join(crm.UserRoom(w.user.ID), "", 0) != nil {
		return
	}
	docs := make([]*client.Doc, len(w.docs))
	for i, id := range w.docs {
		docs[i] = c.Open(id)
		if docs[i].Wait(w.ctx, func(_ []crm.Hash, fields map[string]json.RawMessage) bool { return fields["type"] != nil }) != nil {
			return
		}
	}
	for !w.calmed() {
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
func (w *writer) wait(doc *client.Doc, hash crm.Hash) bool {
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

// patch writes ever new values over REST.
func (l *load) patch(token string, value int, chance *rand.Rand) {
	defer l.done.Done()
	web := &http.Client{Timeout: 60 * time.Second}
	defer web.CloseIdleConnections()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !l.calmed() {
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

// audit compares what the server holds in the end with the ledger: what was acknowledged is there, what is there was
// attempted, and what was attempted on a socket has landed by now, since its writer came back with it.
func (s *server) audit(l *load, before map[crm.ID][]*crdt.Change) {
	s.t.Helper()
	auditor := s.dial(s.personal(demo.Broker.Email), client.Options{})
	led := l.ledger
	values := map[int]bool{}
	for _, id := range l.docs {
		doc := s.open(auditor, id)
		led.mu.Lock()
		attempted := keys(led.attempted[id])
		led.mu.Unlock()
		eventually(s.t, "all edits of writers that came back are there", func() bool { return doc.Has(attempted...) })
		led.mu.Lock()
		if lost := keys(led.saved[id]); !doc.Has(lost...) || !doc.Has(led.heads[id]...) {
			s.t.Errorf("%s has lost what was acknowledged", id)
		}
		known := map[crm.Hash]bool{}
		for _, change := range before[id] {
			known[change.Hash] = true
		}
		for _, change := range changesOf(s.t, doc) {
			if known[change.Hash] || led.attempted[id][change.Hash] {
				continue
			}
			for _, op := range change.Ops { // the server's own: it wrote what was patched, or merged heads
				value := int(op.Value.Int) + int(op.Value.Uint) + int(op.Value.Float) // as the engine chose to write it
				if op.Key != l.other || !led.sent[value] {
					s.t.Errorf("%s holds what nobody wrote: %s %+v", id, op.Key, op.Value)
				}
				values[value] = true
			}
		}
		led.mu.Unlock()
	}
	led.mu.Lock()
	defer led.mu.Unlock()
	for value := range led.answered {
		if !values[value] {
			s.t.Errorf("the patch of %d was answered with 200 and is lost", value)
		}
	}
	for _, fault := range led.faults {
		s.t.Error(fault)
	}
	edits := 0
	for _, hashes := range led.attempted {
		edits += len(hashes)
	}
	for complaint, times := range s.complaints() {
		s.t.Logf("logged %d times: %s", times, complaint)
	}
	s.t.Logf("%d edits attempted, %d patches answered of %d, %d acknowledgements, %d refusals for now, %d connections ended",
		edits, len(led.answered), len(led.sent), led.acks, led.refused, led.dropped)
}

// complaints counts what the server logged as a warning or an error, by message.
func (s *server) complaints() map[string]int {
	counts := map[string]int{}
	for line := range strings.Lines(s.tail(1 << 30)) {
		var entry struct{ Level, Msg, Err, Cause, Error string }
		if json.Unmarshal([]byte(line), &entry) == nil && (entry.Level == "WARN" || entry.Level == "ERROR") {
			counts[strings.TrimSpace(entry.Level+" "+entry.Msg+" "+entry.Cause+entry.Err+entry.Error)]++
		}
	}
	return counts
}

// histories are the records' changes as they are now.
func (s *server) histories(records []record) map[crm.ID][]*crdt.Change {
	s.t.Helper()
	c := s.dial(s.personal(demo.Broker.Email), client.Options{})
	defer c.Close()
	all := map[crm.ID][]*crdt.Change{}
	for i := range records {
		id := records[i].id(s.t)
		all[id] = changesOf(s.t, s.open(c, id))
	}
	return all
}

func keys[K comparable](set map[K]bool) []K {
	list := make([]K, 0, len(set))
	for key := range set {
		list = append(list, key)
	}
	return list
}

// kin are the processes that a process has started, by /proc.
func kin(parent int) []int {
	var pids []int
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range stats {
		text, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		var pid, of int
		var state string
		name := bytes.LastIndexByte(text, ')')
		if name < 0 {
			continue
		}
		if _, err := fmt.Sscan(string(text), &pid); err != nil {
			continue
		}
		if n, _ := fmt.Sscan(string(text[name+1:]), &state, &of); n == 2 && of == parent && state != "Z" {
			pids = append(pids, pid)
		}
	}
	slices.Sort(pids)
	return pids
}

// memory is what a process holds, in bytes: now, and at most so far.
func memory(t testing.TB, pid int) (now, peak int64) {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		var kilobytes int64
		switch {
		case strings.HasPrefix(line, "VmRSS:"):
			_, _ = fmt.Sscan(strings.TrimPrefix(line, "VmRSS:"), &kilobytes)
			now = kilobytes << 10
		case strings.HasPrefix(line, "VmHWM:"):
			_, _ = fmt.Sscan(strings.TrimPrefix(line, "VmHWM:"), &kilobytes)
			peak = kilobytes << 10
		}
	}
	return now, peak
}
