package web

import (
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/adaptor"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"roomkey/crm"
)

// Metrics are the numbers at /metrics. Other packages know nothing of Prometheus: the command gives them the methods
// below as hooks. All methods are safe for concurrent use.
type Metrics struct {
	registry *prometheus.Registry
	shown    http.Handler
	handler  fiber.Handler // the same for Fiber

	requests    *prometheus.HistogramVec
	connections prometheus.Gauge
	refused     *prometheus.CounterVec
	messages    *prometheus.CounterVec
	bytes       *prometheus.CounterVec
	in, out     traffic // of messages and bytes
	edits       prometheus.Histogram
	commits     prometheus.Histogram
	batches     prometheus.Histogram
	engineCalls prometheus.Histogram
	restarts    prometheus.Counter
	quarantined prometheus.Counter
	closes      *prometheus.CounterVec
	reports     prometheus.Counter
	documents   prometheus.Gauge
	changes     prometheus.Counter
	rejected    *prometheus.CounterVec
	repaired    *prometheus.CounterVec
	slow        prometheus.Counter
	waits       *prometheus.CounterVec
	waited      *prometheus.CounterVec
	overworked  *prometheus.CounterVec
	socketWaits *prometheus.CounterVec
	webhooks    *prometheus.CounterVec
	saved       prometheus.Histogram
	compactions prometheus.Counter
	steps       prometheus.Histogram
	spans       *prometheus.CounterVec
	regions     regionHistograms // registered by Regions

	lookAtRegions atomic.Pointer[func() RegionMetrics] // nil: the server is alone

	// SelfCheck are the metrics of the server's checks of itself.
	SelfCheck *SelfCheckMetrics
}

// NewMetrics makes the collectors, and those of the Go runtime and the process.
func NewMetrics() *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "roomkey_http_request_seconds",
			Help: "Time to answer a request, by route.", Buckets: seconds}, []string{"method", "route", "status"}),
		connections: newGauge("roomkey_connections", "Open sockets."),
		refused:     newCounters("roomkey_upgrades_refused_total", "Socket upgrades refused, by reason.", "reason"),
		messages:    newCounters("roomkey_messages_total", "Frames of the socket protocol.", "direction"),
		bytes:       newCounters("roomkey_message_bytes_total", "Bytes of frames of the socket protocol.", "direction"),
		edits:       newHistogram("roomkey_edit_seconds", "From the arrival of an edit to its fan-out.", seconds),
		commits:     newHistogram("roomkey_commit_seconds", "Time of one durable transaction.", seconds),
		batches: newHistogram("roomkey_commit_writes", "Writes per transaction.",
			prometheus.ExponentialBuckets(1, 2, 11)),
		engineCalls: newHistogram("roomkey_engine_call_seconds", "Time of one call to an engine child.", seconds),
		restarts:    newCounter("roomkey_engine_restarts_total", "Engine children started again."),
		quarantined: newCounter("roomkey_quarantined_changes_total", "Changes on which an engine child died."),
		closes:      newCounters("roomkey_socket_closes_total", "Sockets closed by the server, by code.", "code"),
		reports:     newCounter("roomkey_client_errors_total", "Errors that clients reported."),
		documents:   newGauge("roomkey_documents", "Documents in memory."),
		changes:     newCounter("roomkey_changes_total", "Changes accepted."),
		rejected:    newCounters("roomkey_rejected_changes_total", "Changes refused, by code.", "code"),
		repaired:    newCounters("roomkey_repaired_changes_total", "Changes accepted and put right, by code.", "code"),
		slow:        newCounter("roomkey_slow_readers_total", "Sockets closed since their reader fell behind."),
		waits: newCounters("roomkey_work_waits_total", "Works that waited for their users' turn, by kind.",
			"kind"),
		waited: newCounters("roomkey_work_wait_seconds_total", "How long these have waited, by kind.", "kind"),
		overworked: newCounters("roomkey_work_refused_total", "Works refused since their users had too many, by kind.",
			"kind"),
		webhooks: newCounters("roomkey_webhook_attempts_total", "Attempts to send to a webhook, by what came of them.",
			"status"),
		socketWaits: newCounters("roomkey_socket_wait_seconds_total",
			"Time that sockets waited, by the budget that was empty.", "budget"),
		saved: newHistogram("roomkey_saved_seconds", "From the submission of an edit until it is on disk.",
			seconds),
		compactions: newCounter("roomkey_compactions_total", "Snapshots of documents that were stored."),
		steps:       newHistogram("roomkey_plugin_step_seconds", "Time of one step of a plugin.", stepSeconds),
		spans:       newCounters("roomkey_trace_spans_total", "Spans of traces, by what became of them.", "result"),
		regions:     newRegionHistograms(),
	}
	m.in, m.out = m.traffic("in"), m.traffic("out")
	m.expect()
	m.SelfCheck = newSelfCheck(m.registry)
	m.registry.MustRegister(m.requests, m.connections, m.refused, m.messages, m.bytes, m.edits, m.commits, m.batches,
		m.engineCalls,
		m.restarts, m.quarantined, m.closes, m.reports, m.documents, m.changes, m.rejected, m.repaired,
		m.slow,
		m.waits, m.waited, m.overworked, m.socketWaits, m.webhooks, m.saved, m.compactions, m.steps, m.spans,
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.shown = promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4,
		EnableOpenMetrics: true}) // for exemplars
	m.handler = adaptor.HTTPHandler(m.shown)
	return m
}

