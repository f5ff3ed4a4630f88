package engine

import (
	"log/slog"
	"time"

	"roomkey/internal/fair"
)

// Config configures a Pool. The zero value of each field means its default.
type Config struct {
	Children    int           // processes; default: one for every two CPUs, at least 1 and at most 4
	MemoryLimit int64         // bytes that each process may map; default 768 MiB
	CallTimeout time.Duration // processor time of one call in a process, without loading; default 5 s
	Past        bool          // one more process, with a low priority, answers Fields at heads, so that no edit waits
	// PastWait is for how long Fields at heads waits for other users' questions; default 5 s.
	PastWait time.Duration
	// Heavy is the number of operations from which a document is heavy: a call can't be interrupted, and one for such a
	// document may take a second. Heavy documents have two more processes, one for users within their budget, one for
	// all others, so that nobody else waits for these calls. 0: none is heavy.
	Heavy   int
	Budget  *fair.Budget // of users; who is beyond it waits for the others. nil: unlimited
	Window  int          // unanswered calls of one process; default 64
	Command []string     // the arguments that make this binary run Main; default: engine
	Log     *slog.Logger // default: no log
	Metrics Metrics
}

// Metrics are hooks. They must not block and may be called concurrently. A nil hook is not called.
type Metrics struct {
	Started func(pid int) // a process has started
	// a process has died; overrun: it was killed because a call exceeded its deadline
	Died        func(overrun bool)
	Quarantined func()                                     // a change has killed a new process that did nothing else
	Called      func(operation string, took time.Duration) // a call has ended: apply, author, fields, snapshot
	Waited      func(took time.Duration)                   // a call has waited until it was its user's turn
}
