package ledger

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

// Store keeps this region's ledger. Its methods may be called concurrently.
type Store interface {
	// LedgerEnd returns the place of the last entry; 0 for an empty ledger.
	LedgerEnd(ctx context.Context) (uint64, error)
	// LedgerHead returns the place and hash of a brokerage's last entry; zeros where it has none.
	LedgerHead(ctx context.Context, broker crm.ID) (uint64, crm.Hash, error)
	// LedgerPlace returns the place of an entry; 0 where it is not here.
	LedgerPlace(ctx context.Context, id crm.ID) (uint64, error)
	// KeepLedger says up to which place all regions have applied it, so that nobody asks for what comes before.
	KeepLedger(applied uint64)
	// LedgerPage returns entries from a place on that follow one another and hold at most that many bytes, but at least
	// one if it is here.
	LedgerPage(ctx context.Context, from uint64, bytes int) ([]crm.OrderedEntry, error)
	// ApplyOrdered applies entries at their places. Errors: crm.ErrEntriesMissing, crm.ErrBrokenChain,
	// crm.ErrNewerEntry, after which those before the one at fault are applied. After any other error, call again.
	ApplyOrdered(ctx context.Context, entries []crm.OrderedEntry) error
}

// Config configures a Ledger. Port, Rows, Store and Regions are required.
type Config struct {
	Port    *wire.Port
	Rows    wire.Rows
	Store   Store
	Regions []string // that hold ledgers: all but witnesses
	// Holds reports whether one of Regions keeps a ledger; nil: all do.
	Holds   func(region string) bool
	First   func() uint64          // the place of the first entry that Rows had, or will have; nil: 1
	Reaches func() bool            // whether a majority of the members can be heard; nil: always
	Known   func(kind string) bool // whether all regions know a kind of entries; nil: always
	// Speaks is the version of messages that a region speaks, 0 if that is not known; nil: all speak this build's.
	Speaks  func(region string) uint64
	Applied func()       // called after entries were applied that may have changed rights; nil: nobody
	Log     *slog.Logger // nil: discard
}

// Bounds of time.
const (
	orderTimeout   = 10 * time.Second // of an entry, from its making to its being applied here
	forwardTimeout = 3 * time.Second  // for the leader's region to answer
	appendTimeout  = 3 * time.Second  // of one append
	placeTimeout   = time.Second      // until whoever took a place should be known
	storeTimeout   = 5 * time.Second  // of what the storage is asked
	pullTimeout    = 5 * time.Second  // of one page
	restAfter      = time.Second      // after a fault of reading
	restAtMost     = 10 * time.Second
	calmAfter      = 2 * time.Second // of reading without a fault, a stream is taken for the right one
)

// Ledger is a region's end of the order of rows. Its methods may be called concurrently.
type Ledger struct {
	config Config

	mu       sync.Mutex    // guards what follows
	position uint64        // the last entry that is applied here; 0 until Run knows
	known    bool          // Run knows the position, and that the stream has what comes before it
	stopped  error         // why nothing more is applied
	moved    chan struct{} // closed when any of these changes
	queues   map[crm.ID]*queue
	others   map[string]uint64 // how far other regions have told that they are
}

// New makes a Ledger. It starts nothing: see Run.
func New(c Config) *Ledger {
	if c.First == nil {
		c.First = func() uint64 { return 1 }
	}
	if c.Holds == nil {
		c.Holds = func(string) bool { return true }
	}
	if c.Reaches == nil {
		c.Reaches = func() bool { return true }
	}
	if c.Speaks == nil {
		c.Speaks = func(string) uint64 { return wire.Version }
	}
	if c.Known == nil {
		c.Known = func(string) bool { return true }
	}
	if c.Applied == nil {
		c.Applied = func() {}
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &Ledger{config: c, moved: make(chan struct{}), queues: map[crm.ID]*queue{}, others: map[string]uint64{}}
}

// Position is the place of the last entry that is applied in this region; 0 before Run has read it.
func (l *Ledger) Position() uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.position
}

// Heard takes in how far another region is.
func (l *Ledger) Heard(region string, position uint64) {
	if least, ok := l.heard(region, position); ok {
		l.config.Store.KeepLedger(least)
	}
}

// heard gives the place that all regions have reached; not ok before all others have told theirs.
func (l *Ledger) heard(region string, position uint64) (least uint64, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.others[region] = position
	least = l.position
	for _, name := range l.config.Regions {
		if name == l.config.Port.Region() {
			continue
		}
		at, ok := l.others[name]
		if !ok {
			return 0, false
		}
		least = min(least, at)
	}
	return least, true
}

// Stopped says why this region applies no entries, and so appends none; nil while it does.
func (l *Ledger) Stopped() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.stopped
}

// Begun says why rows can't be changed in this region: it has stopped, or has not compared its ledger with the others'
// since its start. Nil: they can.
func (l *Ledger) Begun() error {
	_, _, err := l.state()
	return err
}

// state is what waits can depend on, and a channel that is closed when it changes.
func (l *Ledger) state() (position uint64, moved <-chan struct{}, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err = l.stopped; err == nil && !l.known {
		err = errStarting
	}
	return l.position, l.moved, err
}

var errStarting error = crm.Errorf(crm.CodeUnavailable, "this region has not read its ledger yet")

// set changes the state.
func (l *Ledger) set(change func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	change()
	close(l.moved)
	l.moved = make(chan struct{})
}
