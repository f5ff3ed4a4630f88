package crash_test

import (
	"encoding/json"
	"strings"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/testclient"
)

// audit compares what the server holds in the end with the ledger: what was acknowledged is there, what is there was
// attempted, and what was attempted on a socket has landed by now, since its writer came back with it.
func (s *server) audit(l *load, before map[crm.ID][]*crdt.Change) {
	s.T.Helper()
	auditor := s.Dial(s.Personal(demo.Broker.Email), testclient.Options{})
	led := l.ledger
	led.mu.Lock()
	answered := keys(led.answered) // by now: a patch may still be under way while the documents are read
	led.mu.Unlock()
	values := map[int]bool{}
	for _, id := range l.docs {
		doc := s.Open(auditor, id)
		led.mu.Lock()
		attempted := keys(led.attempted[id])
		led.mu.Unlock()
		roomkeytest.Eventually(s.T, "all edits of writers that came back are there",
			func() bool { return doc.Has(attempted...) })
		led.mu.Lock()
		if lost := keys(led.saved[id]); !doc.Has(lost...) || !doc.Has(led.heads[id]...) {
			s.T.Errorf("%s has lost what was acknowledged", id)
		}
		known := map[crm.Hash]bool{}
		for _, change := range before[id] {
			known[change.Hash] = true
		}
		for _, change := range roomkeytest.Changes(s.T, doc) {
			if known[change.Hash] || led.attempted[id][change.Hash] {
				continue
			}
			for _, op := range change.Ops { // the server's own: it wrote what was patched, or merged heads
				value := int(op.Value.Int) + int(op.Value.Uint) + int(op.Value.Float) // as the engine chose to write it
				if op.Key != l.other || !led.sent[value] {
					s.T.Errorf("%s holds what nobody wrote: %s %+v", id, op.Key, op.Value)
				}
				values[value] = true
			}
		}
		led.mu.Unlock()
	}
	led.mu.Lock()
	defer led.mu.Unlock()
	for _, value := range answered {
		if !values[value] {
			s.T.Errorf("the patch of %d was answered with 200 and is lost", value)
		}
	}
	for _, fault := range led.faults {
		s.T.Error(fault)
	}
	edits := 0
	for _, hashes := range led.attempted {
		edits += len(hashes)
	}
	for complaint, times := range s.complaints() {
		s.T.Logf("logged %d times: %s", times, complaint)
	}
	s.T.Logf("%d edits attempted, %d patches answered of %d, %d acknowledgements, %d refusals for now, %d connections "+
		"ended",
		edits, len(answered), len(led.sent), led.acks, led.refused, led.dropped)
}

// complaints counts what the server logged as a warning or an error, by message.
func (s *server) complaints() map[string]int {
	counts := map[string]int{}
	for line := range strings.Lines(s.Tail(1 << 30)) {
		var entry struct{ Level, Msg, Err, Cause, Error string }
		if json.Unmarshal([]byte(line), &entry) == nil && (entry.Level == "WARN" || entry.Level == "ERROR") {
			counts[strings.TrimSpace(entry.Level+" "+entry.Msg+" "+entry.Cause+entry.Err+entry.Error)]++
		}
	}
	return counts
}

func keys[K comparable](set map[K]bool) []K {
	list := make([]K, 0, len(set))
	for key := range set {
		list = append(list, key)
	}
	return list
}
