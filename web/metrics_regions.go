package web

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"roomkey/crm"
)

// The metrics of regions. A server that is alone has none.
var (
	regionThere = prometheus.NewDesc("roomkey_region_there",
		"1 where a region was heard in the last six seconds, else 0.", []string{"region"}, nil)
	regionSilent = prometheus.NewDesc("roomkey_region_silent_seconds", "Time since a region was heard.",
		[]string{"region"}, nil)
	regionLacks = prometheus.NewDesc("roomkey_region_lacks_entries",
		"Log entries that this region has and that region has not.", []string{"region"}, nil)
	regionLedger = prometheus.NewDesc("roomkey_region_ledger_position",
		"The last ledger entry that a region has applied.", []string{"region"}, nil)
	regionBehind = prometheus.NewDesc("roomkey_region_ledger_behind_entries",
		"Ledger entries that others have applied and a region has not.", []string{"region"}, nil)
	regionProblem = prometheus.NewDesc("roomkey_region_problem",
		"1 where roomkey region status has something that an operator should look at, else 0.", nil, nil)
	regionLeads = prometheus.NewDesc("roomkey_region_leader", "1 where a region orders rows, else 0.",
		[]string{"region"}, nil)
	regionSchema = prometheus.NewDesc("roomkey_region_schema_version",
		"Version of a region's database; 0: not known.", []string{"region"}, nil)
	regionPulled = prometheus.NewDesc("roomkey_region_pulled_bytes_total",
		"Bytes that other regions were asked for, since they were missing here.", nil, nil)
	regionRoutes = prometheus.NewDesc("roomkey_region_routes",
		"Regions that this one's NATS is connected to.", nil, nil)
	regionImported = prometheus.NewDesc("roomkey_region_imported_entries_total",
		"Log entries of other regions that were taken in.", nil, nil)
	regionDropped = prometheus.NewDesc("roomkey_region_dropped_entries_total",
		"Log entries of other regions that could not be taken in.", nil, nil)
	regionCompared = prometheus.NewDesc("roomkey_region_differing_records_total",
		"Records that differed when whole records were compared.", nil, nil)
	regionConnected = prometheus.NewDesc("roomkey_region_connected",
		"1 where another region was heard in the last three seconds, else 0.", []string{"region"}, nil)
	regionMissing = prometheus.NewDesc("roomkey_region_behind",
		"Changes that are known to be in another region and are not here yet.", []string{"region"}, nil)
	rowsAvailable = prometheus.NewDesc("roomkey_rows_available", "1 where rows can be ordered from here, else 0.",
		nil, nil)
	rowsPosition   = prometheus.NewDesc("roomkey_rows_position", "The last ledger entry that was applied.", nil, nil)
	regionRefusals = prometheus.NewDesc("roomkey_region_refused_total",
		"Messages from other regions that were refused: forged, stale, malformed, or of another version.",
		[]string{"reason"}, nil)
	digestMismatches = prometheus.NewDesc("roomkey_digest_mismatches_total",
		"Records that differed from another region's although both had all entries of all logs.", nil, nil)
	regionRefused = prometheus.NewDesc("roomkey_region_refused_messages_total",
		"Messages from other regions that were refused, by reason.", []string{"reason"}, nil)
)

// Regions has the metrics show several regions: look is called for each scrape. It must be called once at most.
func (m *Metrics) Regions(look func() RegionMetrics) {
	m.lookAtRegions.Store(&look)
	m.registry.MustRegister(regionCollector{look}, m.regions.order, m.regions.failures, m.regions.imports,
		m.regions.aside, m.regions.recheck)
}

// RegionOrdered observes a change of rows that was put in order, or could not be.
func (m *Metrics) RegionOrdered(took time.Duration, err error) {
	if err != nil {
		m.regions.failures.WithLabelValues(string(crm.CodeOf(err))).Inc()
		return
	}
	m.regions.order.Observe(took.Seconds())
}

// RegionImported observes how long it took to take in writes of other regions to one record.
func (m *Metrics) RegionImported(took time.Duration) { m.regions.imports.Observe(took.Seconds()) }

// RegionSetAside counts changes that other regions have accepted and that this one can't take in.
func (m *Metrics) RegionSetAside(n int) { m.regions.aside.Add(float64(n)) }

// RegionRechecked observes how long it took until changed rights were looked at.
func (m *Metrics) RegionRechecked(took time.Duration) { m.regions.recheck.Observe(took.Seconds()) }

type regionCollector struct{ look func() RegionMetrics }

// Describe is prometheus.Collector's.
func (c regionCollector) Describe(to chan<- *prometheus.Desc) {
	for _, desc := range []*prometheus.Desc{regionThere, regionSilent, regionLacks, regionLedger,
		regionBehind, regionProblem, regionLeads, regionSchema, regionPulled, regionRoutes,
		regionImported, regionDropped, regionCompared, regionRefused, regionConnected, regionMissing, rowsAvailable,
		rowsPosition, regionRefusals, digestMismatches} {
		to <- desc
	}
}

// Collect is prometheus.Collector's.
func (c regionCollector) Collect(to chan<- prometheus.Metric) {
	seen := c.look()
	gauge := func(desc *prometheus.Desc, value float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, value, labels...)
	}
	gauge(regionProblem, oneIf(seen.Problem != ""))
	gauge(rowsAvailable, oneIf(seen.Majority))
	gauge(regionRoutes, float64(seen.Routes))
	for _, r := range seen.Regions {
		if r.Name == seen.Region {
			gauge(rowsPosition, float64(r.Ledger))
		} else {
			gauge(regionConnected, oneIf(r.Connected), r.Name)
			gauge(regionMissing, float64(r.Ahead), r.Name)
		}
		gauge(regionThere, oneIf(r.There), r.Name)
		gauge(regionSilent, r.Silent, r.Name)
		gauge(regionLacks, float64(r.Lacks), r.Name)
		gauge(regionLedger, float64(r.Ledger), r.Name)
		gauge(regionBehind, float64(r.LedgerBehind), r.Name)
		gauge(regionLeads, oneIf(r.Name == seen.Leader), r.Name)
		gauge(regionSchema, float64(r.Schema), r.Name)
	}
	counter := func(desc *prometheus.Desc, value uint64, labels ...string) {
		to <- prometheus.MustNewConstMetric(desc, prometheus.CounterValue, float64(value), labels...)
	}
	counter(regionImported, seen.Imported)
	counter(regionDropped, seen.Dropped)
	counter(regionCompared, seen.Compared)
	counter(regionPulled, seen.Pulled)
	counter(digestMismatches, seen.Mismatched)
	for kind, count := range seen.refusedByKind() {
		counter(regionRefusals, count, kind)
	}
	for _, reason := range refusedReasons {
		counter(regionRefused, seen.Refused[reason], reason)
	}
}
