package live

import (
	"errors"
	"io"
	"log/slog"
	"time"

	"roomkey/crm"
)

// Config holds what a Registry needs. Metrics, Work, Awake and Collect are optional.
type Config struct {
	Storage Storage
	Engine  Engine
	Rooms   Rooms
	Now     func() time.Time
	Random  io.Reader
	Log     *slog.Logger
	Metrics Metrics
	Tracer  crm.Tracer // takes the ways of changes; nil: nobody traces
	// Responded is told that a device has sent a user's first response to a lead. It must not block. nil: nobody is.
	Responded func(lead, user crm.ID)
	// Unnumbered is told of an escrow that was born without a number, where regions give numbers in order. It must not
	// block. nil: nobody is.
	Unnumbered func(escrow crm.ID)
	Work       Work // nil: nobody waits
	// Awake is how many operations the heavy records together may have in memory, or one record alone; each takes about
	// 150 bytes. 0: 320,000.
	Awake int
	// Collect gives memory back after much content was forgotten; nil: debug.FreeOSMemory.
	Collect func()
}

// Metrics are hooks; each may be nil. Many goroutines call them, so they must not block.
type Metrics struct {
	Changes  func(n int)                // counts accepted changes
	Rejected func(n int, code crm.Code) // counts refused changes
	Repaired func(n int, code crm.Code) // counts changes that were accepted and put right
	// SetAside counts changes that another region has accepted and that can't be taken in here: content differs then.
	SetAside  func(n int)
	Committed func(took time.Duration, changes int) // times a write from its submission until it is durable
	// Accepted times a change from its arrival until the peers have it. trace is the id of its trace; "" where it has
	// none.
	Accepted  func(took time.Duration, trace string)
	Documents func(delta int) // counts live records as they come and go
	Compacted func()
}

// observe calls a hook that takes one value, if the hook is set.
func observe[A any](hook func(A), a A) {
	if hook != nil {
		hook(a)
	}
}

// observe2 calls a hook that takes two values, if the hook is set.
func observe2[A, B any](hook func(A, B), a A, b B) {
	if hook != nil {
		hook(a, b)
	}
}

// ErrTaken refuses a new record because its id is in use.
var ErrTaken = crm.Errorf(crm.CodeConflict, "there is something by this id already")

var (
	errHeads = errors.New("the engine has other heads than the history")
	// errAway ends a turn whose messages will be received later, or by the record that the document has moved to.
	errAway = errors.New("the document has moved")
)

// unavailable wraps an error of the storage or the engine; its author should try again.
func unavailable(err error) error {
	return &crm.Error{Code: crm.CodeUnavailable, Message: "the document can't be changed at present", Err: err}
}
