package web

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// SelfCheck is what the server's last check of itself found.
type SelfCheck struct {
	At               time.Time
	Problem          string        // in a sentence; "" where all was well
	Seen, Saved      time.Duration // of the slowest edit; 0 where one was not in time
	Lost, Disordered int
	Leaks            []string // "goroutines", "descriptors", "heap"
	Goroutines       int      // growth in three hours
	Descriptors      int
	HeapBytes        int64
}

// SelfCheckMetrics are the metrics of these checks, and what the last one found. All are 0 where none is made. Its
// methods are safe for concurrent use.
type SelfCheckMetrics struct {
	checks           *prometheus.CounterVec
	failing, at      prometheus.Gauge
	interval         prometheus.Gauge
	seen, saved      prometheus.Histogram
	lost, disordered prometheus.Counter
	leaks            prometheus.Gauge
	goroutines       prometheus.Gauge
	descriptors      prometheus.Gauge
	heap             prometheus.Gauge
	regions          *prometheus.HistogramVec
	heard            *prometheus.GaugeVec

	last atomic.Pointer[SelfCheck]
	mu   sync.Mutex               // guards what follows
	ways map[string]time.Duration // to other regions, as they were measured last
}

func newSelfCheck(registry *prometheus.Registry) *SelfCheckMetrics {
	s := &SelfCheckMetrics{
		checks:  newCounters("roomkey_self_check_total", "The server's checks of itself, by how they ended.", "result"),
		failing: newGauge("roomkey_self_check_failing", "1 where the last check found a problem, else 0."),
		at:      newGauge("roomkey_self_check_timestamp_seconds", "When the last check began; 0: none has."),
		interval: newGauge("roomkey_self_check_interval_seconds",
			"Time between the begins of two checks; 0: none is made."),
		seen: newHistogram("roomkey_self_check_seen_seconds",
			"From the sending of an edit until another socket had it.", seconds),
		saved: newHistogram("roomkey_self_check_saved_seconds",
			"From the sending of an edit until its author was told that it is on disk.", seconds),
		lost: newCounter("roomkey_self_check_lost_edits_total", "Edits that were not seen or not saved in time."),
		disordered: newCounter("roomkey_self_check_disordered_edits_total",
			"Edits that came before one that was made earlier."),
		leaks: newGauge("roomkey_self_check_leaks", "Kinds of things that leak: goroutines, open files, memory."),
		goroutines: newGauge("roomkey_self_check_goroutines_growth",
			"Goroutines more than three hours ago, if they have risen all the time."),
		descriptors: newGauge("roomkey_self_check_descriptors_growth",
			"Open files more than three hours ago, if they have risen all the time."),
		heap: newGauge("roomkey_self_check_heap_growth_bytes",
			"Memory more than three hours ago, if it has risen all the time."),
		regions: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "roomkey_self_check_region_seconds",
			Help: "Half of the way to another region and back, of edits.", Buckets: seconds}, []string{"region"}),
		heard: prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "roomkey_self_check_region_timestamp_seconds",
			Help: "When an edit of another region's check came here last; 0: not since the start."},
			[]string{"region"}),
	}
	for _, result := range []string{"good", "failed"} {
		s.checks.WithLabelValues(result)
	}
	registry.MustRegister(s.checks, s.failing, s.at, s.interval, s.seen, s.saved, s.lost, s.disordered, s.leaks,
		s.goroutines, s.descriptors, s.heap, s.regions, s.heard)
	return s
}

// Begun says that a check is made every so often, and which other regions' edits are waited for. An alert can tell by
// it that a check never ends, or that no edit comes.
func (s *SelfCheckMetrics) Begun(every time.Duration, others ...string) {
	s.interval.Set(every.Seconds())
	for _, region := range others {
		s.heard.WithLabelValues(region)
	}
}

// Seen observes how long it took until another socket had an edit.
func (s *SelfCheckMetrics) Seen(took time.Duration) { s.seen.Observe(took.Seconds()) }

// Saved observes how long it took until an edit was on disk.
func (s *SelfCheckMetrics) Saved(took time.Duration) { s.saved.Observe(took.Seconds()) }

// Heard observes an edit of another region's check that came at a time. oneWay is half of the way there and back; 0: it
// is not known.
func (s *SelfCheckMetrics) Heard(region string, oneWay time.Duration, at time.Time) {
	s.heard.WithLabelValues(region).Set(float64(at.UnixMilli()) / 1000)
	if oneWay == 0 {
		return
	}
	s.regions.WithLabelValues(region).Observe(oneWay.Seconds())
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ways == nil {
		s.ways = make(map[string]time.Duration)
	}
	s.ways[region] = oneWay
}

// way is how long an edit takes from another region; 0: not known.
func (s *SelfCheckMetrics) way(region string) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ways[region]
}

// Checked counts a check, and keeps what it found.
func (s *SelfCheckMetrics) Checked(c SelfCheck) {
	result := "good"
	if c.Problem != "" {
		result = "failed"
	}
	s.checks.WithLabelValues(result).Inc()
	s.failing.Set(oneIf(c.Problem != ""))
	s.at.Set(float64(c.At.UnixMilli()) / 1000)
	s.lost.Add(float64(c.Lost))
	s.disordered.Add(float64(c.Disordered))
	s.leaks.Set(float64(len(c.Leaks)))
	s.goroutines.Set(float64(c.Goroutines))
	s.descriptors.Set(float64(c.Descriptors))
	s.heap.Set(float64(c.HeapBytes))
	s.last.Store(&c)
}