// expect shows the labels that are known beforehand at 0: an alert sees the first count of what was shown before it.
func (m *Metrics) expect() {
	for _, code := range []crm.Code{crm.CodeInvalid, crm.CodeForbidden, crm.CodeNotFound, crm.CodeConflict,
		crm.CodeMoved, crm.CodeTooLarge, crm.CodeUnavailable} {
		m.rejected.WithLabelValues(string(code))
	}
	for _, status := range []crm.DeliveryStatus{crm.DeliveryWaiting, crm.DeliveryDelivered, crm.DeliveryFailed,
		crm.DeliveryDropped} {
		m.webhooks.WithLabelValues(string(status))
	}
	m.Spans("sent", 0)
	m.Spans("dropped", 0)
	for _, kind := range []string{"reads", "past", "edits", "large edits", "turns", "engine"} {
		m.waits.WithLabelValues(kind)
		m.waited.WithLabelValues(kind)
		m.overworked.WithLabelValues(kind)
	}
	for _, code := range []string{"3001", "3005", "3008", "3012", "3013", "3014", "3500", "3501", "3504", "3507",
		"4413", "4501", "4502"} {
		m.closes.WithLabelValues(code)
	}
}

// Handler shows the metrics to whoever may ask it.
func (m *Metrics) Handler() http.Handler { return m.shown }

// Hooks for sync, the engine and the store.

// Message counts a frame: direction is "in" or "out".
func (m *Metrics) Message(direction string, size int) {
	t := &m.in
	if direction == "out" {
		t = &m.out
	}
	t.messages.Inc()
	t.bytes.Add(float64(size))
}

// traffic is one direction's counters: looking them up by label costs more than counting.
type traffic struct{ messages, bytes prometheus.Counter }

func (m *Metrics) traffic(direction string) traffic {
	return traffic{m.messages.WithLabelValues(direction), m.bytes.WithLabelValues(direction)}
}

// Edit observes the time from an edit's arrival to its fan-out. The id of its trace becomes an exemplar; it may be "".
func (m *Metrics) Edit(took time.Duration, trace string) {
	if trace == "" {
		m.edits.Observe(took.Seconds())
		return
	}
	m.edits.(prometheus.ExemplarObserver).ObserveWithExemplar(took.Seconds(), prometheus.Labels{"trace_id": trace})
}

// Commit observes a durable transaction and how many writes it held.
func (m *Metrics) Commit(took time.Duration, writes int) {
	m.commits.Observe(took.Seconds())
	m.batches.Observe(float64(writes))
}

// Saved observes the time from an edit's submission until it is on disk.
func (m *Metrics) Saved(took time.Duration, _ int) { m.saved.Observe(took.Seconds()) }

// Compacted counts a snapshot that was stored.
func (m *Metrics) Compacted() { m.compactions.Inc() }

// PluginStep observes one step of a plugin.
func (m *Metrics) PluginStep(took time.Duration) { m.steps.Observe(took.Seconds()) }

// Spans counts spans of traces: result is "sent" or "dropped".
func (m *Metrics) Spans(result string, n int) { m.spans.WithLabelValues(result).Add(float64(n)) }

// EngineCall observes one call to an engine child.
func (m *Metrics) EngineCall(took time.Duration) { m.engineCalls.Observe(took.Seconds()) }

// EngineRestart counts a child that was started again.
func (m *Metrics) EngineRestart() { m.restarts.Inc() }

// Quarantine counts a change on which a fresh child died.
func (m *Metrics) Quarantine() { m.quarantined.Inc() }

// Close counts a socket that the server closed with code.
func (m *Metrics) Close(code int) { m.closes.WithLabelValues(strconv.Itoa(code)).Inc() }

// Documents counts documents that came into memory (1) or left it (-1).
func (m *Metrics) Documents(delta int) { m.documents.Add(float64(delta)) }

// Changes counts accepted changes.
func (m *Metrics) Changes(n int) { m.changes.Add(float64(n)) }

// Rejected counts refused changes.
func (m *Metrics) Rejected(n int, code crm.Code) {
	m.rejected.WithLabelValues(string(code)).Add(float64(n))
}

// Repaired counts changes that were accepted and put right.
func (m *Metrics) Repaired(n int, code crm.Code) {
	m.repaired.WithLabelValues(string(code)).Add(float64(n))
}

// SlowReader counts a socket that was closed since its reader fell behind.
func (m *Metrics) SlowReader() { m.slow.Inc() }

// Waited counts work that waited for its user's turn, and for how long. kind is that of a workKind, turns or engine.
func (m *Metrics) Waited(kind string, took time.Duration) {
	m.waits.WithLabelValues(kind).Inc()
	m.waited.WithLabelValues(kind).Add(took.Seconds())
}

// WorkRefused counts work that was refused since too much of its user's waits.
func (m *Metrics) WorkRefused(kind string) { m.overworked.WithLabelValues(kind).Inc() }

// SocketWaited counts for how long a socket was not read because its peer was over a budget.
func (m *Metrics) SocketWaited(budget string, took time.Duration) {
	m.socketWaits.WithLabelValues(budget).Add(took.Seconds())
}

// WebhookAttempt counts an attempt to send to a webhook. status is that of the delivery afterwards: waiting where it
// failed and is tried again.
func (m *Metrics) WebhookAttempt(status crm.DeliveryStatus) {
	m.webhooks.WithLabelValues(string(status)).Inc()
}

func (m *Metrics) request(method, route string, status int, took time.Duration) {
	m.requests.WithLabelValues(knownMethod(method), route, strconv.Itoa(status)).Observe(took.Seconds())
}

func knownMethod(method string) string {
	for _, known := range fiber.DefaultMethods {
		if method == known {
			return known
		}
	}
	return "other"
}
