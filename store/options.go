package store

import (
	"io"
	"log/slog"
	"time"
)

// Options configure a store. Only Dir is required.
type Options struct {
	Dir    string           // the data directory; Open makes it if there is none
	Serve  bool             // lock the directory: no other process may serve it or restore into it
	Now    func() time.Time // nil: time.Now
	Random io.Reader        // nil: crypto/rand.Reader
	Log    *slog.Logger     // nil: discard
	// CommitInterval is how far apart transactions begin while nobody waits for their writes (crm.Write.Patient), so
	// that more writes share one. The first write after a rest never waits. 0: they begin as soon as they can.
	CommitInterval time.Duration
	// Region is the name of this server's region if there are several; then a log of content is kept, for the others.
	// It is ignored unless Serve is set, because one process at a time may write a log. "": there are no others.
	Region string
	// FirstRegion is the first of several regions. Its server sends for webhooks that were made before there were
	// others.
	FirstRegion string
	// AuditLife is for how long lines of the audit log are kept; 0: for ever. Maintain deletes older ones.
	AuditLife time.Duration
	// OnSync is called after each commit, in the writer's goroutine; nil: nobody.
	OnSync func(writes int, took time.Duration)
}
