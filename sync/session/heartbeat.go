package session

import (
	"sync/atomic"
	"time"
)

// heartbeat is when a peer last showed a sign of life. Its methods may be called from any goroutine.
type heartbeat struct {
	now   func() time.Time
	heard atomic.Int64 // Unix nanoseconds
}

// beat notes a sign of life, and says when it was.
func (h *heartbeat) beat() time.Time {
	now := h.now()
	h.heard.Store(now.UnixNano())
	return now
}

func (h *heartbeat) last() time.Time { return time.Unix(0, h.heard.Load()) }
