package sync

import (
	"time"

	"roomkey/crm"
	"roomkey/sync/live"
	"roomkey/sync/session"
)

// Metrics are hooks; each may be nil. They are called from many goroutines and must not block.
type Metrics struct {
	Changes   func(n int)                           // accepted
	Rejected  func(n int, code crm.Code)            // refused
	Repaired  func(n int, code crm.Code)            // accepted and put right
	SetAside  func(n int)                           // accepted by another region, and not to be taken in here
	Committed func(took time.Duration, changes int) // from the submission of a write until it was durable
	// Accepted times a message from its arrival until the peers had its changes; trace is their trace's id, or "".
	Accepted   func(took time.Duration, trace string)
	Documents  func(delta int) // documents in memory
	Sockets    func(delta int)
	FrameIn    func(kind string, bytes int)
	FrameOut   func(kind string, bytes int)
	SlowReader func()
	Waited     func(budget string, took time.Duration) // a socket that was over its budget
	Compacted  func()
}

// ofSessions returns the hooks that sessions call.
func (m *Metrics) ofSessions() session.Metrics {
	return session.Metrics{Connections: m.Sockets, FrameIn: m.FrameIn, FrameOut: m.FrameOut, SlowReader: m.SlowReader,
		Waited: m.Waited}
}

// ofRecords returns the hooks that live records call.
func (m *Metrics) ofRecords() live.Metrics {
	return live.Metrics{
		Changes: m.Changes, Rejected: m.Rejected, Repaired: m.Repaired, SetAside: m.SetAside, Committed: m.Committed,
		Accepted: m.Accepted, Documents: m.Documents, Compacted: m.Compacted,
	}
}
