package sync

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"time"

	"roomkey/crm"
	"roomkey/sync/editing"
	"roomkey/sync/live"
	"roomkey/sync/session"
)

// Config configures a Hub. Storage and Engine are required; the zero value of everything else works.
type Config struct {
	Storage interface {
		live.Storage
		session.Storage
		// Announce has the hub told of events that it does not store itself: those of tasks and of the directory.
		Announce(tell func(crm.Receipt))
	}
	Engine  live.Engine
	Now     func() time.Time // nil: time.Now
	Random  io.Reader        // nil: crypto/rand
	Log     *slog.Logger     // nil: nothing is logged
	Limits  Limits           // zero fields: the defaults of the protocol
	Metrics Metrics
	Tracer  crm.Tracer // takes the ways of changes; nil: nobody traces
	Work    live.Work  // shares the time between users; nil: nobody waits
	Awake   int        // operations that heavy records have in memory; 0: 320,000
	Bulk    int64      // bytes of records that one bulk edit changes, about; 0: 16 MiB
	Collect func()     // gives memory back when heavy records have forgotten theirs; nil: debug.FreeOSMemory
	// Renew turns the token of an auth message into a principal. Nil refuses every token.
	Renew func(ctx context.Context, token string) (crm.Principal, error)
	// Ended says whether the sign-in that a connection came by was ended, perhaps by another process, which is asked
	// when the directory has changed. Nil: none ever is.
	Ended func(ctx context.Context, sessionID string) (crm.SessionEnd, error)
}

const (
	sweepEvery   = time.Second
	drainTimeout = 9 * time.Second
)

// Hub holds the live records, the rooms and the sockets. Its methods may be called from any goroutine. Its Editor has
// the methods for REST and tasks.
type Hub struct {
	*editing.Editor
	records   *live.Registry
	sockets   *session.Sockets
	rooms     *session.Rooms // those of sockets
	answers   *responses
	rowsTaken rowTaker
	numbers   numberer
	now       func() time.Time
}

// New makes a hub. It starts nothing: see Run.
func New(config Config) *Hub {
	if config.Now == nil {
		config.Now = time.Now
	}
	if config.Random == nil {
		config.Random = rand.Reader
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	h := &Hub{now: config.Now}
	var erasures *live.Erasures
	h.sockets = session.New(session.Config{
		Storage: config.Storage, Now: config.Now, Random: config.Random, Log: config.Log, Limits: config.Limits,
		Metrics: config.Metrics.ofSessions(), Renew: config.Renew, Ended: config.Ended,
		Open:             h.openFor,
		DirectoryChanged: func(ctx context.Context) error { return erasures.Look(ctx) },
	})
	h.rooms = h.sockets.Rooms()
	h.answers = &responses{users: config.Storage, now: config.Now, log: config.Log,
		came: make(chan response, responsesWaiting)}
	h.numbers.born = make(chan crm.ID, numbersWaiting)
	h.records = live.NewRegistry(live.Config{
		Unnumbered: h.numbers.add,
		Responded:  h.answers.add,
		Storage:    config.Storage, Engine: config.Engine, Rooms: h.rooms,
		Now: config.Now, Random: config.Random, Log: config.Log, Metrics: config.Metrics.ofRecords(),
		Tracer: config.Tracer,
		Work:   config.Work, Awake: config.Awake, Collect: config.Collect,
	})
	h.Editor = editing.New(h.records, config.Random, config.Now, config.Bulk)
	h.answers.editor = h.Editor
	h.numbers.records, h.numbers.storage, h.numbers.order = h.records, config.Storage, config.Storage
	h.numbers.now, h.numbers.log = config.Now, config.Log
	h.rowsTaken = rowTaker{h.records, config.Storage, config.Log}
	erasures = live.NewErasures(h.records)
	config.Storage.Announce(h.Publish)
	return h
}

// Run does the periodic work until ctx ends. Then it drains, and returns Drain's error.
func (h *Hub) Run(ctx context.Context) error {
	ticker := time.NewTicker(sweepEvery)
	defer ticker.Stop()
	sockets := make(chan struct{})
	go func() { defer close(sockets); h.sockets.Run(ctx) }()
	answered := make(chan struct{})
	go func() { defer close(answered); h.answers.run(ctx) }()
	rows := make(chan struct{})
	go func() { defer close(rows); h.rowsTaken.run(ctx) }()
	numbers := make(chan struct{})
	go func() { defer close(numbers); h.numbers.run(ctx) }()
	for {
		select {
		case <-ticker.C:
			h.records.Sweep(h.now())
			h.Editor.Sweep(h.now())
		case <-ctx.Done():
			<-sockets
			<-answered
			<-rows
			<-numbers
			drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTimeout)
			defer cancel()
			return h.Drain(drain)
		}
	}
}

// Drain tells every socket that the server is going (3001), waits until they have ended, and until every change that
// was accepted is durable. It begins nothing new. It may be called more than once. Errors: ctx's, if something was
// still under way.
func (h *Hub) Drain(ctx context.Context) error {
	h.sockets.Drain(ctx)
	return h.records.Drain(ctx)
}
