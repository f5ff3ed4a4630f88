package replica

import (
	"context"
	"log/slog"
	"time"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

// Log is where the entries are: a store.
type Log interface {
	OwnLog() crm.Origin
	OwnHave() uint64 // the own log's last entry that is durable
	AnnounceLogged(hears func(crm.LogItem))
	LogSpans(ctx context.Context) ([]crm.LogSpan, error)
	ReadLog(ctx context.Context, origin crm.Origin, after uint64, skip, bytes int) (crm.LogPage, error)
	AdvanceLogs(ctx context.Context, to []crm.LogSpan) error
	TrimLogs(ctx context.Context, everybody []crm.LogSpan) error
	RecordHeads(ctx context.Context, after crm.ID, limit int) ([]crm.RecordHeads, error)
	WholeRecord(ctx context.Context, record crm.ID, skip, bytes int) (items []crm.LogItem, next int, err error)
}

// Records takes in what others have accepted: a hub. See live.Registry.Import.
type Records interface {
	Import(ctx context.Context, record crm.ID, items []crm.LogItem) (in []bool, err error)
}

// Config configures a Replica. Log has to keep a log; see store.Options.Region.
type Config struct {
	Port    *wire.Port
	Regions []string // all that hold content, this one among them
	Log     Log
	Records Records
	// Together reports whether a region answers with many whole records at once; nil: all do.
	Together func(region string) bool
	Logger   *slog.Logger  // nil: nothing is logged
	Every    time.Duration // between looks for what is missing; 0: one second
	Patience int           // looks, until entries are given up that wait for what is nowhere; 0: 50
	Compare  int           // looks, until all records are compared with those of another region; 0: 900
	Timeout  time.Duration // of a question to another region; 0: ten seconds
	Metrics  Metrics
}

// Metrics are hooks; each may be nil. They must not block.
type Metrics struct {
	Imported func(entries int) // counts entries of others that were taken in
	Refused  func(entries int) // counts entries of others that could not be, so that content differs
	Pulled   func(bytes int)   // counts what was pulled
	Compared func(records int) // counts records that differed when all were compared
	// Mismatched counts those that differed although both regions had all entries of all logs.
	Mismatched func(records int)
	Behind     func(entries uint64) // the entries that others have and this region has not
}

// New makes a replica. It starts nothing, but hears of new entries from now on.
func New(config Config) *Replica {
	r := &Replica{config: config, own: config.Log.OwnLog(), every: config.Every, log: config.Logger,
		announced: make(chan crm.LogItem, announceAhead), kick: make(chan struct{}, 1),
		followers: map[crm.Origin]*follower{}, peers: map[string]*peer{}, witnesses: map[string]bool{},
		queues: map[crm.ID]*queue{}}
	if r.every == 0 {
		r.every = time.Second
	}
	if config.Timeout == 0 {
		r.config.Timeout = 10 * time.Second
	}
	if config.Patience == 0 {
		r.config.Patience = dropAfter
	}
	if config.Compare == 0 {
		r.config.Compare = compareEvery
	}
	if config.Together == nil {
		r.config.Together = func(string) bool { return true }
	}
	if r.log == nil {
		r.log = slog.New(slog.DiscardHandler)
	}
	config.Log.AnnounceLogged(r.logged)
	return r
}

// logged hears of an own entry that is durable, or about to be.
func (r *Replica) logged(item crm.LogItem) {
	select {
	case r.announced <- item:
	default: // others see that it is missing
	}
}

// Run exchanges content until ctx ends. It returns when nothing is under way any more. Errors: the store's, if it can't
// say what it has.
func (r *Replica) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer r.group.Wait()
	defer cancel()
	if err := r.load(ctx); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return err
	}
	stop, err := r.listen()
	if err != nil {
		return err
	}
	defer stop()
	for range importers {
		r.group.Go(func() { r.importAll(ctx) })
	}
	r.group.Go(func() { r.announce(ctx) })
	ticker := time.NewTicker(r.every)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			r.look(ctx)
		case <-ctx.Done():
			return nil
		}
	}
}

// load reads how far this region has come.
func (r *Replica) load(ctx context.Context) error {
	spans, err := r.config.Log.LogSpans(ctx)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ctx = ctx
	for _, span := range spans {
		if span.Origin == r.own {
			continue
		}
		f := r.followLocked(span.Origin)
		f.have, f.tail, f.saved = span.Have, span.Have, span.Have
	}
	return nil
}

// announce tells the others of own entries.
func (r *Replica) announce(ctx context.Context) {
	subject := wire.LogSubject(r.own.String())
	for {
		select {
		case item := <-r.announced:
			payload := wire.EncodeEntry(&item)
			if len(payload) > wire.MaxPayload {
				item.Changes, item.Notices, item.Cut = nil, nil, true
				payload = wire.EncodeEntry(&item)
			}
			if err := r.config.Port.Publish(subject, wire.KindLog, crm.ID{}, payload); err != nil {
				r.log.Debug("an entry can't be announced", "error", err) // it will be pulled
			}
		case <-ctx.Done():
			return
		}
	}
}

// look does what is due each second: it notes how far this region has come, and looks for what is missing.
func (r *Replica) look(ctx context.Context) {
	r.save(ctx)
	r.mu.Lock()
	for _, p := range r.peers {
		p.rests = false
	}
	for _, f := range r.followers {
		f.rests = false
	}
	r.looks++
	trim := r.looks%trimEvery == 0
	r.wakeWaitingLocked()
	r.pullLocked()
	behind := r.behindLocked()
	if r.looks%r.config.Compare == 0 && behind == 0 {
		r.compareInTurnLocked()
	}
	r.mu.Unlock()
	if r.config.Metrics.Behind != nil {
		r.config.Metrics.Behind(behind)
	}
	if trim {
		if err := r.config.Log.TrimLogs(ctx, everybody(r)); err != nil && ctx.Err() == nil {
			r.log.Error("the logs can't be trimmed", "error", err)
		}
	}
}

// save makes durable how far this region has come.
func (r *Replica) save(ctx context.Context) {
	r.mu.Lock()
	var spans []crm.LogSpan
	for origin, f := range r.followers {
		if f.have > f.saved {
			spans = append(spans, crm.LogSpan{Origin: origin, Have: f.have})
		}
	}
	r.mu.Unlock()
	if len(spans) == 0 {
		return
	}
	if err := r.config.Log.AdvanceLogs(ctx, spans); err != nil {
		if ctx.Err() == nil {
			r.log.Error("the logs can't be advanced", "error", err)
		}
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, span := range spans {
		f := r.followers[span.Origin]
		f.saved = max(f.saved, span.Have)
	}
}
