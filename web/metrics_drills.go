package web

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// DrillMetric is what came of the last restore drill of one kind of copies.
type DrillMetric struct {
	Copy   string
	Age    time.Duration // since it began
	Took   float64       // seconds
	Passed bool
	Behind time.Duration // of the copy's newest write, after that of the data at the drill; below 0: not known
}

// The metrics of restore drills. There are none until the first drill.
var (
	drillAge = prometheus.NewDesc("roomkey_restore_drill_age_seconds", "Time since the last restore drill began.",
		[]string{"copy"}, nil)
	drillTook = prometheus.NewDesc("roomkey_restore_drill_took_seconds", "How long the last restore drill took.",
		[]string{"copy"}, nil)
	drillPassed = prometheus.NewDesc("roomkey_restore_drill_passed",
		"1 where what the last restore drill restored was sound and whole, else 0.", []string{"copy"}, nil)
	drillBehind = prometheus.NewDesc("roomkey_restore_drill_copy_behind_seconds",
		"By how much the newest write in the copy was older than that in the data, at the last restore drill.",
		[]string{"copy"}, nil)
)

// Drills has the metrics show restore drills: look is called for each scrape. It must be called once at most.
func (m *Metrics) Drills(look func() []DrillMetric) { m.registry.MustRegister(drillCollector{look}) }

type drillCollector struct{ look func() []DrillMetric }

// Describe is prometheus.Collector's.
func (c drillCollector) Describe(to chan<- *prometheus.Desc) {
	for _, desc := range []*prometheus.Desc{drillAge, drillTook, drillPassed, drillBehind} {
		to <- desc
	}
}

// Collect is prometheus.Collector's.
func (c drillCollector) Collect(to chan<- prometheus.Metric) {
	for _, drill := range c.look() {
		for desc, value := range map[*prometheus.Desc]float64{drillAge: drill.Age.Seconds(), drillTook: drill.Took,
			drillPassed: oneIf(drill.Passed)} {
			to <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, value, drill.Copy)
		}
		if drill.Behind >= 0 {
			to <- prometheus.MustNewConstMetric(drillBehind, prometheus.GaugeValue, drill.Behind.Seconds(), drill.Copy)
		}
	}
}
