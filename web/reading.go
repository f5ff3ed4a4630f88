package web

import (
	"runtime/metrics"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
)

// reading is what the metrics say at one time. Counts are since the start of the process.
type reading struct {
	at                       time.Time
	connections, documents   float64
	memory                   int64
	in, out                  float64
	requests, failures       float64
	guesses                  float64
	changes, rejected        float64
	refused                  float64
	restarts, quarantined    float64
	edits, commits, answered buckets
}

// read reads the numbers that samples need.
func (m *Metrics) read() *reading {
	r := &reading{connections: valueOfMetric(m.connections), documents: valueOfMetric(m.documents),
		in: valueOfMetric(m.in.messages), out: valueOfMetric(m.out.messages), changes: valueOfMetric(m.changes),
		rejected: sumOf(m.rejected), refused: sumOf(m.overworked) + sumOf(m.refused),
		restarts: valueOfMetric(m.restarts), quarantined: valueOfMetric(m.quarantined),
		edits: bucketsOf(m.edits), commits: bucketsOf(m.commits), memory: heapBytes()}
	collect(m.requests, func(d *dto.Metric) {
		r.answered = r.answered.plus(histogram(d))
		count := float64(d.GetHistogram().GetSampleCount())
		r.requests += count
		status, route := labelOf(d, "status"), labelOf(d, "route")
		if strings.HasPrefix(status, "5") {
			r.failures += count
		}
		if status == "401" && strings.HasSuffix(route, "/auth/login") {
			r.guesses += count
		}
	})
	return r
}

// Connections is how many sockets are open.
func (m *Metrics) Connections() int { return int(valueOfMetric(m.connections)) }

// since is what has happened since an earlier reading.
func (r *reading) since(before *reading) sample {
	return sample{at: r.at, seconds: r.at.Sub(before.at).Seconds(), connections: int(r.connections),
		documents: int(r.documents), memory: r.memory, in: r.in - before.in, out: r.out - before.out,
		requests: r.requests - before.requests, failures: r.failures - before.failures,
		guesses: r.guesses - before.guesses, changes: r.changes - before.changes,
		rejected: r.rejected - before.rejected, refused: r.refused - before.refused,
		restarts: r.restarts - before.restarts, quarantined: r.quarantined - before.quarantined,
		edits: r.edits.spreadSince(before.edits), commits: r.commits.spreadSince(before.commits),
		answers: r.answered.spreadSince(before.answered)}
}

// heapBytes is how much of the heap is in use.
func heapBytes() int64 {
	samples := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(samples)
	return int64(samples[0].Value.Uint64())
}

// valueOfMetric is that of a counter or a gauge.
func valueOfMetric(m prometheus.Metric) float64 {
	var d dto.Metric
	if err := m.Write(&d); err != nil {
		return 0
	}
	return d.GetCounter().GetValue() + d.GetGauge().GetValue()
}

// sumOf is that of a family of counters.
func sumOf(family prometheus.Collector) (sum float64) {
	collect(family, func(d *dto.Metric) { sum += d.GetCounter().GetValue() })
	return sum
}

func bucketsOf(m prometheus.Metric) buckets {
	var d dto.Metric
	if err := m.Write(&d); err != nil {
		return buckets{}
	}
	return histogram(&d)
}

// collect calls each with every metric of a family.
func collect(family prometheus.Collector, each func(*dto.Metric)) {
	found := make(chan prometheus.Metric)
	go func() {
		defer close(found)
		family.Collect(found)
	}()
	for m := range found {
		var d dto.Metric
		if m.Write(&d) == nil {
			each(&d)
		}
	}
}

func histogram(d *dto.Metric) buckets {
	b := buckets{total: float64(d.GetHistogram().GetSampleCount())}
	for _, bucket := range d.GetHistogram().GetBucket() {
		b.bounds = append(b.bounds, bucket.GetUpperBound())
		b.counts = append(b.counts, float64(bucket.GetCumulativeCount()))
	}
	return b
}

// plus adds another histogram of the same bounds.
func (b buckets) plus(other buckets) buckets {
	if len(b.counts) == 0 {
		return other
	}
	sum := buckets{bounds: b.bounds, counts: make([]float64, len(b.counts)), total: b.total + other.total}
	for i := range b.counts {
		sum.counts[i] = b.counts[i] + other.counts[i]
	}
	return sum
}

func labelOf(d *dto.Metric, name string) string {
	for _, label := range d.GetLabel() {
		if label.GetName() == name {
			return label.GetValue()
		}
	}
	return ""
}
