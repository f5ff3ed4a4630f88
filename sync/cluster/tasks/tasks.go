package tasks

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

// Own are the tasks of this region, and its rooms. The methods may be called concurrently.
type Own interface {
	// AnswerTask does what another region's question asks, as its user, by the rights here. The answer is JSON. Errors:
	// not_found where the task is not here or the user may not see it, and what the act itself answers.
	AnswerTask(ctx context.Context, q *crm.TaskQuestion) ([]byte, error)
	// TasksNow tells how tasks are, by the events that say so: those named, and if lately is set those that run or have
	// ended a moment ago. Tasks that are not here are left out.
	TasksNow(ctx context.Context, ids []crm.ID, lately bool) ([]crm.TaskNews, error)
	// TakeTaskNews tells rooms here of another region's task. Errors: not_found where a room is not here or not of the
	// brokerage, so that nobody is told.
	TakeTaskNews(ctx context.Context, news *crm.TaskNews) error
}

// Config configures Tasks. Port, Regions and Own are required.
type Config struct {
	Port    *wire.Port
	Regions []string                 // that have tasks: all but witnesses
	There   func(region string) bool // whether a region is heard; nil: all are
	Older   func(region string) bool // whether a region is of a version that tells of no tasks; nil: none is
	Files   func(region string) bool // whether a region gives files that users have sent; nil: all do
	Own     Own
	// Rows is the place of the last entry of the ledger that is applied here; Await waits until the one at a place is.
	// Its errors: unavailable. nil: there is no ledger.
	Rows  func(ctx context.Context) (uint64, error)
	Await func(ctx context.Context, place uint64) error
	Log   *slog.Logger // nil: discard
}

// Bounds of time, and of what is under way.
const (
	askTime       = 2 * time.Second         // for a region to answer
	answerTime    = 1500 * time.Millisecond // … of which it may take so much; the rest is for the way
	decideTime    = 28 * time.Second        // … where it may have to change many records, for as long as it is heard
	decidedTime   = 25 * time.Second
	awaitTime     = time.Second // … of either, until it has applied what the asking one has
	storeTime     = 5 * time.Second
	againAfter    = time.Second // after an answer that did not come
	asksAtOnce    = 64
	asksOfUser    = 16
	decidesAtOnce = 32               // here of other regions, and there for these
	decidesOfUser = 2                // … so that nobody takes all of them
	quietFor      = 30 * time.Second // of a task under way that nothing was heard of, until its region is asked
	untoldFor     = 10 * time.Minute // that it is asked about a task whose room is not known here
	queuedNews    = 1024             // that wait to be sent; more are dropped
	heldAnswers   = 16               // that are longer than a message: 400 MB at most
	heldForRegion = 8
	heldForUser   = 2
	heldFor       = 5 * time.Second // without being asked for the rest
	maxKnown      = 20_000          // tasks of other regions that are remembered
	maxStep       = 64              // bytes of the name of the step that each of them is at
	maxUnpacked   = 64 << 20
	maxAskedBody  = 8 << 20 // of a question, unpacked
)

// Tasks is this region's part. Its methods may be called concurrently.
type Tasks struct {
	config  Config
	regions map[string]*region // the others
	known   known
	held    held
	// by user: what is asked of others, quick and slow; and of tasks and by user, what others decide on here
	asking, deciding, decided, deciders *places
	queue                               chan told
	lost                                atomic.Bool // some were not sent that came before what is queued next
}

// told is what waits to be sent; lost: some were not sent that came before it.
type told struct {
	crm.TaskNews
	lost bool
}

// New makes Tasks. It starts nothing: see Run.
func New(config Config) *Tasks {
	if config.There == nil {
		config.There = func(string) bool { return true }
	}
	if config.Older == nil {
		config.Older = func(string) bool { return false }
	}
	if config.Files == nil {
		config.Files = func(string) bool { return true }
	}
	if config.Rows == nil {
		config.Rows = func(context.Context) (uint64, error) { return 0, nil }
		config.Await = func(context.Context, uint64) error { return nil }
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	t := &Tasks{config: config, regions: make(map[string]*region), known: newKnown(),
		asking: newPlaces(asksAtOnce, asksOfUser), deciding: newPlaces(decidesAtOnce, decidesOfUser),
		decided: newPlaces(decidesAtOnce, 1), deciders: newPlaces(decidesAtOnce, decidesOfUser),
		queue: make(chan told, queuedNews)}
	for _, name := range config.Regions {
		if name != config.Port.Region() {
			t.regions[name] = newRegion(name)
		}
	}
	return t
}

// Region is the region whose tasks are here.
func (t *Tasks) Region() string { return t.config.Port.Region() }

// Others are the other regions that have tasks, in the order of their names.
func (t *Tasks) Others() []string { return slices.Sorted(maps.Keys(t.regions)) }

// Changed notes that a region is silent, or is heard again.
func (t *Tasks) Changed(name string, there bool) {
	if r := t.regions[name]; r != nil {
		r.changed(there)
	}
}

// Tell tells the other regions of events about a task here. It does not block, and is not called concurrently.
func (t *Tasks) Tell(news crm.TaskNews) {
	select {
	case t.queue <- told{news, t.lost.Swap(false)}:
	default:
		t.lost.Store(true) // which is said behind what is queued
	}
}

// Run tells, hears and answers until ctx ends. Errors: the network's, where it can't be subscribed to.
func (t *Tasks) Run(ctx context.Context) error {
	port, own := t.config.Port, t.config.Port.Region()
	stop, err := port.Open(wire.Way{Subject: wire.AnyTask, Kind: wire.KindTask, Hear: t.hear},
		wire.Way{Subject: wire.TaskAskSubject(own), Kind: wire.KindTaskAsk, Answer: t.answerQuick},
		wire.Way{Subject: wire.TaskDecideSubject(own), Kind: wire.KindTaskAsk, Answer: t.answerSlow},
		wire.Way{Subject: wire.TaskRestSubject(own), Kind: wire.KindTaskRest, Answer: t.answerRest},
		wire.Way{Subject: wire.TaskNowSubject(own), Kind: wire.KindTasksNow, Answer: t.answerNow})
	if err != nil {
		return err
	}
	defer stop()
	var following sync.WaitGroup
	defer following.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for _, r := range t.regions {
		following.Go(func() { t.follow(ctx, r) })
	}
	t.keepTelling(ctx)
	return nil
}

// keepTelling sends what waits until ctx ends.
func (t *Tasks) keepTelling(ctx context.Context) {
	for {
		select {
		case news := <-t.queue:
			payload := wire.EncodeTaskNews(&news.TaskNews, news.lost)
			err := t.config.Port.Publish(wire.TaskSubject(news.Broker), wire.KindTask, news.Broker, payload)
			if err != nil {
				t.lost.Store(true)
			}
		case <-ctx.Done():
			return
		}
	}
}
