package plugins_test

import (
	"maps"
	"sync"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"roomkey/crm"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/testclient"
)

// taskEvents keeps the events of tasks that a user's own room is told of.
type taskEvents struct {
	t     testing.TB
	saved func() int64 // how many honest edits were saved until now

	mu      sync.Mutex
	changed *sync.Cond
	tasks   map[string]*taskLog // guarded by mu
}

// taskLog has the events of one task.
type taskLog struct {
	events []taskEvent
	begun  int64 // edits that were saved when it started
}

// taskEvent is one event, and how many honest edits were saved since the task's start.
type taskEvent struct {
	name  string
	data  eventData
	saved int64
	at    time.Time
}

// eventData is what a task's event says.
type eventData struct {
	Task    string `cbor:"task"`
	Percent int    `cbor:"percent"`
	Code    string `cbor:"code"`
	Message string `cbor:"message"`
}

// listenToTasks listens to a user's own room.
func (s *server) listenToTasks(token string, user crm.User, saved func() int64) *taskEvents {
	s.T.Helper()
	log := &taskEvents{t: s.T, saved: saved, tasks: make(map[string]*taskLog)}
	log.changed = sync.NewCond(&log.mu)
	joined := make(chan testclient.Frame, 1)
	c := s.Dial(token, testclient.Options{OnFrame: func(f testclient.Frame) {
		if f.Type == "room:joined" {
			joined <- f
		}
		log.take(f)
	}})
	if err := c.Join(crm.UserRoom(user.ID), "", 0); err != nil {
		s.T.Fatal(err)
	}
	roomkeytest.AwaitFrame(s.T, joined)
	return log
}

func (log *taskEvents) take(f testclient.Frame) {
	var data eventData
	if f.Type != "event" || cbor.Unmarshal(f.Data, &data) != nil || data.Task == "" {
		return
	}
	log.mu.Lock()
	defer log.mu.Unlock()
	c := log.tasks[data.Task]
	if c == nil {
		c = &taskLog{begun: log.saved()}
		log.tasks[data.Task] = c
	}
	c.events = append(c.events, taskEvent{f.Name, data, log.saved() - c.begun, time.Now()})
	log.changed.Broadcast()
}

// until waits for an event of a task that is as it should be.
func (log *taskEvents) until(task, about string, ok func(taskEvent) bool) taskEvent {
	log.t.Helper()
	expired := false
	timer := time.AfterFunc(2*time.Minute, func() {
		log.mu.Lock()
		defer log.mu.Unlock()
		expired = true
		log.changed.Broadcast()
	})
	defer timer.Stop()
	log.mu.Lock()
	defer log.mu.Unlock()
	for next := 0; !expired; log.changed.Wait() {
		if c := log.tasks[task]; c != nil {
			for ; next < len(c.events); next++ {
				if ok(c.events[next]) {
					return c.events[next]
				}
			}
		}
	}
	log.t.Fatalf("in vain: %s", about)
	panic("unreachable")
}

// ending waits for the event with which a task ends.
func (log *taskEvents) ending(task string) taskEvent {
	log.t.Helper()
	return log.until(task, "a task ends", func(e taskEvent) bool {
		switch e.name {
		case crm.EventTaskCompleted, crm.EventTaskReview, crm.EventTaskFailed, crm.EventTaskCancelled:
			return true
		}
		return false
	})
}

// all are the logs until now, by task.
func (log *taskEvents) all() map[string]*taskLog {
	log.mu.Lock()
	defer log.mu.Unlock()
	return maps.Clone(log.tasks)
}
