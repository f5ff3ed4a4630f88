package tasks

import (
	"context"
	"encoding/json"
	"math"
	"slices"
	"sync"
	"time"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

// region is another region, whose tasks are followed.
type region struct {
	name string
	wake chan struct{} // holds one when there is something to do

	taking sync.Mutex // held while the region's events are told here, one message after the other

	mu      sync.Mutex // guards what follows
	there   bool
	missed  bool // something of its events
	lately  bool // it was asked once for what happened before this server heard it
	waiting bool // its tasks were told to wait
	boot    uint64
	lost    chan struct{} // closed when it is silent; a new one when it is heard
}

func newRegion(name string) *region {
	return &region{name: name, wake: make(chan struct{}, 1), lost: make(chan struct{})}
}

// changed notes that the region is silent, or is heard.
func (r *region) changed(there bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case there && !r.there:
		r.missed, r.lost = true, make(chan struct{})
	case !there && r.there:
		close(r.lost)
	}
	r.there = there
	r.wakeLocked()
}

// missesSome notes whether a message of a boot shows that others were missed.
func (r *region) missesSome(boot uint64, missed bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if missed || boot != r.boot && r.boot != 0 {
		r.missed = true
		r.wakeLocked()
	}
	r.boot = boot
}

func (r *region) wakeLocked() {
	select {
	case r.wake <- struct{}{}:
	default: // it is awake
	}
}

// heard reports whether the region is heard.
func (r *region) heard() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.there
}

// whileHeard calls cancel when the region becomes silent, until stop.
func (r *region) whileHeard(cancel func()) (stop func()) {
	r.mu.Lock()
	lost, there := r.lost, r.there
	r.mu.Unlock()
	if !there {
		return func() {} // who asks knows better
	}
	done, over := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(over)
		select {
		case <-lost:
			cancel()
		case <-done:
		}
	}()
	return func() {
		close(done)
		<-over
	}
}

// due says what is to be done now.
func (r *region) due() (tellWaiting, catchUp, lately bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.there {
		tellWaiting, r.waiting = !r.waiting, true
		return tellWaiting, false, false
	}
	catchUp, r.missed, r.waiting = r.missed, false, false
	return false, catchUp, !r.lately
}

// caughtUp notes whether what was missed is here.
func (r *region) caughtUp(ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lately = r.lately || ok
	r.missed = r.missed || !ok
}

// follow keeps the rooms here told of a region's tasks until ctx ends.
func (t *Tasks) follow(ctx context.Context, r *region) {
	tick := time.NewTicker(quietFor)
	defer tick.Stop()
	for {
		select {
		case <-r.wake:
		case <-tick.C: // the last message about a task may have been lost
			t.catchUp(ctx, r, quietFor, false)
			continue
		case <-ctx.Done():
			return
		}
		for {
			tellWaiting, catchUp, lately := r.due()
			if tellWaiting {
				t.tellWaiting(ctx, r)
			}
			if !catchUp {
				break
			}
			ok := t.catchUp(ctx, r, 0, lately)
			if r.caughtUp(ok); ok {
				continue
			}
			if !t.rest(ctx, r) {
				return
			}
		}
	}
}

// rest waits until a region may be asked again; false: ctx has ended.
func (t *Tasks) rest(ctx context.Context, r *region) bool {
	after, changes := againAfter, (chan struct{})(nil)
	if t.config.Older(r.name) { // until it is upgraded it answers nothing
		after, changes = quietFor, r.wake
	}
	select {
	case <-time.After(after):
	case <-changes:
	case <-ctx.Done():
		return false
	}
	return true
}

// hear takes what another region tells.
func (t *Tasks) hear(m wire.Message) {
	r := t.regions[m.Region]
	if r == nil {
		return
	}
	news, lost, err := wire.DecodeTaskNews(m.Payload)
	if err != nil || news.Broker != m.Brokerage {
		t.config.Port.Malformed()
		return
	}
	r.taking.Lock()
	defer r.taking.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), storeTime)
	defer cancel()
	told := t.take(ctx, r, &news)
	r.missesSome(m.Boot, m.Missed > 0 || lost || !told)
}

