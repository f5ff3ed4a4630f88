package web

import (
	"context"
	"errors"
	"runtime"
	"time"

	"golang.org/x/sys/unix"

	"roomkey/crm"
	"roomkey/internal/fair"
)

// workKind is what a route gives the server to do.
type workKind string

// The kinds, as metrics name them too.
const (
	noWork workKind = ""
	// to look up and to write out: it takes a processor
	readWork workKind = "reads"
	// to have the engine work and the store write: it mostly waits, and the engine charges for what it does; here only
	// reading the request and writing the answer are charged
	editWork workKind = "edits"
	// an edit with a large body: a long text takes the engine a second, and megabytes in every process that it passes
	largeWork workKind = "large edits"
	// to read a record as it was: the engine charges for its part, and what is kept costs the server alone
	pastWork workKind = "past"
)

// largeBody is how many bytes the body of such an edit has at least.
const largeBody = 16 << 10

// Requests of one user that run at once, and that wait for those.
const (
	readsWaiting               = 64
	editsPerUser, editsWaiting = 16, 64
	largePerUser, largeWaiting = 1, 8
	// … of a user beyond the budget
	readsBeyond, readsBeyondWaiting = 1, 4
	editsBeyond, editsBeyondWaiting = 2, 8
)

const (
	// workRest is for how many times their cost reads beyond the budget rest, while others are served.
	workRest = 3
	// turnTime is for how long a request waits for its turn.
	turnTime = 10 * time.Second
	// refusalTime is how long a refusal takes: whoever asks again at once costs nothing meanwhile.
	refusalTime = time.Second
)

// requestCost is what a request costs the server besides its work: to read it, to find its user and to log it. It was
// measured with requests that do nothing else; many of these keep a processor busy too.
const requestCost = 100 * time.Microsecond

// work lets requests begin, so that those of one user don't make all others wait. Safe for concurrent use.
type work struct {
	reads, edits, large, past *fair.Lanes
}

func newWork(budget *fair.Budget, metrics *Metrics, now func() time.Time) *work {
	lanes := func(kind workKind, within, beyond fair.QueueConfig) *fair.Lanes {
		return fair.NewLanes(budget, now, fair.LanesConfig{Within: within, Beyond: beyond,
			Rest:    workRest,
			Waited:  func(took time.Duration) { metrics.Waited(string(kind), took) },
			Refused: func() { metrics.WorkRefused(string(kind)) }})
	}
	half := max(runtime.GOMAXPROCS(0)/2, 1) // of the processors; the others are left to everybody else
	return &work{
		reads: lanes(readWork, fair.QueueConfig{PerUser: half, Waiting: readsWaiting},
			fair.QueueConfig{Places: half, PerUser: readsBeyond, Waiting: readsBeyondWaiting}),
		edits: lanes(editWork, fair.QueueConfig{PerUser: editsPerUser, Waiting: editsWaiting},
			fair.QueueConfig{PerUser: editsBeyond, Waiting: editsBeyondWaiting}),
		large: lanes(largeWork, fair.QueueConfig{PerUser: largePerUser, Waiting: largeWaiting},
			fair.QueueConfig{Places: half, PerUser: largePerUser, Waiting: largeWaiting}),
		// Each may have a long history read, which takes a processor, and a place for reads would be held meanwhile.
		past: lanes(pastWork, fair.QueueConfig{PerUser: half, Waiting: readsWaiting},
			fair.QueueConfig{PerUser: readsBeyond, Waiting: editsBeyondWaiting}),
	}
}

// begin waits until a request may work. end takes the processor time that an edit has used; for others it is measured.
// Errors: rate_limited, with the time after which to try again; ctx's.
func (w *work) begin(ctx context.Context, kind workKind, user *crm.User) (end func(used time.Duration), err error) {
	lanes := w.reads
	switch kind {
	case noWork:
		return func(time.Duration) {}, nil
	case editWork:
		lanes = w.edits
	case pastWork:
		lanes = w.past
	case largeWork:
		lanes = w.large
	}
	turn, cancel := context.WithTimeout(ctx, turnTime)
	defer cancel()
	place, err := lanes.Enter(turn, fair.PayerOf(user))
	if err != nil {
		return nil, overworked(ctx, err)
	}
	if kind == editWork || kind == largeWork {
		return func(used time.Duration) { place.Leave(used + requestCost) }, nil
	}
	leave := w.leaving(place, requestCost)
	return func(time.Duration) { leave() }, nil
}

// leaving gives a place back, and charges for the processor time that the goroutine has used meanwhile, and for
// besides. Its result must be called in the same goroutine. Time would be no measure: it grows for everybody when the
// machine is busy.
func (w *work) leaving(place fair.Place, besides time.Duration) (leave func()) {
	runtime.LockOSThread()
	began := threadTime()
	return func() {
		used := threadTime() - began
		runtime.UnlockOSThread()
		place.Leave(used + besides)
	}
}

// metered calls f, and adds to used the processor time that f has used. f must not wait for anything.
func metered(used *time.Duration, f func() error) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	began := threadTime()
	err := f()
	*used += threadTime() - began
	return err
}

// threadTime is how long the calling thread has had a processor.
func threadTime() time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t); err != nil {
		return 0 // every kernel has this clock
	}
	return time.Duration(t.Nano())
}

// overworked tells who is refused what they have exceeded. ctx is the request's.
func overworked(ctx context.Context, err error) error {
	var refused *fair.Refused
	switch {
	case errors.As(err, &refused) && refused.Beyond:
		return &limited{after: refused.After, err: crm.Errorf(crm.CodeRateLimited,
			"you have used more than your share of the server's time, and %d of your requests wait already",
			refused.Most)}
	case errors.As(err, &refused):
		return &limited{err: crm.Errorf(crm.CodeRateLimited, "%d of your requests wait already", refused.Most)}
	case ctx.Err() == nil:
		return &limited{after: turnTime, err: crm.Errorf(crm.CodeRateLimited,
			"you have used more than your share of the server's time, and others were served first")}
	}
	return err
}

// holdBack keeps who is refused for now waiting for the answer: whoever asks again at once costs nothing meanwhile.
func holdBack(ctx context.Context, err error) error {
	if crm.CodeOf(err) == crm.CodeRateLimited {
		pause, cancel := context.WithTimeout(ctx, refusalTime)
		defer cancel()
		<-pause.Done()
	}
	return err
}
