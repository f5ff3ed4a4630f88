package web

import (
	"github.com/prometheus/client_golang/prometheus"

	"roomkey/crm"
)

// regionHistograms are what takes time with several regions.
type regionHistograms struct {
	order    prometheus.Histogram
	failures *prometheus.CounterVec
	imports  prometheus.Histogram
	aside    prometheus.Counter
	recheck  prometheus.Histogram
}

func newRegionHistograms() regionHistograms {
	h := regionHistograms{
		order: newHistogram("roomkey_region_order_seconds",
			"Time of a change of rows until it is in order and applied here.", seconds),
		failures: newCounters("roomkey_region_order_failures_total",
			"Changes of rows that could not be put in order, by code.", "code"),
		imports: newHistogram("roomkey_region_import_seconds",
			"Time to take in writes of other regions to one record.", seconds),
		aside: newCounter("roomkey_region_set_aside_changes_total",
			"Changes that other regions have accepted and that this one can't take in."),
		recheck: newHistogram("roomkey_region_recheck_seconds",
			"From the coming of changed rights until every socket was looked at.", seconds),
	}
	for _, code := range []crm.Code{crm.CodeUnavailable, crm.CodeConflict, crm.CodeInternal} {
		h.failures.WithLabelValues(string(code))
	}
	return h
}
