package store

import (
	"io"
	"log/slog"
	"time"
)

// Options say where the store is. Only Dir is required.
type Options struct {
	Dir    string                               // the data directory; made where absent
	Serve  bool                                 // this process serves: no other may, and Restore refuses meanwhile
	Now    func() time.Time                     // nil: time.Now
	Random io.Reader                            // nil: crypto/rand.Reader
	Log    *slog.Logger                         // nil: discard
	OnSync func(writes int, took time.Duration) // called after each commit, in the writer's goroutine; nil: nobody
}
