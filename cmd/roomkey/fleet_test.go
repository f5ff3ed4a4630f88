package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
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
