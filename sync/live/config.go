package live

import (
	"errors"
	"io"
	"log/slog"
	"time"

	"roomkey/crm"
)

// Config is what Records are made of. All but Metrics is required.
type Config struct {
	Storage Storage
	Engine  Engine
	Rooms   Rooms
	Now     func() time.Time
	Random  io.Reader
	Log     *slog.Logger
	Metrics Metrics
}

// Metrics are hooks; each may be nil. They are called from many goroutines and must not block.
type Metrics struct {
	Changes   func(n int)                           // accepted
	Rejected  func(n int, code crm.Code)            // refused
	Committed func(took time.Duration, changes int) // from the submission of a write until it was durable
	Accepted  func(took time.Duration)              // until a message's changes had been given to the peers
	Documents func(delta int)                       // documents in memory
	Compacted func()
}

func call1[A any](hook func(A), a A) {
	if hook != nil {
		hook(a)
	}
}

func call2[A, B any](hook func(A, B), a A, b B) {
	if hook != nil {
		hook(a, b)
	}
}

// ErrTaken refuses a new record whose id names something already.
var ErrTaken = crm.Errorf(crm.CodeConflict, "there is something by this id already")

var (
	errHeads = errors.New("the engine has other heads than the history")
	errAway  = errors.New(
		"the document has moved",
	) // a message will be received by the record that its document turned out to belong to
)

func unavailable(err error) error {
	return &crm.Error{Code: crm.CodeUnavailable, Message: "the document can't be changed at present", Err: err}
}