// take tells the rooms here. It is false where that failed, so that the region is to be asked again. A room that is not
// here may come: a record does later than its region tells of it, so that this is looked for from time to time.
func (t *Tasks) take(ctx context.Context, r *region, news *crm.TaskNews) (told bool) {
	err := t.config.Own.TakeTaskNews(ctx, news)
	if err == nil {
		t.known.note(r.name, news)
		return true
	}
	t.known.noteUntold(r.name, news)
	if crm.CodeOf(err) == crm.CodeNotFound {
		return true
	}
	t.config.Log.Warn("rooms can't be told of another region's task", "region", r.name, "task", news.Task,
		"error", err)
	return false
}

// tellWaiting tells the rooms here that a region's tasks can't be followed.
func (t *Tasks) tellWaiting(ctx context.Context, r *region) {
	r.taking.Lock()
	defer r.taking.Unlock()
	open, _ := t.known.open(r.name, 0)
	for i := range open {
		if r.heard() {
			return // its news wait for this
		}
		data, err := json.Marshal(map[string]any{"task": open[i].id, "percent": open[i].percent, "step": open[i].step,
			"message": "region " + r.name + " can't be reached now; the task goes on there"})
		if err != nil {
			continue // ids, numbers and texts always encode
		}
		limited, cancel := context.WithTimeout(ctx, storeTime)
		_ = t.take(limited, r, &crm.TaskNews{Task: open[i].id, Broker: open[i].broker, User: open[i].user,
			Rows:   math.MaxUint64, // the sentence is our own
			Events: []crm.Event{{Room: open[i].room, Name: crm.EventTaskProgress, Data: data}}})
		cancel()
	}
}

// catchUp asks a region how its tasks are that have not ended as far as is known here, those of which nothing was heard
// for a while, and if lately is set others that go on or have just ended. It is false if no answer came, or rooms could
// not be told.
func (t *Tasks) catchUp(ctx context.Context, r *region, quiet time.Duration, lately bool) (ok bool) {
	if t.config.Older(r.name) {
		return false
	}
	open, at := t.known.open(r.name, quiet)
	for first := true; first || len(open) > 0; first = false {
		part := open[:min(len(open), wire.TasksAtOnce)]
		if first = first && lately; len(part) == 0 && !first {
			return true
		}
		told, ok := t.tasksNow(ctx, r.name, part, first)
		if !ok {
			return false
		}
		if quiet > 0 { // it may have had nothing to tell
			told = slices.DeleteFunc(told, func(n crm.TaskNews) bool { return !ends(&n) })
		}
		if !t.takeAll(ctx, r, told, at) {
			return false
		}
		open = open[len(part):]
	}
	return true
}

// ends reports whether news tell the end of a task.
func ends(news *crm.TaskNews) bool {
	return !slices.ContainsFunc(news.Events, func(e crm.Event) bool { return goesOn(e.Name) })
}

// takeAll tells the rooms how tasks are, but for those that were heard of since they were asked for. It is false where
// that failed.
func (t *Tasks) takeAll(ctx context.Context, r *region, told []crm.TaskNews, at uint64) (ok bool) {
	ok = true
	r.taking.Lock()
	defer r.taking.Unlock()
	for i := range told {
		if t.known.heardSince(told[i].Task, at) {
			continue
		}
		limited, cancel := context.WithTimeout(ctx, storeTime)
		ok = t.take(limited, r, &told[i]) && ok
		cancel()
	}
	return ok
}

// tasksNow asks a region how tasks are. Those that it does not know any more are forgotten.
func (t *Tasks) tasksNow(ctx context.Context, name string, asked []task, lately bool) (told []crm.TaskNews, ok bool) {
	ids := make([]crm.ID, len(asked))
	for i := range asked {
		ids[i] = asked[i].id
	}
	limited, cancel := context.WithTimeout(ctx, storeTime)
	defer cancel()
	m, err := t.config.Port.Request(limited, wire.TaskNowSubject(name), wire.KindTasksNow, crm.ID{},
		wire.EncodeTasksNow(ids, lately), wire.KindTasks)
	if err != nil {
		return nil, false
	}
	told, all, err := wire.DecodeTasks(m.Payload)
	if err != nil {
		t.config.Port.Malformed()
		return nil, false
	}
	for _, id := range ids {
		if all && !slices.ContainsFunc(told, func(n crm.TaskNews) bool { return n.Task == id }) {
			t.known.forget(id)
		}
	}
	return told, true
}
