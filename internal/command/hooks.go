package command

import (
	"time"

	"roomkey/crdt/engine"
	realtime "roomkey/sync"
	"roomkey/web"
)

// engineHooks gives the engine's numbers to the metrics.
func engineHooks(m *web.Metrics) engine.Metrics {
	return engine.Metrics{
		Died:        func(bool) { m.EngineRestart() },
		Quarantined: m.Quarantine,
		Called:      func(_ string, took time.Duration) { m.EngineCall(took) },
		Waited:      func(took time.Duration) { m.Waited("engine", took) },
	}
}

// hubHooks gives the hub's numbers to the metrics.
func hubHooks(m *web.Metrics) realtime.Metrics {
	return realtime.Metrics{
		FrameIn:    func(_ string, size int) { m.Message("in", size) },
		FrameOut:   func(_ string, size int) { m.Message("out", size) },
		Accepted:   m.Edit,
		Documents:  m.Documents,
		Changes:    m.Changes,
		Rejected:   m.Rejected,
		Repaired:   m.Repaired,
		SlowReader: m.SlowReader,
		Waited:     m.SocketWaited,
	}
}

// storeHook gives the store's commits to the metrics; nil where nobody reads them.
func storeHook(m *web.Metrics) func(writes int, took time.Duration) {
	return func(writes int, took time.Duration) { m.Commit(took, writes) }
}
