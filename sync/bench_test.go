package sync_test

import (
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/live"
)

// receipts is a subscriber that only counts.
type receipts struct {
	mu    sync.Mutex
	sent  int
	saved map[crm.Hash]chan struct{}
}

func (s *receipts) Send(crm.ID, []byte) { s.mu.Lock(); s.sent++; s.mu.Unlock() }
func (s *receipts) Unavailable(crm.ID)  {}
func (s *receipts) Saved(_ crm.ID, hashes []crm.Hash) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, h := range hashes {
		if c := s.saved[h]; c != nil {
			close(c)
			delete(s.saved, h)
		}
	}
}
func (s *receipts) Rejected(crm.ID, []crm.Hash, *crm.Error) {}
func (s *receipts) Moved(crm.ID, crm.ID, []crm.Hash)        {}
func (s *receipts) Repaired(crm.ID, []crm.Hash, *crm.Error) {}

// pusher sends edits of one field that were made beforehand.
type pusher struct {
	*receipts
	link  *live.Link
	edits [][]byte
	names []crm.Hash
	doc   crm.ID
}

func newPusher(b *testing.B, hub *testHub, n int) *pusher {
	rec := hub.newLead("Ann")
	d := newDevice(b, &agent, rec.ID)
	d.connect(hub)
	d.untilField("name", `"Ann"`)
	p := &pusher{doc: rec.ID, receipts: &receipts{saved: map[crm.Hash]chan struct{}{}}}
	for i := range n {
		c := d.change(d.text("sourceDetail", strconv.Itoa(i)))
		m := crdt.Message{Heads: []crdt.Hash{c.Hash}, Changes: [][]byte{c.Data}}
		p.edits, p.names = append(p.edits, m.Encode()), append(p.names, c.Hash)
	}
	d.disconnect()
	p.link = hub.Open(principalOf(&agent), rec.ID, p.receipts)
	return p
}

// push sends edit i and answers when it is saved.
func (p *pusher) push(i int) chan struct{} {
	done := make(chan struct{})
	p.mu.Lock()
	p.saved[p.names[i]] = done
	p.mu.Unlock()
	p.link.Receive(p.edits[i], false, nil)
	return done
}

// BenchmarkDurable_TenWriters is the number of durable single-field edits a second by 10 writers on 10 records, each
// with 16 edits on their way.
func BenchmarkDurable_TenWriters(b *testing.B) {
	hub := benchHub(b)
	n := b.N/10 + 1
	var writers []*pusher
	for range 10 {
		writers = append(writers, newPusher(b, hub, n))
	}
	b.ResetTimer()
	b.ReportAllocs()
	begun := time.Now()
	var group sync.WaitGroup
	for _, w := range writers {
		group.Go(func() {
			var open []chan struct{}
			for i := range n {
				open = append(open, w.push(i))
				if len(open) == 16 {
					<-open[0]
					open = open[1:]
				}
			}
			for _, c := range open {
				<-c
			}
		})
	}
	group.Wait()
	b.ReportMetric(float64(10*n)/time.Since(begun).Seconds(), "edits/s")
}

// BenchmarkFanOut_HundredWatchers is one edit given to 100 peers that are in sync, and their answers that they have it.
func BenchmarkFanOut_HundredWatchers(b *testing.B) {
	hub := benchHub(b)
	w := newPusher(b, hub, b.N)
	var watchers []*device
	for range 100 {
		d := newDevice(b, &mate, w.doc)
		d.connect(hub)
		d.untilField("name", `"Ann"`)
		d.read()
		watchers = append(watchers, d)
	}
	b.ResetTimer()
	b.ReportAllocs()
	for i := range b.N {
		<-w.push(i)
		heads := []crm.Hash{w.names[i]}
		echo := (&crdt.Message{Heads: heads, Have: []crdt.Have{{LastSync: heads}}}).Encode()
		for _, d := range watchers {
			d.link.Receive(echo, false, nil)
		}
	}
	b.StopTimer()
	for _, d := range watchers {
		d.until("all", func() bool { return d.graph.Has(w.names[b.N-1]) })
	}
}

func benchHub(b *testing.B) *testHub {
	b.Helper()
	return openHubIn(b, b.TempDir())
}

// BenchmarkPatchLongText measures an edit that replaces 100,000 characters by others.
func BenchmarkPatchLongText(b *testing.B) {
	hub := openHub(b)
	rec := hub.newEscrow()
	rec, err := hub.Note(hub.ctx, &agent, rec.ID, "a", nil)
	if err != nil {
		b.Fatal(err)
	}
	var notes []map[string]any
	decode(b, rec.Fields["notes"], &notes)
	for i := 0; b.Loop(); i++ {
		notes[0]["body"] = strings.Repeat(string(rune('a'+i%20))+"nd so on ", 10_000)
		hub.patch(&agent, rec.ID, "notes", notes)
	}
}
