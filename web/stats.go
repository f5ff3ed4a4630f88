package web

import (
	"context"
	"sync"
	"time"
)

// The last hour, as it is kept in memory.
const (
	sampleEvery = 10 * time.Second
	samplesKept = int(time.Hour / sampleEvery)
)

// Stats is what the server did during the last hour: a sample every ten seconds, of the numbers at /metrics. Safe for
// concurrent use.
type Stats struct {
	metrics *Metrics
	now     func() time.Time

	mu     sync.Mutex // guards what follows
	before *reading   // of the last sample; nil: none was taken yet
	kept   []sample   // the oldest first, samplesKept at most
}

// NewStats makes Stats without a sample.
func NewStats(metrics *Metrics, now func() time.Time) *Stats {
	return &Stats{metrics: metrics, now: now}
}

// Run takes samples until ctx ends.
func (s *Stats) Run(ctx context.Context) error {
	tick := time.NewTicker(sampleEvery)
	defer tick.Stop()
	for {
		s.Sample()
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// Sample takes one: of what happened since the last. The first only says from where to count.
func (s *Stats) Sample() {
	read := s.metrics.read()
	read.at = s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.before != nil && read.at.After(s.before.at) {
		s.kept = append(s.kept, read.since(s.before))
		if len(s.kept) > samplesKept {
			s.kept = append(s.kept[:0], s.kept[1:]...)
		}
	}
	s.before = read
}

// samples are those of the last hour, the oldest first.
func (s *Stats) samples() []sample {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]sample(nil), s.kept...)
}
