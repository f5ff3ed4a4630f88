package web

import "github.com/prometheus/client_golang/prometheus"

// ServerMetrics are the numbers of a server as a whole.
type ServerMetrics struct {
	Version                      string
	Ready                        bool
	StoreFailed                  bool    // nothing is saved until a restart
	StartSeconds                 float64 // until it was ready; 0: it is not yet
	DatabaseBytes, LogBytes      int64   // of the database's file, and of what is not moved into it yet
	DiskFreeBytes, DiskSizeBytes uint64  // of the disk with the data; 0: not known
	Children                     []ChildMetric
}

// ChildMetric is a kind of the server's own processes.
type ChildMetric struct {
	Kind          string // "engine" or "guest"
	Processes     int
	ResidentBytes int64
}

var (
	serverBuild = prometheus.NewDesc("roomkey_build_info", "1, with the version of the program.",
		[]string{"version"}, nil)
	serverReady  = prometheus.NewDesc("roomkey_ready", "1 where the server can serve, else 0.", nil, nil)
	serverFailed = prometheus.NewDesc("roomkey_store_failed", "1 where nothing is saved until a restart, else 0.",
		nil, nil)
	serverStart = prometheus.NewDesc("roomkey_start_seconds",
		"From the start of the server until it was ready; 0 before.", nil, nil)
	databaseSize = prometheus.NewDesc("roomkey_database_bytes", "Size of the database's file.", nil, nil)
	databaseLog  = prometheus.NewDesc("roomkey_database_log_bytes",
		"Size of the database's write-ahead log.", nil, nil)
	diskFree       = prometheus.NewDesc("roomkey_disk_free_bytes", "Room on the disk with the data.", nil, nil)
	diskSize       = prometheus.NewDesc("roomkey_disk_size_bytes", "Size of the disk with the data.", nil, nil)
	childProcesses = prometheus.NewDesc("roomkey_child_processes", "Processes of the server's own, by kind.",
		[]string{"kind"}, nil)
	childResident = prometheus.NewDesc("roomkey_child_resident_bytes", "Memory of these processes, by kind.",
		[]string{"kind"}, nil)
)

// Server has the metrics show a server: look is called for each scrape. It must be called once at most.
func (m *Metrics) Server(look func() ServerMetrics) { m.registry.MustRegister(serverCollector{look}) }

type serverCollector struct{ look func() ServerMetrics }

// Describe is prometheus.Collector's.
func (c serverCollector) Describe(to chan<- *prometheus.Desc) {
	for _, desc := range []*prometheus.Desc{serverBuild, serverReady, serverFailed, serverStart, databaseSize,
		databaseLog, diskFree, diskSize, childProcesses, childResident} {
		to <- desc
	}
}

// Collect is prometheus.Collector's.
func (c serverCollector) Collect(to chan<- prometheus.Metric) {
	seen := c.look()
	gauge := func(desc *prometheus.Desc, value float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, value, labels...)
	}
	gauge(serverBuild, 1, seen.Version)
	gauge(serverReady, oneIf(seen.Ready))
	gauge(serverFailed, oneIf(seen.StoreFailed))
	gauge(serverStart, seen.StartSeconds)
	gauge(databaseSize, float64(seen.DatabaseBytes))
	gauge(databaseLog, float64(seen.LogBytes))
	if seen.DiskSizeBytes > 0 {
		gauge(diskFree, float64(seen.DiskFreeBytes))
		gauge(diskSize, float64(seen.DiskSizeBytes))
	}
	for _, child := range seen.Children {
		gauge(childProcesses, float64(child.Processes), child.Kind)
		gauge(childResident, float64(child.ResidentBytes), child.Kind)
	}
}
