package web

import (
	"math"
	"time"
)

// sample is what happened within some seconds before a time. Counts are of these seconds; connections, documents and
// memory are as they were at the end.
type sample struct {
	at                     time.Time
	seconds                float64
	connections, documents int
	memory                 int64 // bytes of the heap
	in, out                float64
	requests, failures     float64 // failures are the server's own: 5xx
	guesses                float64 // sign-ins that failed
	changes, rejected      float64
	refused                float64 // works of users who had too many, and upgrades of sockets
	restarts, quarantined  float64
	edits, commits         spread
	answers                spread // of requests
}

// spread is how long things took.
type spread struct {
	count         float64
	p50, p95, p99 float64 // seconds; NaN where there were none
}

// buckets are a histogram's counts: how many took at most so many seconds.
type buckets struct {
	bounds []float64
	counts []float64 // cumulative, as Prometheus has them
	total  float64
}

// spreadSince is what a histogram has got since before.
func (b buckets) spreadSince(before buckets) spread {
	counts := make([]float64, len(b.counts))
	for i := range b.counts {
		counts[i] = b.counts[i]
		if i < len(before.counts) {
			counts[i] -= before.counts[i]
		}
	}
	s := spread{count: b.total - before.total}
	s.p50, s.p95, s.p99 = quantile(b.bounds, counts, s.count, .5), quantile(b.bounds, counts, s.count, .95),
		quantile(b.bounds, counts, s.count, .99)
	return s
}

// quantile finds it between two bounds, as if all within were spread evenly. What took longer than the last bound
// counts as the last bound.
func quantile(bounds, counts []float64, total, q float64) float64 {
	if total <= 0 {
		return math.NaN()
	}
	rank, below, from := q*total, 0.0, 0.0
	for i, upTo := range bounds {
		if counts[i] >= rank {
			if counts[i] == below {
				return upTo
			}
			return from + (upTo-from)*(rank-below)/(counts[i]-below)
		}
		below, from = counts[i], upTo
	}
	return from
}
