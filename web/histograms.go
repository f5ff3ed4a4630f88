package web

import (
	"github.com/prometheus/client_golang/prometheus"

	"roomkey/crm"
)

// seconds are the buckets of everything that should take milliseconds.
var seconds = []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}

// stepSeconds are the buckets of steps, which wait for the outside now and then.
var stepSeconds = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300}

// regionHistograms are what takes time with several regions.
type regionHistograms struct {
	order    prometheus.Histogram
	failures *prometheus.CounterVec
	imports  prometheus.Histogram
	aside    prometheus.Counter
	recheck  prometheus.Histogram
}

func newRegionHistograms() regionHistograms {
	histogram := func(name, help string) prometheus.Histogram {
		return prometheus.NewHistogram(prometheus.HistogramOpts{Name: name, Help: help, Buckets: seconds})
	}
	h := regionHistograms{
		order: histogram("roomkey_region_order_seconds",
			"Time of a change of rows until it is in order and applied here."),
		failures: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "roomkey_region_order_failures_total",
			Help: "Changes of rows that could not be put in order, by code."}, []string{"code"}),
		imports: histogram("roomkey_region_import_seconds",
			"Time to take in writes of other regions to one record."),
		aside: prometheus.NewCounter(prometheus.CounterOpts{Name: "roomkey_region_set_aside_changes_total",
			Help: "Changes that other regions have accepted and that this one can't take in."}),
		recheck: histogram("roomkey_region_recheck_seconds",
			"From the coming of changed rights until every socket was looked at."),
	}
	for _, code := range []crm.Code{crm.CodeUnavailable, crm.CodeConflict, crm.CodeInternal} {
		h.failures.WithLabelValues(string(code))
	}
	return h
}

func oneIf(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}
