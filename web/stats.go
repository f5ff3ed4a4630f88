package web

import (
	"context"
	"slices"
	"sync"
	"time"
)

// What is kept in memory: the last hour, and the last day in larger steps.
const (
	sampleEvery    = 10 * time.Second
	samplesKept    = int(time.Hour / sampleEvery)
	daySampleEvery = 5 * time.Minute
	daySamplesKept = int(24 * time.Hour / daySampleEvery)
)

// Stats is what the server did during the last hour and the last day: samples of the numbers at /metrics. Safe for
// concurrent use.
type Stats struct {
	metrics *Metrics
	now     func() time.Time

	mu   sync.Mutex // guards what follows
	hour sampling
	day  sampling
}

// sampling is a row of samples.
type sampling struct {
	before *reading // of the last sample; nil: none was taken yet
	kept   []sample // the oldest first
	most   int
}

// add takes a sample: of what happened since the last. The first only says from where to count.
func (s *sampling) add(read *reading) {
	if s.before != nil && read.at.After(s.before.at) {
		s.kept = append(s.kept, read.since(s.before))
		if len(s.kept) > s.most {
			s.kept = append(s.kept[:0], s.kept[1:]...)
		}
	}
	s.before = read
}

// NewStats makes Stats without a sample.
func NewStats(metrics *Metrics, now func() time.Time) *Stats {
	return &Stats{metrics: metrics, now: now, hour: sampling{most: samplesKept}, day: sampling{most: daySamplesKept}}
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

// Sample takes one for the hour, and one for the day when it is time.
func (s *Stats) Sample() {
	read := s.metrics.read()
	read.at = s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hour.add(read)
	if s.day.before == nil || dayPassed(s.day.before.at, read.at) {
		s.day.add(read)
	}
}

// dayPassed reports whether it is time for the day's next sample. Samples come about every ten seconds, so one that is
// half of that early is the nearest. A clock that was put back starts over.
func dayPassed(before, now time.Time) bool {
	past := now.Sub(before)
	return past >= daySampleEvery-sampleEvery/2 || past < 0
}

// samples are those of the last hour, the oldest first.
func (s *Stats) samples() []sample {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.hour.kept)
}

// daySamples are those of the last day, the oldest first.
func (s *Stats) daySamples() []sample {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.day.kept)
}
