package tasks

import (
	"container/list"
	"encoding/json"
	"strings"
	"sync"
	"time"

	"roomkey/crm"
)

// task is what is known of another region's task.
type task struct {
	id, broker, user crm.ID
	region           string
	room             crm.Room
	open             bool   // it was heard of, and has not ended
	step             string // of its last progress
	percent          int
	heard            uint64 // when it was heard of last, counted in known.heard
	at               time.Time
	untold           time.Time // since when rooms here could not be told of it; zero: they were
}

// known are the tasks of other regions that were heard of last.
type known struct {
	mu    sync.Mutex // guards what follows
	tasks map[crm.ID]*list.Element
	order *list.List // of *task, the one that was heard of last in front
	heard uint64
}

func newKnown() known { return known{tasks: make(map[crm.ID]*list.Element), order: list.New()} }

// home is the region of a brokerage's task; "": it is not known.
func (k *known) home(broker, id crm.ID) string {
	k.mu.Lock()
	defer k.mu.Unlock()
	if e := k.tasks[id]; e != nil && e.Value.(*task).broker == broker {
		return e.Value.(*task).region
	}
	return ""
}

// goesOn reports whether a task goes on after an event.
func goesOn(event string) bool {
	return event == crm.EventTaskStarted || event == crm.EventTaskProgress
}

// forget forgets a task.
func (k *known) forget(id crm.ID) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if e := k.tasks[id]; e != nil {
		k.order.Remove(e)
		delete(k.tasks, id)
	}
}

// note notes what a region tells of a task, and rooms here were told.
func (k *known) note(region string, news *crm.TaskNews) {
	k.mu.Lock()
	defer k.mu.Unlock()
	t := k.ofLocked(region, news)
	for i := range news.Events {
		event := &news.Events[i]
		t.room, t.user, t.untold = event.Room, news.User, time.Time{}
		t.open = goesOn(event.Name)
		var progress struct {
			Percent int
			Step    string
		}
		if event.Name == crm.EventTaskProgress && json.Unmarshal(event.Data, &progress) == nil {
			t.percent, t.step = progress.Percent, cut(progress.Step)
		}
		k.heard++
		t.heard, t.at = k.heard, time.Now()
	}
}

// noteUntold notes what a region tells of a task, and rooms here could not be told: it is asked about the task for a
// while, as if it went on.
func (k *known) noteUntold(region string, news *crm.TaskNews) {
	k.mu.Lock()
	defer k.mu.Unlock()
	t := k.ofLocked(region, news)
	t.at = time.Now()
	if t.untold.IsZero() {
		t.untold = t.at
	}
	t.open = t.at.Sub(t.untold) < untoldFor
	for i := range news.Events {
		t.room, t.user = news.Events[i].Room, news.User
	}
}

// ofLocked is what is known of a task, in the place of the one that was not heard of for the longest time where there
// are too many.
func (k *known) ofLocked(region string, news *crm.TaskNews) *task {
	e := k.tasks[news.Task]
	if e == nil {
		if len(k.tasks) == maxKnown {
			oldest := k.order.Remove(k.order.Back()).(*task)
			delete(k.tasks, oldest.id)
		}
		e = k.order.PushFront(&task{id: news.Task})
		k.tasks[news.Task] = e
	}
	k.order.MoveToFront(e)
	t := e.Value.(*task)
	t.region, t.broker = region, news.Broker
	return t
}

// cut is the name of a step, or the beginning of one that is too long to be remembered of many tasks.
func cut(step string) string {
	return strings.Clone(strings.ToValidUTF8(step[:min(len(step), maxStep)], ""))
}

// open lists the tasks of a region that have not ended, as far as was heard, and when that was: those of which nothing
// was heard for a while.
func (k *known) open(region string, quiet time.Duration) (tasks []task, at uint64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for e := k.order.Front(); e != nil; e = e.Next() {
		if t := e.Value.(*task); t.open && t.region == region && time.Since(t.at) >= quiet {
			tasks = append(tasks, *t)
		}
	}
	return tasks, k.heard
}

// heardSince reports whether a task was heard of after a moment that open gave.
func (k *known) heardSince(id crm.ID, at uint64) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	e := k.tasks[id]
	return e != nil && e.Value.(*task).heard > at
}
